/** Finds the tone that our telephone speaks in place of a voice (caller/rtp-session.ts). */

const sampleRate = 8_000;
/** Of our telephone. */
const ourToneHz = 400;
/** 20 ms: eight whole periods of the tone. */
const frame = 160;
const headerBytes = 44;
/** Softer than this, in the square of samples, is silence. */
const leastPower = 200 ** 2;

/** The samples of a WAV file of 16 bit linear mono audio. @throws Error for any other file */
export function samplesOf(wav: Uint8Array): Int16Array {
  const bytes = Buffer.from(wav);
  const isWav = bytes.toString('latin1', 0, 4) === 'RIFF' && bytes.toString('latin1', 8, 16) === 'WAVEfmt ';
  const isLinear =
    bytes.readUInt16LE(20) === 1 && bytes.readUInt16LE(22) === 1 && bytes.readUInt16LE(34) === 16;
  if (!isWav || !isLinear || bytes.readUInt32LE(24) !== sampleRate)
    throw new Error('this is no such WAV file');
  const count = Math.floor((bytes.byteLength - headerBytes) / 2);
  return Int16Array.from({ length: count }, (_, index) => bytes.readInt16LE(headerBytes + index * 2));
}

/** The tone itself over 20 ms, and a quarter of a period later: made once for all frames. */
function waveOf(toneHz: number): { readonly sine: Float64Array; readonly cosine: Float64Array } {
  const angle = (index: number) => (2 * Math.PI * toneHz * index) / sampleRate;
  return {
    sine: Float64Array.from({ length: frame }, (_, index) => Math.sin(angle(index))),
    cosine: Float64Array.from({ length: frame }, (_, index) => Math.cos(angle(index))),
  };
}

/** Whether 20 ms are this tone: so much of their power correlates with it, whatever the phase. */
function isTone(samples: Int16Array, { sine, cosine }: ReturnType<typeof waveOf>, share: number): boolean {
  let power = 0;
  let inPhase = 0;
  let quadrature = 0;
  samples.forEach((sample, index) => {
    power += sample * sample;
    inPhase += sample * (cosine[index] ?? 0);
    quadrature += sample * (sine[index] ?? 0);
  });
  const correlated = (2 * (inPhase ** 2 + quadrature ** 2)) / samples.length;
  return power / samples.length > leastPower && correlated / power > share;
}

/**
 * How long the tone lasts in all, in ms, and how long there is any other sound.
 * @param share of the power that has to be the tone's: less where a browser has worked on it
 */
export function toneIn(
  samples: Int16Array,
  toneHz = ourToneHz,
  share = 0.95,
): { readonly toneMs: number; readonly otherMs: number } {
  const wave = waveOf(toneHz);
  let toneMs = 0;
  let otherMs = 0;
  for (let at = 0; at + frame <= samples.length; at += frame) {
    const part = samples.subarray(at, at + frame);
    const power = part.reduce((sum, sample) => sum + sample * sample, 0) / frame;
    if (isTone(part, wave, share)) toneMs += 20;
    else if (power > leastPower) otherMs += 20;
  }
  return { toneMs, otherMs };
}
