import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Digit } from '../../input/keys.ts';
import { EchoedKeys } from './echoed-key.ts';

const at = Date.UTC(2026, 10, 22, 17, 34, 17);

/** What counts of keys of 80 ms, each with the ms at which it was told. */
function counted(...told: readonly (readonly [digit: Digit, ms: number])[]): string {
  const keys = new EchoedKeys();
  const heard = told.filter(([digit, ms]) => !keys.isEcho({ digit, durationMs: 80, at: at + ms }));
  return heard.map(([digit]) => digit).join('');
}

describe('a key that Asterisk tells twice', () => {
  test('counts once', () => {
    // As Asterisk 22.10 told them: 0 0 1, each with its echo.
    const first = counted(
      ['3', 338],
      ['0', 479],
      ['0', 498],
      ['0', 618],
      ['0', 638],
      ['1', 758],
      ['1', 776],
      ['8', 899],
    );
    expect(first).toBe('30018');
    // On a machine that was full: 1 and its echo are further apart than the key was long.
    const full = counted(
      ['3', 98],
      ['3', 320],
      ['1', 422],
      ['1', 504],
      ['6', 586],
      ['6', 630],
      ['5', 744],
      ['5', 764],
    );
    expect(full).toBe('33165');
  });

  test('counts once, and the same key pressed once more counts as well', () => {
    expect(counted(['7', 0], ['3', 161], ['3', 181], ['3', 314])).toBe('733');
  });

  test('is not one that only comes soon after a key which Asterisk was late with', () => {
    expect(counted(['3', 0], ['3', 241], ['3', 319])).toBe('333');
    expect(counted(['3', 0], ['3', 254], ['3', 318], ['2', 476])).toBe('3332');
  });

  test('counts twice where somebody can have pressed it twice', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 40, max: 3_000 }),
        fc.array(
          fc.record({
            pauseMs: fc.integer({ min: 65, max: 2_000 }),
            lateMs: fc.nat(30),
          }),
        ),
        (durationMs, presses) => {
          const keys = new EchoedKeys();
          let now = at;
          for (const { pauseMs, lateMs } of presses) {
            now += pauseMs + durationMs;
            expect(keys.isEcho({ digit: '7', durationMs, at: now + lateMs })).toBe(false);
          }
        },
      ),
    );
  });

  test('keys that come at once, after Asterisk stood still, all count', () => {
    expect(counted(['0', 0], ['0', 3])).toBe('00');
    expect(counted(['1', 0], ['0', 500], ['0', 501], ['0', 503])).toBe('1000');
  });

  test('of a call that another engine had, the length of the key is what there is to go by', () => {
    expect(counted(['0', 0], ['0', 20])).toBe('0');
    expect(counted(['0', 0], ['0', 145])).toBe('00');
  });

  test('without a time nothing is an echo', () => {
    const keys = new EchoedKeys();
    const key = { digit: '1', durationMs: 80, at: Number.NaN } as const;
    expect([keys.isEcho(key), keys.isEcho(key), keys.isEcho(key)]).toEqual([false, false, false]);
  });
});
