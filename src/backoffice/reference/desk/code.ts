/** Booking codes: eight digits that can be keyed in, the last one a check digit. */

/** Damm's table: the check digit finds every wrong digit and every two neighbours that were swapped. */
const table = [
  '0317598642',
  '7092154863',
  '4206871359',
  '1750983426',
  '6123045978',
  '3674209581',
  '5869720134',
  '8945362017',
  '9438617205',
  '2581436790',
];

function interim(digits: string): string {
  let state = '0';
  for (const digit of digits) state = table[Number(state)]?.charAt(Number(digit)) ?? '';
  return state;
}

/** How many codes there are. */
export const codeCount = 10_000_000;

/** @param number 0 or more, below codeCount */
export function bookingCode(number: number): string {
  const digits = String(number).padStart(7, '0');
  return digits + interim(digits);
}

/** False for a code that was mistyped. */
export function isBookingCode(code: string): boolean {
  return /^\d{8}$/.test(code) && interim(code) === '0';
}
