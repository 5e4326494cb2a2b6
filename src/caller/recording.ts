/** What was heard on a call, in real time: pauses of the sender become silence. Bounded. */
import { decodeInto } from './g711.ts';
import type { Codec } from './sdp.ts';
import { wavFile } from './wav.ts';

const sampleRate = 8000;
/** A packet this late (in samples) marks a pause, not jitter. */
const pauseSamples = 480;

export class Recording {
  readonly #maxSamples: number;
  #samples = new Int16Array(sampleRate);
  #length = 0;
  #startedAt: number | undefined;

  /** What comes after `maxSeconds` is left out. */
  constructor(maxSeconds: number) {
    this.#maxSamples = Math.floor(maxSeconds * sampleRate);
  }

  /** Appends the payload `packet[from..to)` that arrived at `at` (performance.now(), ms). */
  add(codec: Codec, packet: Uint8Array, from: number, to: number, at: number): void {
    this.#startedAt ??= at;
    const place = Math.round(((at - this.#startedAt) * sampleRate) / 1000);
    const start = place - this.#length > pauseSamples ? place : this.#length;
    const end = Math.min(this.#maxSamples, start + to - from);
    if (end <= this.#length) return;
    this.#reserve(end);
    decodeInto(codec, packet, from, Math.min(to, from + Math.max(0, end - start)), this.#samples, start);
    this.#length = end;
  }

  #reserve(samples: number): void {
    if (samples <= this.#samples.length) return;
    const larger = new Int16Array(Math.min(this.#maxSamples, Math.max(samples, this.#samples.length * 2)));
    larger.set(this.#samples.subarray(0, this.#length));
    this.#samples = larger;
  }

  /** Samples so far; a view that the next packet may outdate. */
  get samples(): Int16Array {
    return this.#samples.subarray(0, this.#length);
  }

  /** A WAV file, 8 kHz, 16 bits, one channel. */
  wav(): Buffer {
    return wavFile(this.samples, sampleRate);
  }
}
