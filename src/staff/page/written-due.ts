/** A deadline in Italian words, by the clock in Italy. */

const options = {
  weekday: 'long',
  day: 'numeric',
  month: 'long',
  year: 'numeric',
  timeZone: 'Europe/Rome',
} as const;
const day = new Intl.DateTimeFormat('it-IT', options);
const instant = new Intl.DateTimeFormat('it-IT', { ...options, hour: 'numeric', minute: '2-digit' });
const clock = new Intl.DateTimeFormat('it-IT', {
  hour: '2-digit',
  minute: '2-digit',
  timeZone: 'Europe/Rome',
});

/** `venerdì 27 novembre 2026 alle ore 15:00`; of midnight, the end of the day before. @param at ISO 8601 */
export function writtenDue(at: string): string {
  const moment = Date.parse(at);
  return clock.format(moment) === '00:00' ? `la fine di ${day.format(moment - 1)}` : instant.format(moment);
}
