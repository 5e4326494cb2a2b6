/** A code on the keys of a telephone: one press a character, 16 keys (domain.md section 3). */
import { baseForm } from './omocodia.ts';

/** Letters on each key (ITU-T E.161). */
export const lettersOnKey: Readonly<Record<string, string>> = {
  '2': 'ABC',
  '3': 'DEF',
  '4': 'GHI',
  '5': 'JKL',
  '6': 'MNO',
  '7': 'PQRS',
  '8': 'TUV',
  '9': 'WXYZ',
};

const keyOfLetter = new Map(
  Object.entries(lettersOnKey).flatMap(([key, letters]) => letters.split('').map((letter) => [letter, key])),
);

/**
 * The keys that a caller presses for a text: once the key that carries the letter, a digit for itself.
 * @param text upper-case letters and digits: a codice fiscale, a PIN
 * @throws RangeError for a character that is on no key
 */
export function signature(text: string): string {
  let keys = '';
  for (const character of text) {
    const key = /\d/.test(character) ? character : keyOfLetter.get(character);
    if (key === undefined) throw new RangeError('a character that is on no key of a telephone');
    keys += key;
  }
  return keys;
}

/**
 * The signatures that find a person: of the code as assigned and, under omocodia, of its base form too, which
 * the caller may read from an older card.
 * @param code a valid codice fiscale of 16 characters
 */
export function signatures(code: string): readonly string[] {
  return [...new Set([signature(code), signature(baseForm(code))])];
}
