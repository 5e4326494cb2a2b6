import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import fc from 'fast-check';
import pino from 'pino';
import { Admission } from './admission.ts';
import { Capacity, type Measured } from './capacity.ts';
import { FloodGate } from './flood.ts';
import { EventLoopLag } from './measuring.ts';

const key = Buffer.alloc(32, 7);
const limits: Measured = { calls: 10, lagMs: 100, answerMs: 500, requests: 50 };
const calm: Measured = { calls: 0, lagMs: 0, answerMs: 0, requests: 0 };

test('calls are counted at every moment, and a call that ends makes room at once', () => {
  let calls = 9;
  const capacity = new Capacity(limits, () => ({ ...calm, calls }));
  expect(capacity.full).toBeUndefined();
  calls = 10;
  expect(capacity.full).toBe('calls');
  calls = 9;
  expect(capacity.full).toBeUndefined();
});

/** An engine that is admitted to, and how often its network was told that it is full. */
function admitting({ calls = 0, limit = 10, draining = false } = {}) {
  const said: number[] = [];
  const network = {
    linkUp: true,
    requests: 0,
    claims: 0,
    ping: async () => {},
    sayBusy: async () => void said.push(said.length),
  };
  const admission = new Admission({
    limits: { ...limits, calls: limit },
    flood: { callerPerMinute: 0, trunkPerSecond: 0 },
    key,
    calls: () => calls,
    draining: () => draining,
    network,
    logger: pino({ level: 'silent' }),
    refused: () => {},
  });
  return { admission, network, said };
}

test('claimed calls take their places before they come', () => {
  const { admission, network } = admitting({ calls: 8 });
  network.claims = 1;
  expect(admission.accepts()).toBe(true);
  network.claims = 2;
  expect(admission.full).toBe('calls');
  expect(admission.accepts()).toBe(false);
  admission.close();
});

describe('what the dialplan is told', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });

  afterEach(() => {
    jest.useRealTimers();
  });

  test('after every call that is left to others, and once for a burst of them', async () => {
    const { admission, said } = admitting({ limit: 0 });
    for (let call = 0; call < 5; call += 1) admission.accepts();
    expect(said).toHaveLength(0);
    await jest.advanceTimersByTimeAsync(200);
    expect(said).toHaveLength(1);
    await jest.advanceTimersByTimeAsync(60_000);
    expect(said).toHaveLength(1);
    admission.accepts();
    await jest.advanceTimersByTimeAsync(200);
    expect(said).toHaveLength(2);
  });

  test('nothing by an engine that is about to stop', async () => {
    const { admission, said } = admitting({ limit: 0, draining: true });
    admission.accepts();
    await jest.advanceTimersByTimeAsync(60_000);
    expect(said).toHaveLength(0);
  });
});

test('what is measured closes at once and opens only after it was calm for a while', () => {
  let measured = calm;
  const capacity = new Capacity(limits, () => measured);
  const after = (next: Partial<Measured>) => {
    measured = { ...calm, ...next };
    capacity.look();
    return capacity.full;
  };
  expect(after({ lagMs: 100 })).toBeUndefined();
  expect(after({ lagMs: 101 })).toBe('lagMs');
  // Below the limit, but not calm.
  for (let look = 0; look < 10; look += 1) expect(after({ lagMs: 90 })).toBe('lagMs');
  expect(after({})).toBe('lagMs');
  expect(after({ answerMs: 450 })).toBe('lagMs');
  expect(after({})).toBe('lagMs');
  expect(after({})).toBe('lagMs');
  expect(after({})).toBeUndefined();
});

test('whatever is measured: over a limit is full, and it is never open before three calm looks in a row', () => {
  const level = fc.constantFrom(0, 0.5, 0.85, 1, 1.2);
  fc.assert(
    fc.property(fc.array(fc.record({ lag: level, answer: level, requests: level })), (looks) => {
      let measured = calm;
      const capacity = new Capacity(limits, () => measured);
      let calmInARow = Number.POSITIVE_INFINITY;
      for (const { lag, answer, requests } of looks) {
        measured = { calls: 0, lagMs: 100 * lag, answerMs: 500 * answer, requests: 50 * requests };
        capacity.look();
        const highest = Math.max(lag, answer, requests);
        if (highest > 1) calmInARow = 0;
        else if (highest <= 0.8) calmInARow += 1;
        else if (calmInARow < 3) calmInARow = 0;
        expect(capacity.full !== undefined).toBe(calmInARow < 3);
      }
    }),
  );
});

test('one number may make its calls of a minute at once, then one at its pace; others are not touched', () => {
  const gate = new FloodGate({ callerPerMinute: 6, trunkPerSecond: 0 }, key);
  const call = (caller: string | undefined, now: number) => gate.arrive({ caller, trunk: 'trunk' }, now);
  for (let count = 0; count < 6; count += 1) expect(call('+390655510001', 0)).toBeUndefined();
  expect(call('+390655510001', 0)).toBe('caller');
  expect(call('+390655510002', 0)).toBeUndefined();
  expect(call(undefined, 0)).toBeUndefined();
  expect(call('+390655510001', 9_000)).toBe('caller');
  expect(call('+390655510001', 10_000)).toBeUndefined();
  expect(call('+390655510001', 10_000)).toBe('caller');
});

test('a trunk has a limit of its own, also for callers without a number', () => {
  const gate = new FloodGate({ callerPerMinute: 0, trunkPerSecond: 5 }, key);
  const calls = (trunk: string, now: number) =>
    Array.from({ length: 20 }, () => gate.arrive({ caller: undefined, trunk }, now)).filter(
      (why) => why === undefined,
    ).length;
  expect(calls('one', 0)).toBe(10);
  expect(calls('two', 0)).toBe(10);
  expect(calls('one', 1_000)).toBe(5);
});

test('whoever calls, however often: no number gets more than its share, and what is quiet is forgotten', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 20_000 })), {
        minLength: 1,
        maxLength: 200,
      }),
      (arrivals) => {
        const gate = new FloodGate({ callerPerMinute: 6, trunkPerSecond: 0 }, key);
        const letIn = new Map<number, number[]>();
        let now = 0;
        for (const [who, later] of arrivals) {
          now += later;
          if (gate.arrive({ caller: `+39${who}`, trunk: 't' }, now) !== undefined) continue;
          letIn.set(who, [...(letIn.get(who) ?? []), now]);
        }
        for (const times of letIn.values()) {
          for (const from of times)
            expect(times.filter((at) => at >= from && at < from + 60_000).length).toBeLessThanOrEqual(12);
        }
        gate.arrive({ caller: '+39999', trunk: 't' }, now + 61_000);
        expect(gate.size).toBe(1);
      },
    ),
  );
});

test('one short pause of the event loop is no load; standing still again and again is', () => {
  const lag = new EventLoopLag();
  let now = 20;
  const comes = (late: number) => {
    now += late;
    lag.came(now);
    now += 20;
  };
  lag.came(now);
  now += 20;
  for (let count = 0; count < 300; count += 1) comes(0);
  comes(120);
  expect(lag.value).toBeLessThan(100);
  for (let count = 0; count < 5; count += 1) {
    for (let between = 0; between < 20; between += 1) comes(0);
    comes(300);
  }
  expect(lag.value).toBeGreaterThan(100);
  for (let count = 0; count < 300; count += 1) comes(1);
  expect(lag.value).toBe(1);
});

test('numbers are not kept, and not more than so many digests of them', () => {
  const gate = new FloodGate({ callerPerMinute: 60, trunkPerSecond: 0 }, key);
  for (let number = 0; number < 51_000; number += 1)
    gate.arrive({ caller: `+39${number}`, trunk: 'trunk' }, 0);
  expect(gate.size).toBe(50_000);
});
