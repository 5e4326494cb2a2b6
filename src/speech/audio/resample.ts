import { AudioError } from './pcm.ts';

/** The telephone band: what is below passes unchanged, what is above the stop edge is gone (ITU-T G.712 ends at 3400 Hz). */
const PASS_HZ = 3400;
const STOP_HZ = 4000;
/** How far the low-pass takes down what would fold back into the band. */
const STOP_DB = 70;

/**
 * Changes the rate of sound with a polyphase windowed-sinc low-pass (Kaiser window). Made for going down to a
 * telephone's rate; the coefficients are computed once for each pair of rates.
 */
export class Resampler {
  readonly #up: number;
  readonly #down: number;
  readonly #taps: number;
  /** The coefficients of each phase, one after the other, in the order of the input. */
  readonly #phases: Float32Array;

  /** @throws AudioError for a rate that is below the target or beyond 192 kHz. */
  constructor(from: number, to: number) {
    if (!Number.isInteger(from) || from < to || from > 192_000) {
      throw new AudioError(`sound of ${from} Hz cannot be used: bring ${to} to 192000 Hz`);
    }
    const divisor = greatestCommonDivisor(from, to);
    this.#up = to / divisor;
    this.#down = from / divisor;
    const transition = (2 * Math.PI * (STOP_HZ - PASS_HZ)) / from;
    this.#taps = from === to ? 4 : 4 * Math.ceil((STOP_DB - 8) / (2.285 * transition) / 4);
    this.#phases = from === to ? Float32Array.of(0, 1, 0, 0) : this.#design(from);
  }

  /** How many samples the output of `inputLength` samples has. */
  outputLength(inputLength: number): number {
    return Math.ceil((inputLength * this.#up) / this.#down);
  }

  /** Computes the output samples from `start` up to `end`; sound is silence beyond its ends. */
  run(input: Float32Array, output: Float32Array, start: number, end: number): void {
    const taps = this.#taps;
    for (let index = start; index < end; index++) {
      const position = index * this.#down;
      const phase = position % this.#up;
      const first = (position - phase) / this.#up - (taps / 2 - 1);
      const row = phase * taps;
      const inside = first >= 0 && first + taps <= input.length;
      output[index] = inside ? this.#sum(input, row, first) : this.#sumAtEnd(input, row, first);
    }
  }

  /** Four sums at once: one alone would wait for each addition to end. */
  #sum(input: Float32Array, row: number, first: number): number {
    const phases = this.#phases;
    let [a, b, c, d] = [0, 0, 0, 0];
    for (let tap = 0; tap < this.#taps; tap += 4) {
      const coefficient = row + tap;
      const sample = first + tap;
      a += (phases[coefficient] ?? 0) * (input[sample] ?? 0);
      b += (phases[coefficient + 1] ?? 0) * (input[sample + 1] ?? 0);
      c += (phases[coefficient + 2] ?? 0) * (input[sample + 2] ?? 0);
      d += (phases[coefficient + 3] ?? 0) * (input[sample + 3] ?? 0);
    }
    return a + b + c + d;
  }

  /** Beyond its ends the input is silence. */
  #sumAtEnd(input: Float32Array, row: number, first: number): number {
    const to = Math.min(this.#taps, input.length - first);
    let sum = 0;
    for (let tap = Math.max(0, -first); tap < to; tap++) {
      sum += (this.#phases[row + tap] ?? 0) * (input[first + tap] ?? 0);
    }
    return sum;
  }

  #design(from: number): Float32Array {
    const cutoff = (PASS_HZ + STOP_HZ) / from; // twice the middle of the transition, as a share of the rate
    const beta = 0.1102 * (STOP_DB - 8.7);
    const half = this.#taps / 2;
    const phases = new Float32Array(this.#up * this.#taps);
    for (let phase = 0; phase < this.#up; phase++) {
      const row = Array.from({ length: this.#taps }, (_, tap) => {
        const distance = tap - (half - 1) - phase / this.#up;
        return sinc(cutoff * distance) * kaiser(distance / half, beta);
      });
      const sum = row.reduce((total, value) => total + value, 0);
      // Each phase passes a constant as it is, so that the phases do not ripple against each other.
      row.forEach((value, tap) => {
        phases[phase * this.#taps + tap] = value / sum;
      });
    }
    return phases;
  }
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
}

function kaiser(position: number, beta: number): number {
  return Math.abs(position) > 1 ? 0 : bessel(beta * Math.sqrt(1 - position * position)) / bessel(beta);
}

/** The modified Bessel function of the first kind, order 0. */
function bessel(x: number): number {
  let sum = 1;
  let term = 1;
  for (let n = 1; term > sum * 1e-10; n++) {
    term *= (x / (2 * n)) ** 2;
    sum += term;
  }
  return sum;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
