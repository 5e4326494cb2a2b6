import { createHash } from 'node:crypto';
import type { Quarter } from '../../domestic-work/quarter.ts';
import { noticeNumber } from '../../pagopa/notice.ts';

/** pagoPA gives each system of a creditor one; which is INPS's own for these is not published, so this is invented. */
const segregationCode = '01';

/**
 * Number of the notice for the contributions of a quarter, so that one payment has one number. It is read out and may be
 * written down, so nobody can tell the relation from it.
 * @param code ten digits of the work relation
 */
export function contributionNotice(code: string, { year, quarter }: Quarter): string {
  const digest = createHash('sha256').update(`notice ${code} ${year} ${quarter}`).digest();
  const iuvBase = String(digest.readBigUInt64BE() % 10n ** 13n).padStart(13, '0');
  return noticeNumber({ segregationCode, iuvBase });
}
