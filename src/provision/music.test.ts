import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { calmMusic, provideMusic } from './music.ts';

const music = calmMusic();

test('the music is quiet, never silent for long, and its end joins its beginning', () => {
  const seconds = music.length / 8_000;
  expect(seconds).toBeGreaterThan(30);
  const loudest = music.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
  expect(loudest).toBeLessThan(0.15 * 32_767);
  for (let second = 0; second < Math.floor(seconds); second++) {
    const part = music.subarray(second * 8_000, (second + 1) * 8_000);
    expect(part.some((sample) => Math.abs(sample) > 150)).toBe(true);
  }
  const step = Math.abs((music[0] ?? 0) - (music[music.length - 1] ?? 0));
  expect(step).toBeLessThan(400);
});

test('it is the same every time, and written once', async () => {
  expect(Buffer.from(calmMusic().buffer).equals(Buffer.from(music.buffer))).toBe(true);
  const folder = await mkdtemp(join(tmpdir(), 'centralino-music-'));
  try {
    await provideMusic(folder);
    const [name = ''] = await readdir(folder);
    const first = await readFile(join(folder, name));
    await provideMusic(folder);
    expect(await readdir(folder)).toEqual([name]);
    expect(first.length).toBe(44 + music.byteLength);
    expect(first.toString('latin1', 0, 4)).toBe('RIFF');
  } finally {
    await rm(folder, { recursive: true });
  }
});
