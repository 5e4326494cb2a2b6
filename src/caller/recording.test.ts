import { expect, test } from '@jest/globals';
import { decodeSample, encodeSample } from './g711.ts';
import { Recording } from './recording.ts';

const tone = new Uint8Array(160).fill(encodeSample('PCMU', 5000));
const heard = decodeSample('PCMU', encodeSample('PCMU', 5000));

test('keeps the pauses of the sender', () => {
  const recording = new Recording(10);
  recording.add('PCMU', tone, 0, 160, 1000);
  recording.add('PCMU', tone, 0, 160, 1021);
  recording.add('PCMU', tone, 0, 160, 2000);
  const { samples } = recording;
  expect(samples).toHaveLength(8160);
  expect([samples[0], samples[319], samples[320], samples[7999], samples[8000]]).toEqual([
    heard,
    heard,
    0,
    0,
    heard,
  ]);
  const wav = recording.wav();
  expect(wav.toString('latin1', 0, 4) + wav.toString('latin1', 8, 16)).toBe('RIFFWAVEfmt ');
  expect(wav.readUInt32LE(40)).toBe(8160 * 2);
  expect(wav.readInt16LE(44)).toBe(heard);
});

test('stops at its limit', () => {
  const recording = new Recording(0.03);
  for (let packet = 0; packet < 5; packet++) recording.add('PCMU', tone, 0, 160, packet * 20);
  recording.add('PCMU', tone, 0, 160, 3_600_000);
  expect(recording.samples).toHaveLength(240);
});
