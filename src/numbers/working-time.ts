import type { Calendars } from './calendar.ts';
import { addDays, weekdayOf } from './time-zone.ts';

const minutesOfDay = 24 * 60;

/** Until when something is due. */
export interface DueTime {
  readonly at: Date;
  /** The working day that it falls on, `YYYY-MM-DD`. */
  readonly day: string;
}

/**
 * When so many hours have passed that run on working days only, by the wall clock: 24 hours from Friday at three are
 * over on Monday at three, whether or not the clocks change on the Sunday. Saturdays, Sundays and public holidays are no
 * working days; what comes in on one runs from the beginning of the next.
 * @param hours more than 0
 */
export function workingHoursLater(
  calendars: Pick<Calendars, 'localParts' | 'isHoliday' | 'instant'>,
  from: Date,
  hours: number,
): DueTime {
  // Noon is on the same day in Italy and in UTC.
  const isWorking = (date: string) =>
    weekdayOf(date) < 6 && !calendars.isHoliday(Date.parse(`${date}T12:00:00Z`));
  const nextWorking = (date: string): string => {
    const next = addDays(date, 1);
    return isWorking(next) ? next : nextWorking(next);
  };
  const { date, hour, minute } = calendars.localParts(from);
  let [day, now] = isWorking(date) ? [date, hour * 60 + minute] : [nextWorking(date), 0];
  let left = Math.round(hours * 60);
  while (left > minutesOfDay - now) {
    left -= minutesOfDay - now;
    [day, now] = [nextWorking(day), 0];
  }
  return { at: new Date(calendars.instant(day, now + left)), day };
}
