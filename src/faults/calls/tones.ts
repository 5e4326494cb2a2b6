/** Prompts as tones: whoever calls knows for certain what it hears, whatever the language. */

const sampleRate = 8_000;
const frame = 160;
/** Frequencies of tones are this far apart; 20 ms tell them apart for certain. */
export const toneStepHz = 200;

/** A-law audio of one tone, as Asterisk plays it. */
export function toneFile(hz: number, seconds: number): Uint8Array {
  return Uint8Array.from({ length: sampleRate * seconds }, (_, at) =>
    aLaw(8_000 * Math.sin((2 * Math.PI * hz * at) / sampleRate)),
  );
}

/** The tone that 20 ms of A-law hold, as a multiple of the step; 0 for none, and for any other sound a guess. */
export function toneIn(packet: Uint8Array, from: number, to: number): number {
  if (to - from !== frame) return 0;
  let crossings = 0;
  let loud = 0;
  let before = (packet[from] ?? 0) & 0x80;
  for (let at = from; at < to; at++) {
    const byte = packet[at] ?? 0;
    // The segment of the sample: 4 and more are what a tone is made of.
    if (((byte ^ 0x55) & 0x70) >= 0x40) loud++;
    const sign = byte & 0x80;
    if (sign !== before) crossings++;
    before = sign;
  }
  return loud < frame / 4 ? 0 : Math.round((crossings * sampleRate) / (2 * frame) / toneStepHz);
}

function aLaw(sample: number): number {
  const positive = sample >= 0;
  const magnitude = Math.min(Math.abs(Math.round(sample)), 32_767) >> 3;
  let segment = 0;
  for (let rest = magnitude >> 5; rest > 0; rest >>= 1) segment++;
  const low = segment < 2 ? (magnitude >> 1) & 0x0f : (magnitude >> segment) & 0x0f;
  return ((segment << 4) | low) ^ (positive ? 0xd5 : 0x55);
}

/** Follows what a call hears: the tone that came last, and since when. */
export class ToneEar {
  /** As a multiple of the step; 0 before the first. */
  tone = 0;
  #candidate = 0;
  #since = 0;
  #times = 0;
  readonly #heard: (tone: number, since: number) => void;

  /** @param heard told when another tone begins, and when the same begins again after silence */
  constructor(heard: (tone: number, since: number) => void) {
    this.#heard = heard;
  }

  readonly ear = (_codec: string, packet: Uint8Array, from: number, to: number, at: number): void => {
    const tone = toneIn(packet, from, to);
    if (tone !== this.#candidate) {
      this.#candidate = tone;
      this.#since = at;
      this.#times = 0;
    }
    this.#times++;
    // Where one tone follows another, one frame may hold some of both.
    if (this.#times !== 3) return;
    if (tone !== this.tone && tone !== 0) this.#heard(tone, this.#since);
    this.tone = tone;
  };
}
