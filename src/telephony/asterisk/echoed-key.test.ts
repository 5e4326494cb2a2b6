import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { EchoedKeys } from './echoed-key.ts';

const at = Date.UTC(2026, 10, 22, 17, 34, 17);

describe('a key that Asterisk tells twice', () => {
  test('counts once', () => {
    const keys = new EchoedKeys();
    // As Asterisk 22.10 told them: 0 0 1, each with its echo.
    const told = [
      ['3', 338],
      ['0', 479],
      ['0', 498],
      ['0', 618],
      ['0', 638],
      ['1', 758],
      ['1', 776],
      ['8', 899],
    ] as const;
    const heard = told.filter(([digit, ms]) => !keys.isEcho({ digit, durationMs: 80, at: at + ms }));
    expect(heard.map(([digit]) => digit).join('')).toBe('30018');
  });

  test('equal keys that somebody can have pressed all count', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ durationMs: fc.integer({ min: 40, max: 3_000 }), gapMs: fc.nat(2_000) })),
        (presses) => {
          const keys = new EchoedKeys();
          let now = at;
          for (const { durationMs, gapMs } of presses) {
            now += gapMs + durationMs;
            expect(keys.isEcho({ digit: '7', durationMs, at: now })).toBe(false);
          }
        },
      ),
    );
  });

  test('two keys that come at once, after Asterisk stood still, both count', () => {
    const keys = new EchoedKeys();
    const key = { digit: '0', durationMs: 80, at } as const;
    expect([keys.isEcho(key), keys.isEcho({ ...key, at: at + 3 })]).toEqual([false, false]);
  });

  test('without a time nothing is an echo', () => {
    const keys = new EchoedKeys();
    const key = { digit: '1', durationMs: 80, at: Number.NaN } as const;
    expect([keys.isEcho(key), keys.isEcho(key)]).toEqual([false, false]);
  });
});
