import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { decodeAlaw, encodeAlaw } from './alaw.ts';
import { decibels, normaliseLoudness, speechLevel } from './loudness.ts';
import { AudioError, toSamples } from './pcm.ts';
import { Resampler } from './resample.ts';
import { trimSilence } from './silence.ts';
import { toTelephone } from './telephone.ts';
import { parseWav, writeWav } from './wav.ts';

function tone(hertz: number, rate: number, seconds: number, amplitude = 0.5): Float32Array {
  return Float32Array.from(
    { length: Math.round(rate * seconds) },
    (_, index) => amplitude * Math.sin((2 * Math.PI * hertz * index) / rate),
  );
}

function resampled(sound: Float32Array, from: number, to = 8000): Float32Array {
  const resampler = new Resampler(from, to);
  const output = new Float32Array(resampler.outputLength(sound.length));
  resampler.run(sound, output, 0, output.length);
  return output;
}

/** RMS in dB against the input's, of the middle part, where the filter has settled. */
function gainDb(hertz: number, from: number): number {
  const input = tone(hertz, from, 1);
  const output = resampled(input, from);
  const middle = output.subarray(1000, 7000);
  return 20 * Math.log10(Math.max(rms(middle), 1e-9) / rms(input));
}

function rms(sound: Float32Array): number {
  return Math.sqrt(sound.reduce((sum, value) => sum + value * value, 0) / sound.length);
}

describe('resampling to a telephone', () => {
  test.each([22050, 16000, 44100, 48000, 11025])(
    'from %i Hz: flat in the band, nothing folds back',
    (from) => {
      for (const hertz of [100, 300, 1000, 2000, 3000, 3300])
        expect(Math.abs(gainDb(hertz, from))).toBeLessThan(0.1);
      const beyond = [4000, 4200, 4700, 5000, 5400, 7000, 7900, 10500, 15000, 20000];
      for (const hertz of beyond.filter((one) => one < from / 2))
        expect(gainDb(hertz, from)).toBeLessThan(-65);
    },
  );

  test('keeps time: the output is the tone itself at the new rate', () => {
    const output = resampled(tone(1000, 22050, 0.5), 22050);
    const wanted = tone(1000, 8000, 0.5);
    expect(output.length).toBe(wanted.length);
    for (let index = 200; index < output.length - 200; index++) {
      expect(Math.abs((output[index] ?? 0) - (wanted[index] ?? 0))).toBeLessThan(0.005);
    }
  });

  test('in slices or at once, the same', () => {
    const input = tone(700, 22050, 0.3);
    const resampler = new Resampler(22050, 8000);
    const sliced = new Float32Array(resampler.outputLength(input.length));
    for (let start = 0; start < sliced.length; start += 333) {
      resampler.run(input, sliced, start, Math.min(sliced.length, start + 333));
    }
    expect(sliced).toEqual(resampled(input, 22050));
  });

  test('8 kHz stays as it is, other rates are refused', () => {
    const input = tone(500, 8000, 0.1);
    expect(resampled(input, 8000)).toEqual(input);
    for (const rate of [0, 4000, 22050.5, 500_000, Number.NaN]) {
      expect(() => new Resampler(rate, 8000)).toThrow(AudioError);
    }
  });
});

describe('A-law', () => {
  test('known values of G.711', () => {
    const samples = [0, -1, 8, 16, 32767, -32768, 4096, 1000, -1000, 256, -256];
    const bytes = [0xd5, 0x55, 0xd5, 0xd4, 0xaa, 0x2a, 0x85, 0xfa, 0x7a, 0xc5, 0x5a];
    expect([...encodeAlaw(Int16Array.from(samples))]).toEqual(bytes);
  });

  test('every byte is the code of what it decodes to', () => {
    const all = Uint8Array.from({ length: 256 }, (_, index) => index);
    expect(encodeAlaw(decodeAlaw(all))).toEqual(all);
  });

  test('is never further off than half a step of its segment', () => {
    fc.assert(
      fc.property(fc.integer({ min: -32768, max: 32767 }), (sample) => {
        const [decoded = 0] = decodeAlaw(encodeAlaw(Int16Array.of(sample)));
        expect(Math.abs(decoded - sample)).toBeLessThanOrEqual(Math.max(8, Math.abs(sample) / 32 + 1));
      }),
    );
  });
});

describe('loudness', () => {
  const target = { speechDb: -19, peakDb: -3 };

  test.each([0.001, 0.02, 0.3, 1])('a tone of amplitude %d comes to the level', (amplitude) => {
    const level = speechLevel(normaliseLoudness(tone(440, 8000, 1, amplitude), target));
    expect(20 * Math.log10(level)).toBeCloseTo(-19, 1);
  });

  test('peaks are held under the limit, and the rest stays at its level', () => {
    const sound = tone(300, 8000, 2, 0.05);
    for (let index = 4000; index < 4040; index++) sound[index] = 1;
    const even = normaliseLoudness(sound, target);
    expect(Math.max(...even.map(Math.abs))).toBeLessThanOrEqual(decibels(-3) + 1e-6);
    expect(rms(even.subarray(8000, 15_000))).toBeGreaterThan(0.05);
  });

  test('pauses do not count, silence stays silence', () => {
    const speech = tone(440, 8000, 1, 0.2);
    const withPause = new Float32Array(24_000);
    withPause.set(speech, 0);
    withPause.set(speech, 16_000);
    expect(speechLevel(withPause)).toBeCloseTo(speechLevel(speech), 2);
    expect(normaliseLoudness(new Float32Array(800), target)).toEqual(new Float32Array(800));
  });
});

describe('silence at the ends', () => {
  test.each([0, 10, 500])('%i ms become a fixed length', (ms) => {
    const speech = tone(440, 8000, 0.5);
    const sound = new Float32Array(speech.length + 2 * ms * 8);
    sound.set(speech, ms * 8);
    const trimmed = trimSilence(sound, { beforeMs: 20, afterMs: 120 });
    expect(Math.abs(trimmed.length - (speech.length + 140 * 8))).toBeLessThan(20);
    expect(Math.max(...trimmed.subarray(0, 150).map(Math.abs))).toBeLessThan(0.01);
  });

  test('nothing but silence is an error', async () => {
    await expect(toTelephone({ samples: new Int16Array(1000), rate: 22050 })).rejects.toThrow(
      'nothing to hear',
    );
  });
});

describe('WAV files', () => {
  test('come back as they were written', () => {
    fc.assert(
      fc.property(fc.int16Array(), fc.constantFrom(8000, 22050, 48000), (samples, rate) => {
        expect(parseWav(writeWav({ samples, rate }))).toEqual({ samples, rate });
      }),
    );
  });

  test('junk is refused as such', () => {
    const wav = writeWav({ samples: toSamples(tone(440, 8000, 0.01)), rate: 8000 });
    const change = fc.record({ at: fc.nat(wav.length - 1), byte: fc.nat(255) });
    fc.assert(
      fc.property(fc.array(change, { maxLength: 20 }), fc.nat(wav.length), (changes, length) => {
        const bytes = Uint8Array.from(wav);
        for (const { at, byte } of changes) bytes[at] = byte;
        try {
          parseWav(bytes.subarray(0, length));
        } catch (error) {
          expect(error).toBeInstanceOf(AudioError);
        }
      }),
      { numRuns: 2000 },
    );
    expect(() => parseWav(new Uint8Array(0))).toThrow(AudioError);
  });

  test('a header from a pipe promises more than there is', () => {
    const wav = writeWav({ samples: Int16Array.of(1, 2, 3), rate: 22050 });
    new DataView(wav.buffer).setUint32(40, 0x7ffff000, true);
    expect([...parseWav(wav).samples]).toEqual([1, 2, 3]);
  });

  test('stereo is mixed, floats and 24 bits are read, other chunks are passed over', () => {
    const file = (kind: number, channels: number, bits: number, data: Uint8Array) => {
      const bytes = new Uint8Array(54 + data.length);
      const view = new DataView(bytes.buffer);
      bytes.set(Buffer.from('RIFF\0\0\0\0WAVELIST\x01\0\0\0x\0fmt \x10\0\0\0', 'latin1'));
      view.setUint16(30, kind, true);
      view.setUint16(32, channels, true);
      view.setUint32(34, 16000, true);
      view.setUint16(44, bits, true);
      bytes.set(Buffer.from('data', 'latin1'), 46);
      view.setUint32(50, data.length, true);
      bytes.set(data, 54);
      return bytes;
    };
    const stereo = new Uint8Array(Int16Array.of(100, 300, -50, 50).buffer);
    expect([...parseWav(file(1, 2, 16, stereo)).samples]).toEqual([200, 0]);
    expect([...parseWav(file(3, 1, 32, new Uint8Array(Float32Array.of(0.5, -2).buffer))).samples]).toEqual([
      16384, -32768,
    ]);
    expect([...parseWav(file(1, 1, 24, Uint8Array.of(0, 0, 0x40, 0, 0, 0xc0))).samples]).toEqual([
      16384, -16384,
    ]);
    expect(() => parseWav(file(85, 1, 16, stereo))).toThrow('16-bit PCM');
  });
});
