/** Music for callers who wait, made by rule: nobody's rights are in it, and it is the same everywhere. */
import { access, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Taken once: they are asked for millions of times. */
const { exp, min, round, sin, tanh, PI } = Math;

const sampleRate = 8_000;
/** Another name when the music changes, so that an installation gets the new one. */
const fileName = 'calm-1.wav';

/** One note: semitones above A3 (220 Hz), and how long until the next one, in beats. */
type Note = readonly [semitones: number, beats: number];

/** A slow line on five notes, so that nothing clashes with what still sounds; it ends where it can begin again. */
const melody: readonly Note[] = [
  [0, 2],
  [4, 1],
  [7, 3],
  [9, 2],
  [7, 1],
  [4, 3],
  [2, 2],
  [4, 1],
  [0, 3],
  [-3, 2],
  [0, 1],
  [2, 3],
  [4, 2],
  [7, 1],
  [12, 3],
  [9, 2],
  [7, 1],
  [4, 3],
  [7, 2],
  [4, 1],
  [2, 3],
  [0, 6],
];
const beatSeconds = 0.8;
/** A note fades to a third in this time. */
const decaySeconds = 1.6;
const attackSeconds = 0.04;
/** Of full scale: well below speech, so that an announcement after it is not missed. */
const level = 0.12;

/** The music as samples, 8 kHz, 16 bits; the end joins the beginning. */
export function calmMusic(): Int16Array {
  const beats = melody.reduce((sum, [, length]) => sum + length, 0);
  const length = round(beats * beatSeconds * sampleRate);
  const sum = new Float64Array(length);
  let beat = 0;
  for (const [semitones, lasts] of melody) {
    addNote(sum, beat * beatSeconds, 220 * 2 ** (semitones / 12));
    beat += lasts;
  }
  return Int16Array.from(sum, (value) => round(32_767 * level * tanh(value)));
}

/** A soft note: the fundamental, a little of the octave, a slow end, over the end of the music to its beginning. */
function addNote(sum: Float64Array, atSeconds: number, hertz: number): void {
  const start = round(atSeconds * sampleRate);
  const samples = min(sum.length, 6 * decaySeconds * sampleRate);
  for (let index = 0; index < samples; index++) {
    const seconds = index / sampleRate;
    const envelope = min(1, seconds / attackSeconds) * exp(-seconds / decaySeconds);
    const phase = 2 * PI * hertz * seconds;
    const at = (start + index) % sum.length;
    sum[at] = (sum[at] ?? 0) + envelope * (sin(phase) + 0.25 * sin(2 * phase));
  }
}

/** Puts the music into `folder`, unless it is there. */
export async function provideMusic(folder: string): Promise<void> {
  const path = join(folder, fileName);
  const there = await access(path).then(
    () => true,
    () => false,
  );
  if (there) return;
  const beside = `${path}.${process.pid}.part`;
  await writeFile(beside, wavOf(calmMusic()));
  await rename(beside, path);
}

/** A WAV file, 8 kHz, 16 bits, one channel. */
function wavOf(samples: Int16Array): Buffer {
  const header = Buffer.alloc(44);
  header.write('RIFF', 0, 'latin1');
  header.writeUInt32LE(36 + samples.byteLength, 4);
  header.write('WAVEfmt ', 8, 'latin1');
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(sampleRate, 24);
  header.writeUInt32LE(sampleRate * 2, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36, 'latin1');
  header.writeUInt32LE(samples.byteLength, 40);
  const data = Buffer.alloc(samples.byteLength);
  samples.forEach((sample, index) => {
    data.writeInt16LE(sample, index * 2);
  });
  return Buffer.concat([header, data]);
}
