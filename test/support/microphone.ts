import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Call } from '../../src/caller/call.ts';
import { wavFile } from '../../src/caller/wav.ts';
import { samplesOf, toneIn } from './tone.ts';

/** Beeps, since a browser takes a steady tone for noise. */
const hz = 1_000;
const rate = 48_000;

/** What the microphone of a test's browser hears, again and again. @returns the path of the file */
export async function beepingMicrophone(folder: string): Promise<string> {
  const path = join(folder, 'microphone.wav');
  await writeFile(path, wavFile(beeps(), rate));
  return path;
}

/** Two seconds of beeps of a fifth of a second. */
function beeps(): Int16Array {
  const period = Math.round(0.4 * rate);
  return Int16Array.from({ length: 2 * rate }, (_, index) =>
    index % period < period / 2 ? Math.round(16_000 * Math.sin((2 * Math.PI * hz * index) / rate)) : 0,
  );
}

/** How long a phone that records has heard the browser's microphone, in ms. */
export function microphoneHeardMs(phone: Call): number {
  return toneIn(samplesOf(phone.recording() ?? Buffer.alloc(0)), hz, 0.7).toneMs;
}
