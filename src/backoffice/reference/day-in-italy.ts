const inItaly = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Rome', dateStyle: 'short' });

/** The day on the calendar in Italy at a moment: `YYYY-MM-DD`. */
export function dayInItaly(now: Date): string {
  return inItaly.format(now);
}
