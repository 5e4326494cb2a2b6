import { type Language, localeOf } from '../language.ts';
import type { TimeOfDay } from './iso.ts';
import { polishOrdinal } from './ordinals.ts';

/** A time of day as it is said after "alle", "um", "at", "à", "الساعة", "o", "a las", "в": "10 e 30", "10 Uhr 30". */
export function spokenTime({ hour, minute }: TimeOfDay, language: Language): string {
  switch (language) {
    case 'it':
      return joined(hour === 1 ? 'una' : String(hour), minute, ' e ');
    case 'de':
      return joined(`${hour === 1 ? 'ein' : hour} Uhr`, minute, ' ');
    case 'en':
      return englishTime(hour, minute);
    case 'fr':
      return joined(frenchHours(hour), minute, ' ');
    case 'ar':
      return arabicTime(hour, minute);
    case 'pl':
      return joined(polishHour(hour), minute, minute < 10 ? ' zero ' : ' ');
    case 'es':
      return joined(spanishHour(hour), minute, ' y ');
    case 'ru':
      return russianTime(hour, minute);
  }
}

function joined(hours: string, minute: number, link: string): string {
  return minute === 0 ? hours : `${hours}${link}${minute}`;
}

function englishTime(hour: number, minute: number): string {
  if (minute === 0 && hour === 0) return 'midnight';
  if (minute === 0 && hour === 12) return 'noon';
  const minutes = minute === 0 ? '' : minute < 10 ? ` oh ${minute}` : ` ${minute}`;
  return `${hour % 12 === 0 ? 12 : hour % 12}${minutes} ${hour < 12 ? 'a.m.' : 'p.m.'}`;
}

function spanishHour(hour: number): string {
  if (hour === 1) return 'una';
  return hour === 21 ? 'veintiuna' : String(hour);
}

function frenchHours(hour: number): string {
  if (hour === 1) return 'une heure';
  return hour === 21 ? 'vingt et une heures' : `${hour} heure${hour === 0 ? '' : 's'}`;
}

/** The feminine ordinal in the case that follows "o", "od" and "do": "dziesiątej". */
function polishHour(hour: number): string {
  return hour === 0 ? 'zerowej' : polishOrdinal(hour).replaceAll(/ego\b/g, 'ej');
}

const arabicHours = [
  ...['الثانية عشرة', 'الواحدة', 'الثانية', 'الثالثة', 'الرابعة', 'الخامسة', 'السادسة', 'السابعة', 'الثامنة'],
  ...['التاسعة', 'العاشرة', 'الحادية عشرة'],
];

function arabicTime(hour: number, minute: number): string {
  const few = minute >= 3 && minute <= 10;
  const minutes = minute === 0 ? '' : ` و ${minute} ${few ? 'دقائق' : 'دقيقة'}`;
  const part = hour < 12 ? 'صباحًا' : hour === 12 ? 'ظهرًا' : 'مساءً';
  return `${arabicHours[hour % 12]}${minutes} ${part}`;
}

const russianPlural = new Intl.PluralRules(localeOf.ru);
const russianHours: Partial<Record<Intl.LDMLPluralRule, string>> = { one: 'час', few: 'часа', many: 'часов' };
const russianMinutes: Partial<Record<Intl.LDMLPluralRule, string>> = {
  one: 'минута',
  few: 'минуты',
  many: 'минут',
};

function russianTime(hour: number, minute: number): string {
  const hours = `${hour} ${russianHours[russianPlural.select(hour)]}`;
  const minutes = `${feminine(minute)} ${russianMinutes[russianPlural.select(minute)]}`;
  return minute === 0 ? hours : `${hours} ${minutes}`;
}

/** A synthesiser reads 1 and 2 as masculine; minutes are feminine in Russian. */
function feminine(number: number): string {
  const unit = number % 10;
  if (Math.floor(number / 10) === 1 || unit < 1 || unit > 2) return String(number);
  return `${number > unit ? `${number - unit} ` : ''}${unit === 1 ? 'одна' : 'две'}`;
}
