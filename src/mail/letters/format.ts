/** How Italian letters write amounts, days and long numbers. */

const amount = new Intl.NumberFormat('it-IT', {
  minimumFractionDigits: 2,
  maximumFractionDigits: 2,
  useGrouping: 'always',
});
const wholeNumber = new Intl.NumberFormat('it-IT', { useGrouping: 'always' });
const longDay = new Intl.DateTimeFormat('it-IT', { dateStyle: 'long', timeZone: 'UTC' });
const monthName = new Intl.DateTimeFormat('it-IT', { month: 'long', timeZone: 'UTC' });

/** `1.234,56 €` @param cents whole */
export function euro(cents: number): string {
  return `${figure(cents)} €`;
}

/** `1.234,56`, for columns that name the currency in their head. @param cents whole */
export function figure(cents: number): string {
  return amount.format(cents / 100).replace('-', '−');
}

export function count(number: number): string {
  return wholeNumber.format(number);
}

/** `16/03/2026` @param day `YYYY-MM-DD` */
export function shortDate(day: string): string {
  return day.split('-').reverse().join('/');
}

/** `16 marzo 2026` @param day `YYYY-MM-DD` */
export function longDate(day: string): string {
  return longDay.format(new Date(`${day}T00:00:00Z`));
}

/** `marzo 2026` @param month 1 to 12 */
export function monthOf(year: number, month: number): string {
  return `${monthName.format(new Date(Date.UTC(2000, month - 1, 1)))} ${year}`;
}

/** `0123 4567 89`: digits in groups, from the left. */
export function grouped(digits: string, size: number): string {
  return digits.match(new RegExp(`.{1,${size}}`, 'g'))?.join(' ') ?? '';
}
