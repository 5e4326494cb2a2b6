import { type Language, localeOf } from '../language.ts';
import type { CalendarDay } from './iso.ts';
import { germanOrdinal, polishOrdinal, polishYear, russianOrdinal, russianYear } from './ordinals.ts';

/** `long`: day, month and year; `full`: with the weekday before; `short`: day and month. */
export type DateStyle = 'long' | 'full' | 'short';

/** A day as it is said: "23 novembre 2026", "primo novembre 2026", "domenica 1 novembre 2026". */
export function spokenDate(date: CalendarDay, language: Language, style: DateStyle): string {
  const instant = new Date(Date.UTC(date.year, date.month - 1, date.day));
  const names = namesOf(language).formatToParts(instant);
  const name = (type: 'month' | 'weekday') => names.find((part) => part.type === type)?.value ?? '';
  const link = language === 'es' ? ' de ' : ' ';
  const dayAndMonth = `${spokenDay(date.day, language)}${link}${name('month')}`;
  if (style === 'short') return dayAndMonth;
  const long = `${dayAndMonth}${link}${spokenYear(date.year, language)}`;
  return style === 'full' ? `${name('weekday')}${weekdayLink[language]}${long}` : long;
}

const weekdayLink: Readonly<Record<Language, string>> = {
  it: ' ',
  de: ', dem ',
  en: ' ',
  fr: ' ',
  ar: '، ',
  pl: ', ',
  es: ', ',
  ru: ', ',
};

const formatters = new Map<Language, Intl.DateTimeFormat>();

/** Month (in the case it has after a day) and weekday come from the locale; figures are ours. */
function namesOf(language: Language): Intl.DateTimeFormat {
  let formatter = formatters.get(language);
  if (formatter === undefined) {
    formatter = new Intl.DateTimeFormat(localeOf[language], {
      timeZone: 'UTC',
      weekday: 'long',
      day: 'numeric',
      month: 'long',
      year: 'numeric',
    });
    formatters.set(language, formatter);
  }
  return formatter;
}

function spokenDay(day: number, language: Language): string {
  switch (language) {
    case 'it':
      return day === 1 ? 'primo' : String(day);
    case 'fr':
      return day === 1 ? 'premier' : String(day);
    case 'en':
      return `${day}${englishSuffix(day)}`;
    case 'de':
      return germanOrdinal(day);
    case 'pl':
      return polishOrdinal(day);
    case 'ru':
      return russianOrdinal(day);
    case 'ar':
    case 'es':
      return String(day);
  }
}

/** A year as it is said within a date; in Polish and Russian an ordinal in the genitive, with the word for "year". */
export function spokenYear(year: number, language: Language): string {
  if (language === 'pl') return polishYear(year);
  return language === 'ru' ? russianYear(year) : String(year);
}

function englishSuffix(day: number): string {
  if (day >= 11 && day <= 13) return 'th';
  return ['th', 'st', 'nd', 'rd'][day % 10] ?? 'th';
}
