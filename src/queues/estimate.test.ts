import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { estimateWait, type Reach, toldMinutes, type WaitFacts } from './estimate.ts';

const reach = (more: Partial<Reach> = {}): Reach => ({
  startsIn: 0,
  staff: 10,
  idle: 0,
  ahead: 4,
  aheadAny: 0,
  staffAny: 40,
  ...more,
});

/** Nobody gives up, as far as is known; what is assumed counts for nothing beside it. */
const steadfast = { waitedMs: 1e12, gaveUp: 0 };

function seconds(
  facts: Pick<WaitFacts, 'reaches' | 'handling'> & { aheadAll?: number },
  patience: WaitFacts['patience'] = steadfast,
) {
  return estimateWait({ aheadAll: 0, ...facts, patience })?.seconds ?? null;
}

test('the operators become free one after the other', () => {
  // Five callers, this one included; ten operators of three minutes each: one every 18 s.
  expect(seconds({ reaches: [reach()], handling: [120_000, 240_000] })).toBe(90);
  expect(seconds({ reaches: [reach({ idle: 5, ahead: 4 })], handling: [] })).toBe(0);
  // A quarter of the operators get a quarter of those who take anybody.
  expect(seconds({ reaches: [reach({ aheadAny: 20 })], handling: [180_000] })).toBe(180);
});

test('it is never faster than all operators together take all callers in their order', () => {
  // Nobody of the topic is before, but 99 others whom the same operators take: a hundred times 180 s by 40.
  expect(seconds({ reaches: [reach({ ahead: 0 })], aheadAll: 99, handling: [180_000] })).toBe(450);
  expect(seconds({ reaches: [reach({ ahead: 0, idle: 1 })], aheadAll: 99, handling: [180_000] })).toBe(0);
});

test('a later step of the route counts when it comes first', () => {
  const later = reach({ startsIn: 30_000, staff: 40, idle: 3, ahead: 0 });
  expect(seconds({ reaches: [reach({ ahead: 40 }), later], handling: [180_000] })).toBe(30);
});

test('nothing is said where nothing is known', () => {
  expect(seconds({ reaches: [reach()], handling: [] })).toBeNull();
  expect(seconds({ reaches: [reach({ staff: 0 })], handling: [180_000] })).toBeNull();
});

test('who gives up before makes it shorter', () => {
  const line = { reaches: [reach({ staff: 1, ahead: 2 })], handling: [300_000] };
  expect(seconds(line)).toBe(900);
  // One in ten minutes gives up: with nobody, one and two before, 300 s, 200 s and 150 s until somebody goes.
  expect(seconds(line, { waitedMs: 600_000_000, gaveUp: 1_000 })).toBe(650);
});

test('says between which it is: wide where one operator is waited for, narrow in a long line', () => {
  const one = estimateWait({
    aheadAll: 0,
    reaches: [reach({ staff: 1, ahead: 0 })],
    handling: [300_000],
    patience: steadfast,
  });
  // The exponential distribution: 67 s and 691 s, nearly.
  expect(one).toEqual({ seconds: 300, from: 68, to: 683 });
  expect(toldMinutes({ seconds: 300, from: 68, to: 683 })).toEqual({ from: 1, to: 12 });
  const many = estimateWait({
    aheadAll: 99,
    reaches: [reach({ staff: 100, ahead: 99, staffAny: 100 })],
    handling: [300_000],
    patience: steadfast,
  });
  expect(many?.seconds).toBe(300);
  expect(many?.from).toBeGreaterThan(270);
  expect(many?.to).toBeLessThan(345);
});

test('who is ready in a later step answers when it begins', () => {
  const facts = { aheadAll: 0, handling: [180_000], patience: steadfast };
  const later = reach({ startsIn: 30_000, staff: 40, idle: 3, ahead: 0 });
  // Somebody of the first step may become free before.
  const wait = estimateWait({ ...facts, reaches: [reach({ staff: 1, ahead: 0 }), later] });
  expect(wait).toEqual({ seconds: 30, from: 30, to: 30 });
  expect(estimateWait({ ...facts, reaches: [reach({ staff: 12, ahead: 0 }), later] })?.from).toBeLessThan(30);
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
  const waits = fc.nat({ max: 100_000_000 });
  const gone = fc.nat({ max: 128 });
  const handling = fc.array(fc.integer({ min: 1_000, max: 3_600_000 }), { minLength: 1 });
  fc.assert(
    fc.property(
      fc.array(any, { minLength: 1 }),
      handling,
      waits,
      gone,
      gone,
      (reaches, times, waitedMs, gaveUp, aheadAll) => {
        const patience = { waitedMs, gaveUp };
        const now = estimateWait({ reaches, aheadAll, handling: times, patience });
        const more = reaches.map((one) => ({ ...one, ahead: one.ahead + 1 }));
        const then = estimateWait({ reaches: more, aheadAll: aheadAll + 1, handling: times, patience });
        if (now === null || then === null) expect(then).toEqual(now);
        else {
          expect(now.from).toBeGreaterThanOrEqual(0);
          expect(now.from).toBeLessThanOrEqual(now.seconds);
          expect(now.to).toBeGreaterThanOrEqual(now.seconds);
          expect(then.seconds).toBeGreaterThanOrEqual(now.seconds);
        }
      },
    ),
  );
});
