import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Numbering } from './numbering.ts';

test('every number leads back to what it numbers', () => {
  const numbering = new Numbering({ count: 6_999_999_989, step: 7_654_321, offset: 1_234_567 });
  fc.assert(
    fc.property(fc.nat({ max: 400_000_000 }), (n) => {
      const number = numbering.numberOf(n);
      expect(number).toBeLessThan(6_999_999_989);
      expect(numbering.indexOf(number)).toBe(n);
    }),
  );
});

test('all numbers of a small numbering come once', () => {
  const numbering = new Numbering({ count: 1_000, step: 77, offset: 999 });
  const numbers = Array.from({ length: 1_000 }, (_, n) => numbering.numberOf(n));
  expect(new Set(numbers).size).toBe(1_000);
  expect(numbers.map((number) => numbering.indexOf(number))).toEqual(numbers.map((_, n) => n));
});

test('a step that would give a number twice is refused', () => {
  expect(() => new Numbering({ count: 1_000, step: 75, offset: 0 })).toThrow(RangeError);
});
