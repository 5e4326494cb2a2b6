/** The quasigroup of Damm (2004): its check digit catches every wrong digit and every swap of two neighbours. */
const damm = [
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

/** @param digits figures only @returns the check digit to put behind them */
export function checkDigit(digits: string): string {
  let interim = 0;
  for (const digit of digits) interim = Number(damm[interim]?.charAt(Number(digit)));
  return String(interim);
}

/** Whether the last digit is the check digit of those before it. */
export function isChecked(digits: string): boolean {
  return checkDigit(digits) === '0';
}
