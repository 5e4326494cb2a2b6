import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { pauseMs } from './workers.ts';

test('pauses double up to the longest, and are spread over their upper half', () => {
  const longestMs = 3_600_000;
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 1_000_000 }),
      fc.integer({ min: 1, max: 5_000 }),
      (made, firstMs) => {
        const whole = Math.min(firstMs * 2 ** (made - 1), longestMs);
        const pause = pauseMs(made, { firstMs, longestMs });
        expect(pause).toBeGreaterThanOrEqual(Math.floor(whole / 2));
        expect(pause).toBeLessThanOrEqual(Math.ceil(whole));
      },
    ),
  );
  const some = Array.from({ length: 50 }, () => pauseMs(8, { firstMs: 1_000, longestMs }));
  expect(new Set(some).size).toBeGreaterThan(10);
});
