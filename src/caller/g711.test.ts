import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { decodeSample, encodeSample, isLouderThan, silenceByte } from './g711.ts';

describe.each(['PCMA', 'PCMU'] as const)('%s', (codec) => {
  test('every byte comes back from its sample', () => {
    for (let byte = 0; byte < 256; byte++) {
      const again = encodeSample(codec, decodeSample(codec, byte));
      // mu-law has two zeros.
      expect(decodeSample(codec, again)).toBe(decodeSample(codec, byte));
    }
  });

  test('a sample loses no more than its segment allows', () => {
    fc.assert(
      fc.property(fc.integer({ min: -32_768, max: 32_767 }), (sample) => {
        const error = Math.abs(decodeSample(codec, encodeSample(codec, sample)) - sample);
        expect(error).toBeLessThanOrEqual(Math.max(16, Math.abs(sample) / 16));
      }),
    );
  });

  test('silence is silent and a tone is not', () => {
    const quiet = new Uint8Array(160).fill(silenceByte[codec]);
    expect(isLouderThan(codec, quiet, 0, 160, 200)).toBe(false);
    quiet[159] = encodeSample(codec, -4000);
    expect(isLouderThan(codec, quiet, 0, 160, 200)).toBe(true);
    expect(isLouderThan(codec, quiet, 0, 159, 200)).toBe(false);
  });
});

test('values of the standard', () => {
  expect(decodeSample('PCMA', 0xd5)).toBe(8);
  expect(decodeSample('PCMA', 0x2a)).toBe(-32_256);
  expect(decodeSample('PCMU', 0x80)).toBe(32_124);
  expect(decodeSample('PCMU', 0xff)).toBe(0);
});
