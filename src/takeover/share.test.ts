import { expect, test } from '@jest/globals';
import { assert, constantFrom, property, string, uniqueArray } from 'fast-check';
import { takerOf } from './share.ts';

test('exactly one takes a call, whatever order the engines are told in', () => {
  assert(
    property(string(), uniqueArray(string(), { minLength: 1, maxLength: 9 }), (call, engines) => {
      const taker = takerOf(call, engines);
      expect(engines).toContain(taker);
      expect(takerOf(call, [...engines].reverse())).toBe(taker);
    }),
  );
});

test('when an engine is missing, only its part moves', () => {
  assert(
    property(string(), constantFrom('a', 'b', 'c', 'd'), (call, missing) => {
      const all = ['a', 'b', 'c', 'd'];
      const taker = takerOf(call, all);
      const rest = all.filter((one) => one !== missing);
      if (taker !== missing) expect(takerOf(call, rest)).toBe(taker);
    }),
  );
});

test('everybody gets about as many', () => {
  const counts = new Map<string | undefined, number>();
  for (let at = 0; at < 3_000; at++) {
    const taker = takerOf(`1795353732.${at}`, ['1', '2', '3']);
    counts.set(taker, (counts.get(taker) ?? 0) + 1);
  }
  for (const count of counts.values()) expect(count).toBeGreaterThan(850);
});
