const day = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Rome', dateStyle: 'short' });

/** The day in Rome at an instant, YYYY-MM-DD: days that callers hear are Italian ones. */
export function dayInRome(instant: Date): string {
  return day.format(instant);
}
