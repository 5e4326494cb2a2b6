import libphonenumber from 'google-libphonenumber';

const { PhoneNumberFormat, PhoneNumberType, PhoneNumberUtil } = libphonenumber;
const util = PhoneNumberUtil.getInstance();

/**
 * What may be called back: a phone that somebody has. Never a number that costs extra (premium, shared cost), one for
 * which nobody answers (voicemail, pager), or a company's own service numbers.
 */
const types: ReadonlySet<number> = new Set([
  PhoneNumberType.FIXED_LINE,
  PhoneNumberType.MOBILE,
  PhoneNumberType.FIXED_LINE_OR_MOBILE,
  PhoneNumberType.VOIP,
]);

/** Numbers of these countries may be called back: at home, and the two that lie within it. */
export const usualCountries: readonly string[] = ['IT', 'SM', 'VA'];

/**
 * A number that may be called back, in E.164; undefined for any other.
 * @param number as the network wrote it or the caller keyed it, Italian form when it is in a national one
 * @param countries ISO 3166-1 codes of the countries whose numbers may be called
 */
export function dialable(number: string, countries: readonly string[] = usualCountries): string | undefined {
  const digits = number.replaceAll(/[\s()./-]/g, '');
  const text = digits.startsWith('00') ? `+${digits.slice(2)}` : digits;
  if (!/^\+?\d{5,18}$/.test(text)) return undefined;
  try {
    const parsed = util.parse(text, 'IT');
    const region = util.getRegionCodeForNumber(parsed);
    if (region === undefined || !countries.includes(region) || !util.isValidNumber(parsed)) return undefined;
    return types.has(util.getNumberType(parsed)) ? util.format(parsed, PhoneNumberFormat.E164) : undefined;
  } catch {
    // The library throws on what is not a number.
    return undefined;
  }
}
