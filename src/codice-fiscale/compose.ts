/** A codice fiscale from the data of a person. */
import { checkCharacter } from './check.ts';
import { monthLetters, type Sex } from './code.ts';

/** Personal data as a registry holds them. */
export interface Person {
  readonly surname: string;
  readonly name: string;
  /** `YYYY-MM-DD`. */
  readonly birthDate: string;
  readonly sex: Sex;
  /** Place code: a letter and three digits, `H501`. */
  readonly place: string;
}

/** Signs that become two letters (Ministry of the Interior circ. 1/2008, Agenzia delle Entrate circ. 34/E/2011). */
const twoLetters: Readonly<Record<string, string>> = {
  Ä: 'AE',
  Æ: 'AE',
  Ö: 'OE',
  Œ: 'OE',
  Ü: 'UE',
  ẞ: 'SS',
  Ø: 'OE',
  Ð: 'D',
  Þ: 'TH',
  Ł: 'L',
  Đ: 'D',
};

/** A name in the 26 letters A-Z: diacritics transliterated, everything else (spaces, apostrophes) dropped. */
export function transliterate(name: string): string {
  return name
    .normalize('NFC')
    .toUpperCase()
    .replace(/[ÄÆÖŒÜẞØÐÞŁĐ]/g, (sign) => twoLetters[sign] ?? '')
    .normalize('NFD')
    .replace(/[^A-Z]/g, '');
}

function letterGroups(name: string): { consonants: string; vowels: string } {
  const letters = transliterate(name);
  return { consonants: letters.replace(/[AEIOU]/g, ''), vowels: letters.replace(/[^AEIOU]/g, '') };
}

function surnameLetters(surname: string): string {
  const { consonants, vowels } = letterGroups(surname);
  return `${consonants}${vowels}XXX`.slice(0, 3);
}

function nameLetters(name: string): string {
  const { consonants, vowels } = letterGroups(name);
  // Four consonants or more: the second is left out.
  const chosen = consonants.length > 3 ? consonants.charAt(0) + consonants.slice(2) : consonants;
  return `${chosen}${vowels}XXX`.slice(0, 3);
}

/**
 * The code that these data give, without omocodia (DM 23/12/1976 n. 13813).
 * @throws RangeError when the date or the place code is not of its form
 */
export function compose(person: Person): string {
  const date = /^\d\d(\d\d)-(\d\d)-(\d\d)$/.exec(person.birthDate);
  const [, year = '', month = '', day = ''] = date ?? [];
  const monthLetter = monthLetters.charAt(Number(month) - 1);
  if (monthLetter === '' || Number(day) < 1 || Number(day) > 31) {
    throw new RangeError('the birth date is not of the form YYYY-MM-DD');
  }
  if (!/^[A-Z]\d{3}$/.test(person.place)) {
    throw new RangeError('the place code is not a letter and three digits');
  }
  const dayDigits = person.sex === 'F' ? String(Number(day) + 40) : day;
  const first15 = [
    surnameLetters(person.surname),
    nameLetters(person.name),
    year,
    monthLetter,
    dayDigits,
    person.place,
  ].join('');
  return first15 + checkCharacter(first15);
}
