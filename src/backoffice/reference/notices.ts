import type { Quarter } from '../../domestic-work/quarter.ts';
import { noticeNumber } from '../../pagopa/notice.ts';

/** pagoPA gives each system of a creditor one; which is INPS's own for these is not published, so this is invented. */
const segregationCode = '01';

/**
 * Number of the notice for the contributions of a quarter: ten digits of the relation, two of the year, one of the
 * quarter, so that one payment has one number.
 * @param code ten digits of the work relation
 */
export function contributionNotice(code: string, { year, quarter }: Quarter): string {
  return noticeNumber({ segregationCode, iuvBase: `${code}${String(year).slice(-2)}${quarter}` });
}
