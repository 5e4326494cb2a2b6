import { expect, test } from '@jest/globals';
import { driftOf, leaksOf, soakLine } from './drift.ts';
import type { Soaked, SoakPart } from './soak.ts';

const part = (at: number, more: Partial<SoakPart> = {}): SoakPart => ({
  endedAfterSeconds: at * 300,
  up: 180,
  keyToPromptP50Ms: 2,
  keyToPromptP99Ms: 30,
  heapMegabytes: 60,
  engineMegabytes: 200,
  engineHandles: 10,
  asteriskMegabytes: 140,
  asteriskHandles: 900,
  redisMegabytes: 20,
  ...more,
});
const soaked = (parts: readonly SoakPart[]): Soaked => ({
  placed: 72_000,
  lost: 0,
  doubled: 0,
  requests: { accepted: 1, kept: 1 },
  parts,
  findings: [],
});
const twelve = Array.from({ length: 12 }, (_, at) => at + 1);

test('what stays as it was is no leak, nor one part that is higher, nor warming up', () => {
  const parts = twelve.map((at) => part(at, at === 9 ? { heapMegabytes: 400 } : {}));
  const cold = [part(1, { heapMegabytes: 30, engineMegabytes: 90 }), ...parts.slice(1)];
  expect(leaksOf(soaked(cold))).toEqual([]);
  expect(driftOf(cold, 'heapMegabytes')).toEqual({ first: 60, last: 60 });
});

test('what grows all the time is named', () => {
  const parts = twelve.map((at) => part(at, { heapMegabytes: 60 + 5 * at, engineHandles: 10 + 20 * at }));
  const found = soaked(parts);
  expect(leaksOf(found)).toEqual([
    'heapMegabytes: 75 at first, 115 at last',
    'engineHandles: 70 at first, 230 at last',
  ]);
  expect(soakLine(found)).toBe(
    'soaked 72000 lost 0 doubled 0 leaks 2 heap 75 -> 115 MB handles 70 -> 230 key-to-prompt p50 2.0 -> 2.0 p99 30.0 -> 30.0 ms',
  );
});
