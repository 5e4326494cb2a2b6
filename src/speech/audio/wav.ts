import { decodeAlaw } from './alaw.ts';
import { AudioError, type Pcm, toSamples } from './pcm.ts';

/** Reads one sample as a number in [-1, 1). */
type SampleReader = (view: DataView, offset: number) => number;

interface Format {
  readonly channels: number;
  readonly rate: number;
  readonly bytes: number;
  readonly read: SampleReader;
}

const PCM = 1;
const FLOAT = 3;
const ALAW = 6;
const EXTENSIBLE = 0xfffe;

const readers: ReadonlyMap<string, SampleReader> = new Map<string, SampleReader>([
  [`${PCM}/8`, (view, at) => (view.getUint8(at) - 128) / 128],
  [`${PCM}/16`, (view, at) => view.getInt16(at, true) / 32768],
  [`${PCM}/24`, (view, at) => ((view.getInt8(at + 2) << 16) | view.getUint16(at, true)) / 8388608],
  [`${PCM}/32`, (view, at) => view.getInt32(at, true) / 2147483648],
  [`${FLOAT}/32`, (view, at) => finite(view.getFloat32(at, true))],
  [`${ALAW}/8`, (view, at) => (decodeAlaw(Uint8Array.of(view.getUint8(at)))[0] ?? 0) / 32768],
]);

/**
 * Reads a WAV file of any rate; channels are mixed to one. Lengths in the header that reach beyond the bytes (as
 * in a file that was written to a pipe) are cut to what is there.
 * @throws AudioError for anything that is not such a file.
 */
export function parseWav(bytes: Uint8Array): Pcm {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 12 || tag(view, 0) !== 'RIFF' || tag(view, 8) !== 'WAVE') {
    throw new AudioError('not a WAV file: it does not begin with RIFF ... WAVE');
  }
  let format: Format | undefined;
  for (let at = 12; at + 8 <= bytes.length; ) {
    const start = at + 8;
    const length = Math.min(view.getUint32(at + 4, true), bytes.length - start);
    const name = tag(view, at);
    if (name === 'fmt ') format = parseFormat(view, start, length);
    if (name === 'data') {
      if (format === undefined) throw new AudioError('the WAV file has its sound before its format');
      return { samples: readSamples(view, start, length, format), rate: format.rate };
    }
    at = start + length + (length % 2);
  }
  throw new AudioError('the WAV file has no sound in it (no "data" chunk)');
}

/** A WAV file of one channel, 16 bits. */
export function writeWav({ samples, rate }: Pcm): Uint8Array {
  const bytes = new Uint8Array(44 + samples.length * 2);
  const view = new DataView(bytes.buffer);
  const text = (at: number, name: string) => bytes.set(Buffer.from(name, 'latin1'), at);
  text(0, 'RIFF');
  view.setUint32(4, bytes.length - 8, true);
  text(8, 'WAVEfmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, PCM, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, rate, true);
  view.setUint32(28, rate * 2, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  text(36, 'data');
  view.setUint32(40, samples.length * 2, true);
  samples.forEach((sample, index) => {
    view.setInt16(44 + index * 2, sample, true);
  });
  return bytes;
}

function parseFormat(view: DataView, start: number, length: number): Format {
  if (length < 16) throw new AudioError('the WAV file is cut off inside its format');
  const written = view.getUint16(start, true);
  const kind = written === EXTENSIBLE && length >= 26 ? view.getUint16(start + 24, true) : written;
  const channels = view.getUint16(start + 2, true);
  const rate = view.getUint32(start + 4, true);
  const bits = view.getUint16(start + 14, true);
  const read = readers.get(`${kind}/${bits}`);
  if (read === undefined || channels < 1 || channels > 8) {
    throw new AudioError(
      `the WAV file is of kind ${kind} with ${bits} bits and ${channels} channels: save it as 16-bit PCM, mono`,
    );
  }
  return { channels, rate, bytes: bits / 8, read };
}

function readSamples(view: DataView, start: number, length: number, format: Format): Int16Array {
  const { channels, bytes, read } = format;
  const frames = Math.floor(length / (bytes * channels));
  const sound = new Float32Array(frames);
  for (let frame = 0; frame < frames; frame++) {
    let sum = 0;
    for (let channel = 0; channel < channels; channel++) {
      sum += read(view, start + (frame * channels + channel) * bytes);
    }
    sound[frame] = sum / channels;
  }
  return toSamples(sound);
}

function tag(view: DataView, at: number): string {
  return String.fromCharCode(
    view.getUint8(at),
    view.getUint8(at + 1),
    view.getUint8(at + 2),
    view.getUint8(at + 3),
  );
}

function finite(value: number): number {
  return Number.isFinite(value) ? value : 0;
}
