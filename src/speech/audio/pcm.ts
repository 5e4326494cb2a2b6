/** Sound as one channel of 16-bit samples. */
export interface Pcm {
  readonly samples: Int16Array;
  /** Samples a second. */
  readonly rate: number;
}

/** The rate of a telephone line, samples a second (G.711). */
export const TELEPHONE_RATE = 8000;

/** Sound that cannot be read or used; the message says what it is and what to bring instead. */
export class AudioError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'AudioError';
  }
}

/** Samples in [-1, 1) as 16-bit ones, clipped to what fits. */
export function toSamples(sound: Float32Array): Int16Array {
  const samples = new Int16Array(sound.length);
  for (let index = 0; index < samples.length; index++) {
    samples[index] = Math.max(-32768, Math.min(32767, Math.round((sound[index] ?? 0) * 32768)));
  }
  return samples;
}

/** 16-bit samples as numbers in [-1, 1). */
export function toSound(samples: Int16Array): Float32Array {
  const sound = new Float32Array(samples.length);
  for (let index = 0; index < sound.length; index++) sound[index] = (samples[index] ?? 0) / 32768;
  return sound;
}
