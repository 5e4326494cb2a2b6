import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { codeline, isCodeline } from './codeline.ts';

const parts = fc.record({
  azienda: fc.integer({ min: 0, max: 99_999_999 }).map((number) => String(number).padStart(8, '0')),
  anno: fc.integer({ min: 2000, max: 2099 }),
  rata: fc.integer({ min: 1, max: 4 }),
});

describe('the code line of the F24', () => {
  test('a worked example: 12345678 26 1 10 4 0, and the rest of the division by 99', () => {
    const digits = codeline({ azienda: '12345678', anno: 2026, rata: 4 });
    expect(digits.slice(0, 15)).toBe('123456782611040');
    expect(digits.slice(15)).toBe(String(123_456_782_611_040n % 99n).padStart(2, '0'));
  });

  test('is 17 digits that hold', () => {
    fc.assert(fc.property(parts, (one) => isCodeline(codeline(one))));
  });

  test('no longer holds with one digit wrong', () => {
    fc.assert(
      fc.property(parts, fc.nat({ max: 14 }), fc.integer({ min: 1, max: 9 }), (one, place, change) => {
        const digits = codeline(one);
        const wrong = (Number(digits.charAt(place)) + change) % 10;
        const changed = `${digits.slice(0, place)}${wrong}${digits.slice(place + 1)}`;
        expect(isCodeline(changed)).toBe(false);
      }),
    );
  });

  test('no longer holds with two neighbouring digits changed about', () => {
    fc.assert(
      fc.property(parts, fc.nat({ max: 13 }), (one, place) => {
        const digits = codeline(one);
        const [first, second] = [digits.charAt(place), digits.charAt(place + 1)];
        fc.pre(first !== second);
        const changed = `${digits.slice(0, place)}${second}${first}${digits.slice(place + 2)}`;
        expect(isCodeline(changed)).toBe(false);
      }),
    );
  });

  test('is nothing else than 17 digits', () => {
    expect(['', '1234567890123456', '1234567890123456A', '123456789012345678'].filter(isCodeline)).toEqual(
      [],
    );
  });
});
