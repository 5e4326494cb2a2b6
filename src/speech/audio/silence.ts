import { decibels, speechLevel } from './loudness.ts';
import { AudioError, TELEPHONE_RATE } from './pcm.ts';

/** Silence left around speech, in ms: little before it (the caller waits), more after it (a sentence ends). */
export interface Margins {
  readonly beforeMs: number;
  readonly afterMs: number;
}

/**
 * Cuts silence off both ends of 8 kHz sound and puts back a fixed length of it.
 * @throws AudioError when there is nothing but silence.
 */
export function trimSilence(sound: Float32Array, margins: Margins): Float32Array {
  const threshold = speechLevel(sound) * decibels(-35);
  const first = sound.findIndex((value) => Math.abs(value) > threshold);
  if (first < 0) throw new AudioError('there is nothing to hear in it');
  const last = sound.findLastIndex((value) => Math.abs(value) > threshold);
  const before = Math.round((margins.beforeMs / 1000) * TELEPHONE_RATE);
  const after = Math.round((margins.afterMs / 1000) * TELEPHONE_RATE);
  const trimmed = new Float32Array(before + (last + 1 - first) + after);
  // What is quieter than the threshold around the speech is kept where there is room: breath and fading vowels.
  const from = Math.max(0, first - before);
  trimmed.set(sound.subarray(from, last + 1 + after), before - (first - from));
  return trimmed;
}
