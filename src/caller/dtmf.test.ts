import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { eventOf, eventTrain } from './dtmf.ts';

test('every key has the code of RFC 4733', () => {
  expect(Array.from('0123456789*#ABCD', eventOf)).toEqual(Array.from({ length: 16 }, (_, code) => code));
  expect(eventOf('d')).toBe(15);
  for (const none of ['', 'E', '11', ' ']) expect(eventOf(none)).toBeUndefined();
});

test('a train begins once, grows, and ends three times with the whole duration', () => {
  fc.assert(
    fc.property(fc.integer({ min: 20, max: 8000 }), (durationMs) => {
      const train = eventTrain(durationMs);
      expect(train.map((packet) => packet.marker)).toEqual(train.map((_, index) => index === 0));
      const ends = train.filter((packet) => packet.end);
      expect(train.slice(-3)).toEqual(ends);
      expect(ends.map((packet) => packet.durationSamples)).toEqual(new Array(3).fill(durationMs * 8));
      expect(ends[0]?.atMs).toBe(durationMs);
      const growing = train.slice(0, -3);
      for (const [index, packet] of growing.entries()) {
        expect(packet.durationSamples).toBeGreaterThan(growing[index - 1]?.durationSamples ?? 0);
        expect(packet.durationSamples).toBeLessThanOrEqual(durationMs * 8);
      }
    }),
  );
});

test('impossible durations are refused', () => {
  for (const durationMs of [0, 19, 8001, Number.NaN])
    expect(() => eventTrain(durationMs)).toThrow(RangeError);
});
