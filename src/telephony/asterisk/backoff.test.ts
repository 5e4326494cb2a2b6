import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Backoff } from './backoff.ts';

test('waits grow to the bound, never beyond it, and begin again after a reset', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1000 }), fc.integer({ min: 1, max: 40 }), (first, attempts) => {
      const backoff = new Backoff(first, first * 8);
      for (let attempt = 0; attempt < attempts; attempt += 1) {
        const wait = backoff.next();
        const whole = Math.min(first * 2 ** attempt, first * 8);
        expect(wait).toBeGreaterThanOrEqual(whole / 2);
        expect(wait).toBeLessThanOrEqual(whole);
      }
      backoff.reset();
      expect(backoff.next()).toBeLessThanOrEqual(first);
    }),
  );
});
