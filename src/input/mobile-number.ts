import libphonenumber from 'google-libphonenumber';

const { PhoneNumberFormat, PhoneNumberType, PhoneNumberUtil } = libphonenumber;
const util = PhoneNumberUtil.getInstance();

/** A number that can be called on the move: where fixed and mobile numbers look alike, the caller is believed. */
const mobileTypes: ReadonlySet<number> = new Set([
  PhoneNumberType.MOBILE,
  PhoneNumberType.FIXED_LINE_OR_MOBILE,
]);

/** What a number is: a mobile one in E.164 (`+393331234567`), another one that exists, or none at all. */
export type JudgedNumber = { readonly mobile: string } | 'not-mobile' | 'no-number';

/**
 * Judges a number as it is dialled in Italy: national, with 39 before it, with 00 and the country, or in the + form.
 * @param number digits, with a + before them at most
 */
export function judgeNumber(number: string): JudgedNumber {
  const text = number.startsWith('00') ? `+${number.slice(2)}` : number;
  try {
    const parsed = util.parse(text, 'IT');
    if (!util.isValidNumber(parsed)) return 'no-number';
    if (!mobileTypes.has(util.getNumberType(parsed))) return 'not-mobile';
    return { mobile: util.format(parsed, PhoneNumberFormat.E164) };
  } catch {
    // The library throws on what is not a number.
    return 'no-number';
  }
}
