/** Numbers, amounts and dates as callers hear them: every figure that a text is filled with is really spoken. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Espeak } from '../../src/speech/engines/espeak.ts';
import { type Language, languages } from '../../src/speech/language.ts';
import { Message } from '../../src/speech/message.ts';
import { Renderer } from '../../src/speech/renderer.ts';
import { testTools } from '../support/parts.ts';

let espeak: Espeak;
let renderer: Renderer;

beforeAll(async () => {
  const { program } = (await testTools()).espeak;
  espeak = new Espeak({ command: [program.command, ...program.args] });
  renderer = new Renderer(espeak);
}, 600_000);

afterAll(() => espeak.close());

/** The sound of a text; a byte is an eighth of a millisecond. */
const soundOf = async (text: string, language: Language) =>
  Buffer.from(await renderer.render(text, language));
const spoken = (text: string, language: Language, value: string | number) =>
  soundOf(new Message(text, language).format({ value }).text, language);

/** Renders each value, and tells which of them are silent (under 200 ms) or sound like another one. */
async function muteOrAlike(text: string, language: Language, values: readonly (string | number)[]) {
  const heard = new Map<string, string | number>();
  const wrong: string[] = [];
  for (const value of values) {
    const sound = await spoken(text, language, value);
    const twin = heard.get(sound.toString('latin1'));
    if (sound.length < 8 * 200) wrong.push(`${value} is silent`);
    if (twin !== undefined) wrong.push(`${value} sounds like ${twin}`);
    heard.set(sound.toString('latin1'), value);
  }
  return wrong;
}

describe.each(languages)('in %s', (language) => {
  test('every number has words of its own', async () => {
    const numbers = [
      0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 19, 20, 21, 32, 99, 100, 101, 365, 1000, 2026, 3.5,
    ];
    expect(await muteOrAlike('{value, number}', language, numbers)).toEqual([]);
  }, 120_000);

  test('more is said for a longer number', async () => {
    const lengths: number[] = [];
    for (const number of [6, 26, 1926])
      lengths.push((await spoken('{value, number}', language, number)).length);
    expect(lengths).toEqual(lengths.toSorted((one, other) => one - other));
    expect(new Set(lengths).size).toBe(3);
  }, 60_000);

  test('every amount, date and time has words of its own', async () => {
    const cents = [0, 1, 2, 50, 100, 101, 200, 1_050, 12_345, 123_456];
    expect(await muteOrAlike('{value, number, euro}', language, cents)).toEqual([]);
    const days = ['2024-02-29', '2025-01-01', '2026-05-11', '2026-11-22', '2026-12-31'];
    expect(await muteOrAlike('{value, date, long}', language, days)).toEqual([]);
    const times = ['00:00', '08:30', '12:00', '14:05', '20:45'];
    expect(await muteOrAlike('{value, time, short}', language, times)).toEqual([]);
  }, 120_000);

  test('no digit of a code is left out', async () => {
    const withDigit = async (code: string) =>
      (await spoken('{value, number, digits}', language, code)).length;
    const without = await withDigit('55');
    for (const digit of '0123456789')
      expect({ digit, longer: (await withDigit(`5${digit}5`)) > without + 8 * 100 }).toEqual({
        digit,
        longer: true,
      });
  }, 60_000);
});
