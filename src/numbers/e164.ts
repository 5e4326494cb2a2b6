import libphonenumber from 'google-libphonenumber';

const { PhoneNumberFormat, PhoneNumberUtil } = libphonenumber;
const util = PhoneNumberUtil.getInstance();

/** True for a country that has a numbering plan, as its ISO 3166-1 code: `IT`. */
export function isCountry(code: string): boolean {
  return util.getSupportedRegions().some((region) => region === code);
}

/**
 * A number in E.164 (`+39803164`), or undefined for what is no number.
 * @param number digits in the national, 00 or + form
 * @param country whose national form and international prefix the number is written in
 */
export function toE164(number: string, country: string): string | undefined {
  try {
    return util.format(util.parse(number, country), PhoneNumberFormat.E164);
  } catch {
    // The library throws on what is not a number.
    return undefined;
  }
}

/** True when the country's numbering plan has such a number. */
export function exists(number: string, country: string): boolean {
  try {
    return util.isValidNumberForRegion(util.parse(number, country), country);
  } catch {
    return false;
  }
}
