/** G.711: A-law and mu-law bytes to and from 16-bit linear samples (ITU-T G.711), by table. */
import type { Codec } from './sdp.ts';

function aLawToLinear(byte: number): number {
  const value = byte ^ 0x55;
  const segment = (value >> 4) & 7;
  const step = (value & 0x0f) << 4;
  const magnitude = segment === 0 ? step + 8 : (step + 0x108) << (segment - 1);
  return value & 0x80 ? magnitude : -magnitude;
}

function muLawToLinear(byte: number): number {
  const value = ~byte & 0xff;
  const magnitude = ((((value & 0x0f) << 3) + 0x84) << ((value >> 4) & 7)) - 0x84;
  return value & 0x80 ? -magnitude : magnitude;
}

function linearToALaw(sample: number): number {
  const positive = sample >= 0;
  const magnitude = Math.min(positive ? sample : -sample - 1, 32_767) >> 3;
  let segment = 0;
  for (let rest = magnitude >> 5; rest > 0; rest >>= 1) segment++;
  const low = segment < 2 ? (magnitude >> 1) & 0x0f : (magnitude >> segment) & 0x0f;
  return ((segment << 4) | low) ^ (positive ? 0xd5 : 0x55);
}

function linearToMuLaw(sample: number): number {
  const biased = Math.min(Math.abs(sample), 32_635) + 0x84;
  let segment = 0;
  for (let rest = biased >> 8; rest > 0; rest >>= 1) segment++;
  const byte = (segment << 4) | ((biased >> (segment + 3)) & 0x0f);
  return ~(sample < 0 ? byte | 0x80 : byte) & 0xff;
}

const decoded: Readonly<Record<Codec, Int16Array>> = {
  PCMA: Int16Array.from({ length: 256 }, (_, byte) => aLawToLinear(byte)),
  PCMU: Int16Array.from({ length: 256 }, (_, byte) => muLawToLinear(byte)),
};

/** The byte of digital silence. */
export const silenceByte: Readonly<Record<Codec, number>> = { PCMA: 0xd5, PCMU: 0xff };

/** One byte as a linear sample, -32768..32767. */
export function decodeSample(codec: Codec, byte: number): number {
  return decoded[codec][byte & 0xff] ?? 0;
}

/** One linear sample (clipped to 16 bits) as a byte. */
export function encodeSample(codec: Codec, sample: number): number {
  const clipped = Math.max(-32_768, Math.min(32_767, Math.round(sample)));
  return codec === 'PCMA' ? linearToALaw(clipped) : linearToMuLaw(clipped);
}

/** Decodes `bytes[from..to)` into `target` at `at`; what does not fit is left out. Returns how many samples. */
export function decodeInto(
  codec: Codec,
  bytes: Uint8Array,
  from: number,
  to: number,
  target: Int16Array,
  at: number,
): number {
  const table = decoded[codec];
  const count = Math.max(0, Math.min(to - from, target.length - at));
  for (let index = 0; index < count; index++) target[at + index] = table[bytes[from + index] ?? 0] ?? 0;
  return count;
}

/** Whether any sample of `bytes[from..to)` is louder than `threshold` (linear). Stops at the first one. */
export function isLouderThan(
  codec: Codec,
  bytes: Uint8Array,
  from: number,
  to: number,
  threshold: number,
): boolean {
  const table = decoded[codec];
  for (let index = from; index < to; index++) {
    const sample = table[bytes[index] ?? 0] ?? 0;
    if (sample > threshold || sample < -threshold) return true;
  }
  return false;
}
