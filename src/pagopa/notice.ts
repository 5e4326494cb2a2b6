/** The pagoPA payment notice: its number, and the text of its QR code. Amounts in whole cents. */
import { numericIsValid } from '../codice-fiscale/check.ts';

/** Who is paid. */
export interface Creditor {
  /** 11 digits. */
  readonly codiceFiscale: string;
  /** Interbank code, for those who pay by home banking. */
  readonly cbill: string;
}

/** domain.md section 2; the interbank code from inps.it, 2020. */
export const inps: Creditor = { codiceFiscale: '80078750587', cbill: 'AAQV6' };

/** What a notice number is made of, as creditors with several systems make it (aux digit 3). */
export interface NoticeParts {
  /** Two digits that pagoPA gives to each system of the creditor. */
  readonly segregationCode: string;
  /** 13 digits of the creditor's own: one payment, one number. */
  readonly iuvBase: string;
}

const auxDigit = '3';
/** More would not fit into the ten digits that scanners of the QR code take. */
const mostCents = 9_999_999_999;

/**
 * The notice number: 18 digits, of which the last two are the remainder of all before them by 93 (SACI, schema NAV.3;
 * domain.md section 2).
 * @throws RangeError for parts of another length
 */
export function noticeNumber({ segregationCode, iuvBase }: NoticeParts): string {
  if (!/^\d{2}$/.test(segregationCode)) throw new RangeError('a segregation code has two digits');
  if (!/^\d{13}$/.test(iuvBase)) throw new RangeError('an IUV base has 13 digits');
  const digits = `${auxDigit}${segregationCode}${iuvBase}`;
  return digits + checkDigits(digits);
}

/** The parts of a notice number of aux digit 3; undefined where length, aux digit or check digits are not right. */
export function readNoticeNumber(number: string): NoticeParts | undefined {
  const parts = /^3(\d{2})(\d{13})(\d{2})$/.exec(number);
  const [, segregationCode = '', iuvBase = '', check] = parts ?? [];
  if (parts === null || checkDigits(number.slice(0, 16)) !== check) return undefined;
  return { segregationCode, iuvBase };
}

/**
 * The text of the QR code, version 002 (docs.pagopa.it, "Codice QR").
 * @param cents above zero
 * @throws RangeError for a number, a creditor or an amount that no notice has
 */
export function qrText(number: string, { codiceFiscale }: Creditor, cents: number): string {
  if (readNoticeNumber(number) === undefined) throw new RangeError('the notice number is not right');
  if (!numericIsValid(codiceFiscale)) throw new RangeError('the creditor’s codice fiscale is not right');
  if (!Number.isInteger(cents) || cents < 1 || cents > mostCents)
    throw new RangeError('an amount is whole cents, above zero');
  return ['PAGOPA', '002', number, codiceFiscale, String(cents)].join('|');
}

function checkDigits(digits: string): string {
  return String(BigInt(digits) % 93n).padStart(2, '0');
}
