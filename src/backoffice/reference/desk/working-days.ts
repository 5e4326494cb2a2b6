/** The days on which offices work: all but Sundays, Saturdays and national holidays. Pure; days are `YYYY-MM-DD`. */
import Holidays from 'date-holidays';

const calendar = new Holidays('IT', { types: ['public'] });
/** Years kept calculated; bookings are about this one and the next. */
const remembered = 8;
const years = new Map<string, ReadonlySet<string>>();

export function isHoliday(day: string): boolean {
  const year = day.slice(0, 4);
  let days = years.get(year);
  if (days === undefined) {
    days = new Set(calendar.getHolidays(year).map(({ date }) => date.slice(0, 10)));
    if (years.size >= remembered) years.clear();
    years.set(year, days);
  }
  return days.has(day);
}

/** 0 is Sunday. */
export function weekdayOf(day: string): number {
  return new Date(`${day}T00:00:00Z`).getUTCDay();
}

/** @param days may be negative */
export function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

/** The nth working day after a day. */
export function workingDayAfter(day: string, count: number): string {
  let at = day;
  for (let left = count; left > 0; ) {
    at = addDays(at, 1);
    if (weekdayOf(at) % 6 !== 0 && !isHoliday(at)) left -= 1;
  }
  return at;
}
