/** People on a line who each speak on a tone of their own, so that it is heard who hears whom. */
import { expect } from '@jest/globals';
import type { Call } from '../../src/caller/call.ts';
import { samplesOf, toneIn } from './tone.ts';
import { until } from './until.ts';

/** Somebody at a phone that records what it hears; `hz` a multiple of 50, far from music and whispers. */
export interface Voice {
  readonly phone: Call;
  readonly hz: number;
}

/** So much of a voice is no accident. */
const clearlyMs = 200;

/** How long this phone has heard that voice so far, in ms. */
export function heardMs(hearer: Call, { hz }: Voice): number {
  return toneIn(samplesOf(hearer.recording() ?? Buffer.alloc(0)), hz).toneMs;
}

/** Somebody speaks until all of these have heard it clearly. */
export async function isHeardBy(speaker: Voice, ...hearers: readonly Voice[]): Promise<void> {
  const before = hearers.map(({ phone }) => heardMs(phone, speaker));
  await until(`a voice of ${speaker.hz} Hz at ${hearers.map(({ hz }) => hz).join(' and ')} Hz`, async () => {
    await speaker.phone.speak(300, speaker.hz);
    return hearers.every(({ phone }, at) => heardMs(phone, speaker) >= (before[at] ?? 0) + clearlyMs);
  });
}

/** Everybody hears everybody. */
export async function hearEachOther(...all: readonly Voice[]): Promise<void> {
  for (const speaker of all) await isHeardBy(speaker, ...all.filter((one) => one !== speaker));
}

/** Somebody hears something while these others speak with each other, and nothing of them: it is the music. */
export async function hearsOnlyMusic(one: Voice, ...others: readonly Voice[]): Promise<void> {
  const before = others.map((other) => heardMs(one.phone, other));
  const sound = one.phone.heardMs;
  await hearEachOther(...others);
  // What is said now must have come by when still more music has.
  const said = one.phone.heardMs;
  await until('music', () => one.phone.heardMs > Math.max(said, sound) + 500);
  expect(others.map((other) => heardMs(one.phone, other))).toEqual(before);
}
