/** The form of a person's codice fiscale (DM 23/12/1976 n. 13813; domain.md section 2). */
import { checkCharacter } from './check.ts';
import { digitOf } from './omocodia.ts';

/** Month letters, January first. */
export const monthLetters = 'ABCDEHLMPRST';

/** Three letters of a surname or name: consonants, then vowels, then padding. */
export const nameShape = /^[B-DF-HJ-NP-TV-Z]*[AEIOU]*X*$/;

/** Days 1-31 for men, 41-71 for women, as the two digits that the code holds. */
export function isDay(twoDigits: string): boolean {
  const day = Number(twoDigits) % 40;
  return day >= 1 && day <= 31 && Number(twoDigits) <= 71;
}

/**
 * Letters that begin a place code: A-I, L, M for municipalities, Z for abroad, and Y, which no place has and
 * test codes carry so that they match no real person. The digits behind are not judged: places change codes.
 */
export const placeLetters = 'ABCDEFGHILMYZ';

const form = new RegExp(
  `^[A-Z]{6}[\\dLMNP-V]{2}[${monthLetters}][\\dLMNP-V]{2}[${placeLetters}][\\dLMNP-V]{3}[A-Z]$`,
);

/**
 * True for a code of a person that is well formed and ends in the right check letter, omocodia included.
 * Whether the place existed on that day is never asked: real codes break that rule (domain.md section 2).
 * @param code 16 characters, upper case
 */
export function isValid(code: string): boolean {
  return (
    form.test(code) &&
    nameShape.test(code.slice(0, 3)) &&
    nameShape.test(code.slice(3, 6)) &&
    isDay(digitOf(code.charAt(9)) + digitOf(code.charAt(10))) &&
    checkCharacter(code.slice(0, 15)) === code.charAt(15)
  );
}

export type Sex = 'M' | 'F';

/** What a code says about a birth. The century is not in it. */
export interface Birth {
  /** 0 to 99. */
  readonly yearOfCentury: number;
  /** 1 to 12. */
  readonly month: number;
  /** 1 to 31. */
  readonly day: number;
  readonly sex: Sex;
  /** Place code, digits restored: `H501`. */
  readonly place: string;
}

/**
 * The birth that a code tells of, omocodia undone.
 * @throws RangeError when the code is not valid
 */
export function birthOf(code: string): Birth {
  if (!isValid(code)) throw new RangeError('not a valid codice fiscale');
  const digits = (from: number, to: number) => code.slice(from, to).split('').map(digitOf).join('');
  const day = Number(digits(9, 11));
  return {
    yearOfCentury: Number(digits(6, 8)),
    month: monthLetters.indexOf(code.charAt(8)) + 1,
    day: day % 40,
    sex: day > 40 ? 'F' : 'M',
    place: code.charAt(11) + digits(12, 15),
  };
}
