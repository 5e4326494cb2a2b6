import { type Language, localeOf } from './language.ts';
import { type DateStyle, spokenDate, spokenYear } from './spoken/dates.ts';
import type { CalendarDay, TimeOfDay } from './spoken/iso.ts';
import { spokenEuros } from './spoken/money.ts';
import { spokenDigits, spokenNumber } from './spoken/numbers.ts';
import { spokenTime } from './spoken/times.ts';

/** How the values of a text become words: to be heard, or to be read. */
export interface Wording {
  number(number: number, language: Language): string;
  year(year: number, language: Language): string;
  /** @param cents whole cents */
  euros(cents: number, language: Language): string;
  /** Empty for a code without a letter or a figure. */
  digits(code: string): string;
  date(day: CalendarDay, language: Language, style: DateStyle): string;
  time(time: TimeOfDay, language: Language): string;
}

export const spoken: Wording = {
  number: spokenNumber,
  year: spokenYear,
  euros: spokenEuros,
  digits: spokenDigits,
  date: spokenDate,
  time: spokenTime,
};

const dateStyles: Readonly<Record<DateStyle, Intl.DateTimeFormatOptions>> = {
  long: { day: 'numeric', month: 'long', year: 'numeric' },
  full: { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' },
  short: { day: 'numeric', month: 'long' },
};
const twoDigits = (number: number) => String(number).padStart(2, '0');

/** As the language writes it, in figures. */
export const written: Wording = {
  number: (number, language) => new Intl.NumberFormat(localeOf[language]).format(number),
  year: (year) => String(year),
  euros: (cents, language) =>
    new Intl.NumberFormat(localeOf[language], { style: 'currency', currency: 'EUR' }).format(cents / 100),
  digits: (code) => (/[\p{L}\p{N}]/u.test(code) ? code : ''),
  date: ({ year, month, day }, language, style) =>
    new Intl.DateTimeFormat(localeOf[language], { ...dateStyles[style], timeZone: 'UTC' }).format(
      Date.UTC(year, month - 1, day),
    ),
  time: ({ hour, minute }) => `${twoDigits(hour)}:${twoDigits(minute)}`,
};
