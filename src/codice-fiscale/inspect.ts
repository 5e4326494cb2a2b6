/** Which block of a keyed code cannot be right, told from the keys alone. */
import { checkValue, sumOfCheckLetter } from './check.ts';
import { isDay, monthLetters, nameShape, placeLetters } from './code.ts';
import { lettersOnKey } from './keypad.ts';
import { digitOf } from './omocodia.ts';

/** The parts of a code that a caller can be asked to key in again. */
export const blocks = ['cognome-nome', 'nascita', 'luogo', 'controllo'] as const;
export type Block = (typeof blocks)[number];

/** The block of a position, 1 to 16. */
export function blockOf(position: number): Block {
  if (position <= 6) return 'cognome-nome';
  if (position <= 11) return 'nascita';
  return position <= 15 ? 'luogo' : 'controllo';
}

/** A run of characters judged together: what a caller may have meant by its keys. */
interface Field {
  /** Position of its first character, 1 to 15. */
  readonly from: number;
  readonly length: number;
  /** Characters that each of its keys may stand for. */
  readonly meanings: (key: string) => readonly string[];
  readonly allows: (text: string) => boolean;
  /** What `sumsOf` found before; at most 1,110 entries, one for each run of up to three keys. */
  readonly known: Map<string, Sums>;
}

/** A set of check sums modulo 26, bit n for sum n. */
type Sums = number;
const nothing: Sums = 0;
const zero: Sums = 1;
const allBits = 2 ** 26 - 1;

const letters = (key: string) => (lettersOnKey[key] ?? '').split('').filter((letter) => letter !== '');
const digits = (key: string) => [key, ...letters(key).filter((letter) => digitOf(letter) !== letter)];

const name = { length: 3, meanings: letters, allows: (text: string) => nameShape.test(text) };
const digit = { length: 1, meanings: digits, allows: () => true };
const month = { length: 1, meanings: letters, allows: (text: string) => monthLetters.includes(text) };
const day = {
  length: 2,
  meanings: digits,
  allows: (text: string) => isDay(text.split('').map(digitOf).join('')),
};
const placeLetter = { length: 1, meanings: letters, allows: (text: string) => placeLetters.includes(text) };

let from = 1;
/** Positions 1 to 15. */
const fields: readonly Field[] = [name, name, digit, digit, month, day, placeLetter, digit, digit, digit].map(
  (field) => {
    const placed = { ...field, from, known: new Map<string, Sums>() };
    from += field.length;
    return placed;
  },
);

/** Every text that a field's keys may stand for. */
function readings(field: Field, keys: string): readonly string[] {
  let texts: readonly string[] = [''];
  for (const key of keys) {
    const meanings = field.meanings(key);
    texts = texts.flatMap((text) => meanings.map((meaning) => text + meaning));
  }
  return texts.filter(field.allows);
}

/** The check sums that a field's keys can have; keys that are still to come may be any. */
function sumsOf(field: Field, keys: string): Sums {
  const known = field.known.get(keys);
  if (known !== undefined) return known;
  let sums = nothing;
  if (keys.length < field.length) {
    for (const key of '0123456789') sums |= sumsOf(field, keys + key);
  } else {
    for (const text of readings(field, keys)) {
      const sum = text.split('').reduce((total, c, index) => total + checkValue(c, field.from + index), 0);
      sums |= 1 << (sum % 26);
    }
  }
  field.known.set(keys, sums);
  return sums;
}

/** Every sum of one of the left and one of the right, modulo 26. */
function addSums(left: Sums, right: Sums): Sums {
  let reached = nothing;
  for (let sum = 0; sum < 26; sum += 1) {
    if (right & (1 << sum)) reached |= (left << sum) | (left >>> (26 - sum));
  }
  return reached & allBits;
}

/** The check sums whose letters are on a key. */
const sumsOnKey = new Map(
  Object.entries(lettersOnKey).map(([key, carried]) => [
    key,
    carried.split('').reduce((sums, letter) => sums | (1 << sumOfCheckLetter(letter)), nothing),
  ]),
);

/**
 * Judges a code as far as it has been keyed.
 * `possible` when some valid code of a person, omocodia included, begins with these keys (all 16: has them as
 * its signature, check letter included); else the first block that cannot be right. The check letter is seldom
 * provably wrong by key (its three or four letters nearly always include a reachable one): the registry decides.
 * @param keys digits 0-9; keys behind the sixteenth are not looked at
 */
export function inspectKeys(keys: string): 'possible' | Block {
  let sums = zero;
  for (const field of fields) {
    const own = keys.slice(field.from - 1, field.from - 1 + field.length);
    if (own === '') return 'possible';
    const found = sumsOf(field, own);
    if (found === nothing) return blockOf(field.from);
    sums = addSums(sums, found);
  }
  const last = keys.charAt(15);
  if (last === '') return 'possible';
  return sums & (sumsOnKey.get(last) ?? nothing) ? 'possible' : 'controllo';
}
