import { addDays, TimeZone } from '../numbers/time-zone.ts';

const italy = new TimeZone('Europe/Rome');

/** The next time that the post of the day is closed, by the clock in Italy. @param minute minutes since midnight */
export function nextClosing(minute: number, now: Date): { readonly day: string; readonly at: Date } {
  const today = italy.localTime(now.getTime()).date;
  const at = italy.firstInstant(today, minute);
  if (now.getTime() < at) return { day: today, at: new Date(at) };
  const tomorrow = addDays(today, 1);
  return { day: tomorrow, at: new Date(italy.firstInstant(tomorrow, minute)) };
}
