/** A frame of 20 ms at 8 kHz. */
const FRAME = 160;
/** The limiter begins to turn down this many samples before a peak (5 ms). */
const LOOK_AHEAD = 40;

/** What loudness is brought to. Levels in dB below full scale. */
export interface Loudness {
  /** The RMS level of the parts with speech in them. */
  readonly speechDb: number;
  /** The highest sample. */
  readonly peakDb: number;
}

/**
 * Brings speech to a level: measures the frames that have speech in them, turns all up or down alike, and holds
 * single peaks back with a limiter that looks ahead, so nothing is clipped.
 * @param sound 8 kHz. Silence is returned as it is.
 */
export function normaliseLoudness(sound: Float32Array, target: Loudness): Float32Array {
  const speech = speechLevel(sound);
  if (speech === 0) return sound;
  const gain = decibels(target.speechDb) / speech;
  return limit(
    sound.map((value) => value * gain),
    decibels(target.peakDb),
  );
}

/** The RMS of the frames that are at most 30 dB below the loudest one; 0 for silence. */
export function speechLevel(sound: Float32Array): number {
  const powers = framePowers(sound);
  const threshold = Math.max(0, ...powers) * decibels(-30) ** 2;
  const loud = powers.filter((power) => power > 0 && power >= threshold);
  return loud.length === 0 ? 0 : Math.sqrt(loud.reduce((sum, power) => sum + power, 0) / loud.length);
}

/** Linear gain of a level in dB. */
export function decibels(db: number): number {
  return 10 ** (db / 20);
}

/** The mean square of each 20 ms. */
export function framePowers(sound: Float32Array): number[] {
  const powers: number[] = [];
  for (let start = 0; start < sound.length; start += FRAME) {
    const frame = sound.subarray(start, start + FRAME);
    powers.push(frame.reduce((sum, value) => sum + value * value, 0) / frame.length);
  }
  return powers;
}

function limit(sound: Float32Array, ceiling: number): Float32Array {
  if (sound.every((value) => Math.abs(value) <= ceiling)) return sound;
  const needed = sound.map((value) => Math.min(1, ceiling / Math.abs(value)));
  const lowest = slidingMinimum(needed);
  // The mean of minima that each cover this sample is never above what the sample needs.
  let sum = 0;
  const width = 2 * LOOK_AHEAD + 1;
  const at = (index: number) => lowest[Math.max(0, Math.min(lowest.length - 1, index))] ?? 1;
  for (let index = -LOOK_AHEAD; index <= LOOK_AHEAD; index++) sum += at(index);
  return sound.map((value, index) => {
    const gain = sum / width;
    sum += at(index + LOOK_AHEAD + 1) - at(index - LOOK_AHEAD);
    return Math.max(-ceiling, Math.min(ceiling, value * gain));
  });
}

/** The minimum of the LOOK_AHEAD values on either side; only values below 1 need a look at their neighbours. */
function slidingMinimum(values: Float32Array): Float32Array {
  const lowest = new Float32Array(values.length).fill(1);
  values.forEach((value, index) => {
    if (value >= 1) return;
    const end = Math.min(values.length - 1, index + LOOK_AHEAD);
    for (let near = Math.max(0, index - LOOK_AHEAD); near <= end; near++) {
      lowest[near] = Math.min(lowest[near] ?? 1, value);
    }
  });
  return lowest;
}
