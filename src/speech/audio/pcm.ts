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
  return Int16Array.from(sound, (value) => Math.max(-32768, Math.min(32767, Math.round(value * 32768))));
}

/** 16-bit samples as numbers in [-1, 1). */
export function toSound(samples: Int16Array): Float32Array {
  return Float32Array.from(samples, (value) => value / 32768);
}
