import { expect, test } from '@jest/globals';
import { ToneEar, toneFile, toneIn, toneStepHz } from './tones.ts';

test.each([2, 3, 4, 5, 6, 7, 8, 9, 10, 11])('tone %p is known from any 20 ms of it', (tone) => {
  const file = toneFile(tone * toneStepHz, 1);
  for (let at = 0; at + 160 <= file.length; at += 37) expect(toneIn(file, at, at + 160)).toBe(tone);
});

test('silence is no tone', () => {
  expect(toneIn(new Uint8Array(160).fill(0xd5), 0, 160)).toBe(0);
});

test('an ear tells each tone that begins, once, and the same again after silence', () => {
  const told: [number, number][] = [];
  const { ear } = new ToneEar((tone, since) => told.push([tone, since]));
  let at = 0;
  const hear = (packet: Uint8Array, times: number) => {
    for (let time = 0; time < times; time++) {
      ear('PCMA', packet, 0, 160, at);
      at += 20;
    }
  };
  const silence = new Uint8Array(160).fill(0xd5);
  const [one, other] = [toneFile(400, 1), toneFile(1_600, 1)];
  hear(silence, 5);
  hear(one, 10);
  hear(other, 5);
  hear(one, 5);
  hear(silence, 5);
  hear(one, 5);
  expect(told).toEqual([
    [2, 100],
    [8, 300],
    [2, 400],
    [2, 600],
  ]);
});
