import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { loadOrCreateSecrets } from './secrets.ts';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'centralino-secrets-'));
});
afterEach(() => rm(dir, { recursive: true }));

test('made once, 32 bytes each, all different, for the owner only', async () => {
  const made = await loadOrCreateSecrets(join(dir, 'new'));
  const values = Object.values(made);
  expect(values.length).toBeGreaterThan(10);
  expect(new Set(values).size).toBe(values.length);
  for (const value of values) expect(Buffer.from(value, 'hex')).toHaveLength(32);
  expect((await stat(join(dir, 'new/secrets.json'))).mode & 0o777).toBe(0o600);
  expect(await loadOrCreateSecrets(join(dir, 'new'))).toEqual(made);
});

test('whoever asks at once gets the same', async () => {
  const all = await Promise.all(Array.from({ length: 8 }, () => loadOrCreateSecrets(dir)));
  expect(new Set(all.map((secrets) => JSON.stringify(secrets))).size).toBe(1);
});

test('an installation of an earlier release keeps its secrets and gets those it lacks, once', async () => {
  const path = join(dir, 'secrets.json');
  const { recordsToken: _, recordsKey: __, opsToken: ___, ...earlier } = await loadOrCreateSecrets(dir);
  await writeFile(path, JSON.stringify(earlier));
  const all = await Promise.all(Array.from({ length: 4 }, () => loadOrCreateSecrets(dir)));
  expect(all[0]).toMatchObject(earlier);
  expect(new Set(all.map((secrets) => JSON.stringify(secrets))).size).toBe(1);
  expect((await stat(path)).mode & 0o777).toBe(0o600);
});

test.each(['', '{', '{}', '{"ariPassword":"short"}'])(
  'a damaged file is named and kept: %j',
  async (text) => {
    const path = join(dir, 'secrets.json');
    await writeFile(path, text);
    await expect(loadOrCreateSecrets(dir)).rejects.toThrow(`${path} is damaged`);
    expect(await readFile(path, 'utf8')).toBe(text);
  },
);

test('the message about a damaged file does not quote secrets', async () => {
  await writeFile(join(dir, 'secrets.json'), '{"ariPassword":"hunter2"}');
  await expect(loadOrCreateSecrets(dir)).rejects.not.toThrow('hunter2');
});
