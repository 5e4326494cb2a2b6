/** Check characters: of a person's code (DM 23/12/1976 n. 13813) and of a provisional, numeric one. */

/** Value of A-Z (and of 0-9 as A-J) at the odd positions 1, 3 ... 15. */
const oddValues = [
  1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23,
];

/**
 * What one character adds to the check sum.
 * @param character `A`-`Z` or `0`-`9`
 * @param position 1 to 15, as the decree counts
 * @throws RangeError for any other character
 */
export function checkValue(character: string, position: number): number {
  const rank = /^\d$/.test(character) ? Number(character) : character.charCodeAt(0) - 65;
  const odd = oddValues[rank];
  if (odd === undefined || character.length !== 1)
    throw new RangeError('not a character of a codice fiscale');
  return position % 2 === 1 ? odd : rank;
}

/** The check letter for a sum, modulo 26: A to Z. */
function checkLetter(sum: number): string {
  return String.fromCharCode(65 + (sum % 26));
}

/** The sum, 0 to 25, that a check letter A-Z stands for. */
export function sumOfCheckLetter(letter: string): number {
  return letter.charCodeAt(0) - 65;
}

/**
 * The 16th character of a code.
 * @param first15 the 15 characters before it, upper case
 * @throws RangeError when there are not 15, or one is neither A-Z nor 0-9
 */
export function checkCharacter(first15: string): string {
  if (first15.length !== 15)
    throw new RangeError(`a check letter needs 15 characters, not ${first15.length}`);
  let sum = 0;
  for (let index = 0; index < 15; index += 1) sum += checkValue(first15.charAt(index), index + 1);
  return checkLetter(sum);
}

/**
 * True for a provisional code of a person, or the code of an organisation: 11 digits of which the last is
 * the check digit, Luhn style (domain.md section 2).
 */
export function numericIsValid(code: string): boolean {
  if (!/^\d{11}$/.test(code) || code === '00000000000') return false;
  let sum = 0;
  for (let index = 0; index < 11; index += 1) {
    const digit = Number(code.charAt(index));
    sum += index % 2 === 0 ? digit : digit * 2 - (digit > 4 ? 9 : 0);
  }
  return sum % 10 === 0;
}
