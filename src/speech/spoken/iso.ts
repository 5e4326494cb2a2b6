/** A day of the calendar. */
export interface CalendarDay {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

/** A time of day, 0-23 and 0-59. */
export interface TimeOfDay {
  readonly hour: number;
  readonly minute: number;
}

const dateForm = /^(\d{4})-(\d{2})-(\d{2})$/;
const timeForm = /^(\d{2}):(\d{2})(?::\d{2}(?:\.\d+)?)?$/;
const instantForm = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})$/;

const romeClock = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Europe/Rome',
  hourCycle: 'h23',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
});

/** The day that an ISO date ("2026-11-23") or date-time names, in Rome; undefined when it is neither or not in the calendar. */
export function calendarDay(iso: string): CalendarDay | undefined {
  const match = dateForm.exec(wallClock(iso)?.date ?? '');
  if (match === null) return undefined;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? { year, month, day } : undefined;
}

/** The time that an ISO date-time or time ("10:30") names, in Rome; undefined when there is none. */
export function timeOfDay(iso: string): TimeOfDay | undefined {
  const match = timeForm.exec(wallClock(iso)?.time ?? '');
  if (match === null) return undefined;
  const [hour, minute] = [Number(match[1]), Number(match[2])];
  return hour < 24 && minute < 60 ? { hour, minute } : undefined;
}

/** Date and time as a clock in Rome shows them; text without an offset is that clock already. */
function wallClock(iso: string): { date: string; time: string } | undefined {
  if (!instantForm.test(iso)) {
    const [date, time] = iso.split('T');
    return iso.includes('T') ? { date: date ?? '', time: time ?? '' } : { date: iso, time: iso };
  }
  const instant = new Date(iso);
  if (Number.isNaN(instant.getTime())) return undefined;
  const parts = new Map(romeClock.formatToParts(instant).map(({ type, value }) => [type, value]));
  return {
    date: `${parts.get('year')}-${parts.get('month')}-${parts.get('day')}`,
    time: `${parts.get('hour')}:${parts.get('minute')}`,
  };
}
