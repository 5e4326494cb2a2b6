/** Booking codes: eight digits that can be keyed in, the last one a check digit. */

import { checkDigit, isChecked } from '../../../store/check-digit.ts';

/** How many codes there are. */
export const codeCount = 10_000_000;

/** @param number 0 or more, below codeCount */
export function bookingCode(number: number): string {
  const digits = String(number).padStart(7, '0');
  return digits + checkDigit(digits);
}

/** False for a code that was mistyped. */
export function isBookingCode(code: string): boolean {
  return /^\d{8}$/.test(code) && isChecked(code);
}
