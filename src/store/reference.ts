/**
 * References of what callers handed in, as they are spoken: seven digits and a check digit, `4712 0385` without the gap. They come
 * from a counter, spread so that neighbours do not look alike, and tell nothing about the person or the time. After
 * ten million of them they grow by a digit.
 */

import { checkDigit, isChecked } from './check-digit.ts';

/** Odd and no multiple of five: multiplying by it loses nothing, whatever the power of ten. */
const spread = 6_180_339n;
const shortest = 7;

/** @param count 0 or more, as the database's sequence gives it: the same never comes twice */
export function referenceOf(count: bigint): string {
  let width = shortest;
  let left = count;
  for (; left >= 10n ** BigInt(width); width += 1) left -= 10n ** BigInt(width);
  const digits = String((left * spread + 4_711_003n) % 10n ** BigInt(width)).padStart(width, '0');
  return digits + checkDigit(digits);
}

/** Whether a reference can have been given: its check digit fits. */
export function isReference(text: string): boolean {
  return /^\d{8,20}$/.test(text) && isChecked(text);
}
