import libphonenumber from 'google-libphonenumber';

const { PhoneNumberType, PhoneNumberUtil } = libphonenumber;
const numbers = PhoneNumberUtil.getInstance();
/** In some countries mobile and fixed numbers look the same. */
const mobile: ReadonlySet<libphonenumber.PhoneNumberType> = new Set([
  PhoneNumberType.MOBILE,
  PhoneNumberType.FIXED_LINE_OR_MOBILE,
]);

/**
 * The E.164 form of a mobile number, or undefined for any other number.
 * @param keyed as the network says it or as an Italian keys it: `+39333...`, `0044...`, `333...`
 */
export function mobileNumber(keyed: string): string | undefined {
  try {
    const number = numbers.parse(keyed.replace(/^00/, '+'), 'IT');
    if (!numbers.isValidNumber(number) || !mobile.has(numbers.getNumberType(number))) return undefined;
    return `+${number.getCountryCode()}${numbers.getNationalSignificantNumber(number)}`;
  } catch {
    return undefined;
  }
}
