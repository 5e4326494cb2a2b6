import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { estimateSeconds, type Reach } from './estimate.ts';

const reach = (more: Partial<Reach> = {}): Reach => ({
  startsIn: 0,
  staff: 10,
  idle: 0,
  ahead: 4,
  aheadAny: 0,
  staffAny: 40,
  ...more,
});

test('the operators become free one after the other', () => {
  // Five callers, this one included; ten operators of three minutes each: one every 18 s.
  expect(estimateSeconds({ reaches: [reach()], handling: [120_000, 240_000] })).toBe(90);
  expect(estimateSeconds({ reaches: [reach({ idle: 5, ahead: 4 })], handling: [] })).toBe(0);
  // A quarter of the operators get a quarter of those who take anybody.
  expect(estimateSeconds({ reaches: [reach({ aheadAny: 20 })], handling: [180_000] })).toBe(180);
});

test('a later step of the route counts when it comes first', () => {
  const later = reach({ startsIn: 30_000, staff: 40, idle: 3, ahead: 0 });
  expect(estimateSeconds({ reaches: [reach({ ahead: 40 }), later], handling: [180_000] })).toBe(30);
});

test('nothing is said where nothing is known', () => {
  expect(estimateSeconds({ reaches: [reach()], handling: [] })).toBeNull();
  expect(estimateSeconds({ reaches: [reach({ staff: 0 })], handling: [180_000] })).toBeNull();
});

test('is never negative, and more callers before never make it shorter', () => {
  const any = fc.record({
    startsIn: fc.nat({ max: 600_000 }),
    staff: fc.nat({ max: 300 }),
    idle: fc.nat({ max: 20 }),
    ahead: fc.nat({ max: 200 }),
    aheadAny: fc.nat({ max: 200 }),
    staffAny: fc.nat({ max: 300 }),
  });
  const handling = fc.array(fc.integer({ min: 1_000, max: 3_600_000 }), { minLength: 1 });
  fc.assert(
    fc.property(fc.array(any, { minLength: 1 }), handling, (reaches, times) => {
      const now = estimateSeconds({ reaches, handling: times });
      const more = reaches.map((one) => ({ ...one, ahead: one.ahead + 1 }));
      const then = estimateSeconds({ reaches: more, handling: times });
      if (now === null || then === null) expect(then).toBe(now);
      else {
        expect(now).toBeGreaterThanOrEqual(0);
        expect(then).toBeGreaterThanOrEqual(now);
      }
    }),
  );
});
