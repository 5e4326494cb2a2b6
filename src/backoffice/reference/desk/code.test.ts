import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { bookingCode, codeCount, isBookingCode } from './code.ts';

const code = fc.integer({ min: 0, max: codeCount - 1 }).map(bookingCode);

test('a code has eight digits, and another number another code', () => {
  fc.assert(fc.property(code, (one) => expect(isBookingCode(one)).toBe(true)));
  expect([0, 1, codeCount - 1].map(bookingCode).map((one) => one.slice(0, 7))).toEqual([
    '0000000',
    '0000001',
    '9999999',
  ]);
});

test('one wrong digit is known, and so are two neighbours that were swapped', () => {
  fc.assert(
    fc.property(code, fc.integer({ min: 0, max: 7 }), fc.integer({ min: 1, max: 9 }), (one, at, by) => {
      const digit = (Number(one.charAt(at)) + by) % 10;
      expect(isBookingCode(one.slice(0, at) + digit + one.slice(at + 1))).toBe(false);
    }),
  );
  fc.assert(
    fc.property(code, fc.integer({ min: 0, max: 6 }), (one, at) => {
      const swapped = one.slice(0, at) + one.charAt(at + 1) + one.charAt(at) + one.slice(at + 2);
      expect(isBookingCode(swapped)).toBe(swapped === one);
    }),
  );
});

test('what is no eight digits is no code', () => {
  for (const text of ['', '0000000', '000000000', 'ABCDEFGH']) expect(isBookingCode(text)).toBe(false);
});
