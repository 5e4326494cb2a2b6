import { beforeEach, expect, test } from '@jest/globals';
import { prolongIfBusy } from './prolonging.ts';
import { Pulse } from './pulse.ts';

const minute = 60_000_000_000n;
/** So long that none of them ends within a test; each is given as the past where it has ended. */
const timings = { leaseMs: 40_000, beatMs: 10_000, busyMs: 30_000 };

let pulse: Pulse;
let asked: (readonly [epoch: string, leaseMs: number])[];

beforeEach(() => {
  pulse = new Pulse();
  asked = [];
});

function look(answer: () => Promise<boolean> = async () => true, changed: Partial<typeof timings> = {}) {
  const prolong = (...given: readonly [string, number]) => {
    asked.push(given);
    return answer();
  };
  return prolongIfBusy({ pulse, registry: { prolong }, timings: { ...timings, ...changed } });
}

/** An engine that ran just now, and whose last beat is a minute old. */
function busyEngine(): void {
  pulse.epoch = '7';
  pulse.alive();
  pulse.confirm(Pulse.now() - minute);
}

test('an engine that runs, and is late with a beat: its lease is prolonged', async () => {
  busyEngine();
  expect(await look()).toBe(true);
  expect(asked).toEqual([['7', 40_000]]);
  expect(pulse.sinceConfirmedMs).toBeLessThan(10_000);
});

test('one that beats by itself is left alone', async () => {
  busyEngine();
  pulse.confirm(Pulse.now());
  expect(await look()).toBe(false);
  expect(asked).toEqual([]);
});

test('one that has done nothing for too long hangs: it is left to the others', async () => {
  busyEngine();
  expect(await look(undefined, { busyMs: -1 })).toBe(false);
  expect(asked).toEqual([]);
});

test('one that has no lease yet, or gave it up, gets none', async () => {
  busyEngine();
  pulse.epoch = undefined;
  expect(await look()).toBe(false);
  expect(asked).toEqual([]);
});

test('a lease that others have taken is not held, nor is one that Redis says nothing of', async () => {
  busyEngine();
  expect(await look(async () => false)).toBe(false);
  expect(await look(() => Promise.reject(new Error('Redis is away')))).toBe(false);
  expect(pulse.sinceConfirmedMs).toBeGreaterThanOrEqual(60_000);
});
