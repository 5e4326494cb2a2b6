import { setImmediate } from 'node:timers/promises';
import { encodeAlaw } from './alaw.ts';
import { type Loudness, normaliseLoudness } from './loudness.ts';
import { type Pcm, TELEPHONE_RATE, toSamples, toSound } from './pcm.ts';
import { Resampler } from './resample.ts';
import { type Margins, trimSilence } from './silence.ts';

const loudness: Loudness = { speechDb: -19, peakDb: -3 };
const margins: Margins = { beforeMs: 20, afterMs: 120 };

/** Changes whenever the same sound would give other bytes; part of the key of every rendered file. */
export const telephoneFingerprint = JSON.stringify({ version: 1, loudness, margins });

/** Rates in use are few (a synthesiser, some recordings); more than these are computed again. */
const MAX_RESAMPLERS = 4;
const resamplers = new Map<number, Resampler>();

/**
 * Sound of any rate as what a telephone line carries: 8 kHz A-law, even loudness, little silence around it.
 * Works in slices and lets calls go on in between.
 * @throws AudioError when the rate cannot be used or there is nothing to hear.
 */
export async function toTelephone(pcm: Pcm): Promise<Uint8Array> {
  const resampler = resamplerFor(pcm.rate);
  const input = toSound(pcm.samples);
  const output = new Float32Array(resampler.outputLength(input.length));
  for (let start = 0; start < output.length; start += TELEPHONE_RATE) {
    resampler.run(input, output, start, Math.min(output.length, start + TELEPHONE_RATE));
    await setImmediate();
  }
  return encodeAlaw(toSamples(normaliseLoudness(trimSilence(output, margins), loudness)));
}

function resamplerFor(rate: number): Resampler {
  let resampler = resamplers.get(rate);
  if (resampler === undefined) {
    resampler = new Resampler(rate, TELEPHONE_RATE);
    if (resamplers.size >= MAX_RESAMPLERS) resamplers.clear();
    resamplers.set(rate, resampler);
  }
  return resampler;
}
