/**
 * Omocodia: when two people would get the same code, digits of the later one are replaced by letters,
 * from the right; any subset occurs (DM 23/12/1976, domain.md section 2).
 */
import { checkCharacter } from './check.ts';

/** Indices (from 0) of the seven characters that may be replaced, rightmost first: bit 0 of a mask is the first. */
const replaceable = [14, 13, 12, 10, 9, 7, 6];
const letters = 'LMNPQRSTUV';

/** How many codes one person could have: every subset of the seven digits. */
export const variantCount = 1 << replaceable.length;

/** The digit that a character of a numeric position stands for: itself, or what its omocodia letter replaced. */
export function digitOf(character: string): string {
  const digit = letters.indexOf(character);
  return digit === -1 ? character : String(digit);
}

/** The letter that replaces a digit. */
export function omocodiaLetter(digit: string): string {
  return letters.charAt(Number(digit));
}

/**
 * The code with just the digits of `mask` replaced by letters, and its check letter renewed.
 * @param code a code, with or without omocodia
 * @param mask 0 to 127; bit 0 is position 15, then 14, 13, 11, 10, 8, 7
 * @throws RangeError when the code has not 16 characters or the mask is out of range
 */
export function withOmocodia(code: string, mask: number): string {
  if (code.length !== 16) throw new RangeError(`a codice fiscale has 16 characters, not ${code.length}`);
  if (!Number.isInteger(mask) || mask < 0 || mask >= variantCount) {
    throw new RangeError(`an omocodia mask is 0 to ${variantCount - 1}, not ${mask}`);
  }
  const characters = code.slice(0, 15).split('');
  for (const [bit, index] of replaceable.entries()) {
    const digit = digitOf(code.charAt(index));
    characters[index] = mask & (1 << bit) ? omocodiaLetter(digit) : digit;
  }
  const first15 = characters.join('');
  return first15 + checkCharacter(first15);
}

/** The code as it would be without omocodia; a code without stays as it is. @throws RangeError as withOmocodia */
export function baseForm(code: string): string {
  return withOmocodia(code, 0);
}

/** All 128 codes of the person, the base form first; the index of each is its mask. @throws RangeError as withOmocodia */
export function variants(code: string): readonly string[] {
  return Array.from({ length: variantCount }, (_, mask) => withOmocodia(code, mask));
}
