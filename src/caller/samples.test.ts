import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { percentile, Samples } from './samples.ts';

test('a percentile is a value that so many do not exceed', () => {
  const values = fc.array(fc.double({ noNaN: true }), { minLength: 1, maxLength: 200 });
  fc.assert(
    fc.property(values, fc.double({ min: 0.01, max: 1, noNaN: true }), (given, fraction) => {
      const sorted = Float64Array.from(given).sort();
      const value = percentile(sorted, fraction);
      expect(sorted).toContain(value);
      expect(sorted.filter((other) => other <= value).length).toBeGreaterThanOrEqual(
        fraction * sorted.length,
      );
      expect(sorted.filter((other) => other < value).length).toBeLessThan(fraction * sorted.length);
    }),
  );
  expect(percentile([], 0.5)).toBeNaN();
});

test('keeps no more than its limit and counts the rest', () => {
  const samples = new Samples(3);
  for (const value of [4, 1, 3, 9]) samples.add(value);
  expect(samples.distribution()).toEqual({ count: 3, p50: 3, p95: 4, p99: 4, max: 4 });
  expect(samples.dropped).toBe(1);
});
