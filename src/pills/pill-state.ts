import type { PillTable, PillTopic } from './pill-table.ts';

/**
 * How far a pill can be trusted on a day: `future` before it holds, `expired` after it held, `unverified` when nobody
 * compared it with its source, `due` when that was too long ago, otherwise `current`.
 */
export type PillState = 'future' | 'expired' | 'unverified' | 'due' | 'current';

/** States that callers must not go on hearing: somebody has to do something. */
export const outOfDate: ReadonlySet<PillState> = new Set(['future', 'expired', 'due']);

/** @param day `YYYY-MM-DD` */
export function pillState(topic: PillTopic, day: string, { reviewAfter }: PillTable): PillState {
  if (day < topic.validFrom) return 'future';
  if (topic.validTo !== undefined && day > topic.validTo) return 'expired';
  if (topic.verifiedOn === undefined) return 'unverified';
  return pillAge(topic, day) >= reviewAfter ? 'due' : 'current';
}

/** Whole months since the texts were compared with their source; without that, since they hold. */
export function pillAge({ verifiedOn, validFrom }: PillTopic, day: string): number {
  return Math.max(0, monthsBetween(verifiedOn ?? validFrom, day));
}

/** Whole months from one day to another, both `YYYY-MM-DD`; the 31st to the 30th is not yet one. */
function monthsBetween(from: string, to: string): number {
  const [year = 0, month = 0, day = 0] = from.split('-').map(Number);
  const [toYear = 0, toMonth = 0, toDay = 0] = to.split('-').map(Number);
  return (toYear - year) * 12 + (toMonth - month) - (toDay < day ? 1 : 0);
}
