import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { erlangC, operatorsFor } from './erlang-c.ts';

describe('Erlang C', () => {
  test('gives the published figures', () => {
    // L. Tanner, The Erlang-C formula: 360 calls in half an hour of 4 minutes each, 55 agents, 15 s.
    const tanner = erlangC(720, 240, 55);
    expect(tanner.occupancy).toBeCloseTo(0.873, 3);
    expect(tanner.waits).toBeCloseTo(0.239, 3);
    expect(tanner.meanWaitSeconds).toBeCloseTo(8.2, 1);
    expect(tanner.answeredWithin(15)).toBeCloseTo(0.846, 3);
    // Call Centre Helper, Erlang C formula: 100 calls in half an hour of 3 minutes each, 14 agents, 20 s.
    const helper = erlangC(200, 180, 14);
    expect(helper.waits).toBeCloseTo(0.174, 3);
    expect(helper.meanWaitSeconds).toBeCloseTo(7.8, 1);
    expect(helper.answeredWithin(20)).toBeCloseTo(0.888, 3);
    expect(operatorsFor(200, 180, 0.8, 20)).toBe(14);
  });

  test('of one operator is the M/M/1 queue, and of any number what its definition by factorials says', () => {
    expect(erlangC(30, 60, 1).waits).toBeCloseTo(0.5, 10);
    expect(erlangC(30, 60, 1).meanWaitSeconds).toBeCloseTo(60, 8);
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 60 }),
        fc.double({ min: 0.05, max: 0.98, noNaN: true }),
        (n, busy) => {
          const load = n * busy;
          let [term, sum] = [1, 0];
          for (let k = 0; k < n; k += 1) {
            sum += term;
            term *= load / (k + 1);
          }
          const tail = term / (1 - busy);
          expect(erlangC(load * 60, 60, n).waits).toBeCloseTo(tail / (sum + tail), 9);
        },
      ),
    );
  });

  test('does not promise what cannot be done, and needs fewer for less', () => {
    expect(() => erlangC(200, 180, 10)).toThrow(RangeError);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2_000 }), fc.integer({ min: 30, max: 600 }), (calls, seconds) => {
        const enough = operatorsFor(calls, seconds, 0.8, 20);
        expect(erlangC(calls, seconds, enough).answeredWithin(20)).toBeGreaterThanOrEqual(0.8);
        const load = (calls * seconds) / 3_600;
        if (enough - 1 > load)
          expect(erlangC(calls, seconds, enough - 1).answeredWithin(20)).toBeLessThan(0.8);
      }),
    );
  });
});
