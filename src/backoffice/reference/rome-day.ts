const day = new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/Rome' });

/** The day that it is in Rome, `YYYY-MM-DD`. */
export function romeDay(now: Date): string {
  return day.format(now);
}
