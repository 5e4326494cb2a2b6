/** When an office is open in a week, and how that is said. */

import { type Giorno, giorni } from '../operations/sede.ts';

/** Open on one day of the week, `HH:MM` to `HH:MM`. */
export interface OpenRange {
  readonly day: Giorno;
  readonly from: string;
  readonly to: string;
}

/** The same hours on one or several days in a row. */
export interface SpokenHours {
  readonly primo: Giorno;
  /** `solo`: on that one day. */
  readonly ultimo: Giorno | 'solo';
  readonly dalle: string;
  readonly alle: string;
}

/** Gathers days in a row with the same hours, so that a caller hears few sentences; mornings come first. */
export function spokenHours(ranges: readonly OpenRange[]): readonly SpokenHours[] {
  const sorted = ranges.toSorted(
    (a, b) =>
      a.from.localeCompare(b.from) ||
      a.to.localeCompare(b.to) ||
      giorni.indexOf(a.day) - giorni.indexOf(b.day),
  );
  const gathered: SpokenHours[] = [];
  for (const { day, from, to } of sorted) {
    const last = gathered.at(-1);
    const until = last === undefined || last.ultimo === 'solo' ? last?.primo : last.ultimo;
    const follows = until !== undefined && giorni.indexOf(day) === giorni.indexOf(until) + 1;
    if (last !== undefined && follows && last.dalle === from && last.alle === to)
      gathered.splice(-1, 1, { ...last, ultimo: day });
    else gathered.push({ primo: day, ultimo: 'solo', dalle: from, alle: to });
  }
  return gathered;
}
