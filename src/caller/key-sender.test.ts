import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { EventPacket } from './dtmf.ts';
import { CallEndedError } from './errors.ts';
import { KeySender } from './key-sender.ts';

/** Stands where the RTP session is and writes down what it is asked for. */
function channel() {
  let clock = 0;
  const sent: { code: number; timestamp: number; packet: EventPacket }[] = [];
  return {
    sent,
    beginEvent: () => ++clock,
    sendEvent: (code: number, timestamp: number, packet: EventPacket) => {
      sent.push({ code, timestamp, packet });
    },
    endEvent: () => undefined,
  };
}

describe('KeySender', () => {
  test('sends one whole train a key, in order, repeated keys included', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.stringMatching(/^[0-9]{1,3}$/),
        fc.stringMatching(/^[0-9]{1,2}$/),
        async (one, two) => {
          const line = channel();
          const keys = new KeySender(line);
          const options = { durationMs: 20, gapMs: 60 };
          const [first, second] = await Promise.all([keys.press(one, options), keys.press(two, options)]);
          expect(first).toHaveLength(one.length);
          expect(second).toHaveLength(two.length);
          const times = [...first, ...second];
          expect(times).toEqual([...times].sort((a, b) => a - b));
          // The last train may still owe its repetitions; every earlier one is whole.
          const pressed = new Map<number, { code: number; packets: number }>();
          for (const { code, timestamp } of line.sent) {
            const known = pressed.get(timestamp);
            pressed.set(timestamp, { code, packets: (known?.packets ?? 0) + 1 });
          }
          expect([...pressed.values()].map(({ code }) => code).join('')).toBe(one + two);
          expect([...pressed.values()].slice(0, -1).every(({ packets }) => packets === 4)).toBe(true);
          keys.close();
        },
      ),
      { numRuns: 5 },
    );
  });

  test('refuses what is no key, and everything after the end of the call', async () => {
    const keys = new KeySender(channel());
    await expect(keys.press('12x')).rejects.toThrow(RangeError);
    await expect(keys.press('1', { durationMs: 1 })).rejects.toThrow(RangeError);
    const pending = keys.press('123');
    keys.close();
    await expect(pending).rejects.toThrow(CallEndedError);
    await expect(keys.press('1')).rejects.toThrow(CallEndedError);
  });
});
