import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import {
  makeSecrets,
  parseSettings,
  randomSecrets,
  secretNames,
  settingsText,
} from './container-settings.ts';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'centralino-secrets-'));
});
afterEach(() => rm(dir, { recursive: true }));

const secret = (name: string) => readFile(join(dir, 'secrets', name), 'utf8');

test('every secret is made, differs from the others, and only its owner gets at it', async () => {
  expect((await makeSecrets(join(dir, 'secrets'))).sort()).toEqual([...secretNames].sort());
  expect((await readdir(join(dir, 'secrets'))).sort()).toEqual([...secretNames].sort());
  expect((await stat(join(dir, 'secrets'))).mode & 0o777).toBe(0o700);
  const values = await Promise.all(randomSecrets.map(secret));
  expect(new Set(values).size).toBe(values.length);
  for (const value of values) expect(value).toMatch(/^[0-9a-f]{64}$/);
  expect(await secret('redis_url')).toBe(`redis://:${await secret('redis_password')}@redis:6379`);
  expect(await secret('database_url')).toContain(await secret('postgres_password'));
});

test('containers can read them, also where the umask would have closed them', async () => {
  const before = process.umask(0o077);
  try {
    await makeSecrets(join(dir, 'secrets'));
    await rm(join(dir, 'secrets/ops_token'));
    await writeFile(join(dir, 'secrets/ops_token'), 'ours');
    await makeSecrets(join(dir, 'secrets'));
  } finally {
    process.umask(before);
  }
  for (const name of secretNames) expect((await stat(join(dir, 'secrets', name))).mode & 0o777).toBe(0o444);
});

test('what is there stays: a second time makes nothing, one of an institution is kept', async () => {
  await makeSecrets(join(dir, 'secrets'));
  const before = await secret('seal_key');
  expect(await makeSecrets(join(dir, 'secrets'))).toEqual([]);
  expect(await secret('seal_key')).toBe(before);
  await rm(join(dir, 'secrets/database_url'));
  await writeFile(join(dir, 'secrets/database_url'), 'postgres://u:p@db.example.it/line');
  expect(await makeSecrets(join(dir, 'secrets'))).toEqual([]);
});

test('an empty secret, and an address with a wrong password, are refused in one line', async () => {
  await makeSecrets(join(dir, 'secrets'));
  await rm(join(dir, 'secrets/redis_password'));
  await makeSecrets(join(dir, 'secrets')).then(
    () => expect('refused').toBe('accepted'),
    (error: Error) => {
      expect(error.message).toContain('redis_url has another password than redis_password: delete redis_url');
      expect(error.message).not.toContain('\n');
    },
  );
  await rm(join(dir, 'secrets/redis_url'));
  await rm(join(dir, 'secrets/ops_token'));
  await writeFile(join(dir, 'secrets/ops_token'), '\n');
  await expect(makeSecrets(join(dir, 'secrets'))).rejects.toThrow('ops_token is empty: write it, or delete');
});

test('settings for development are complete, those for production leave open what only the institution knows', () => {
  const development = parseSettings(settingsText({ profile: 'development', hostBuilds: true }));
  expect(Object.fromEntries(development)).toEqual({
    COMPOSE_PROFILES: 'development',
    CENTRALINO_SECRETS: './secrets',
    TRUNK_ADDRESSES: '172.30.55.1',
    SIP_ADDRESS: '127.0.0.1',
    TRUNK_BEHIND_NAT: 'yes',
    BACKOFFICE_URL: 'http://back-office:8300',
    CENTRALINO_BUILD_NETWORK: 'host',
  });
  const production = parseSettings(settingsText({ profile: 'production', hostBuilds: false }));
  expect([...production.keys()]).toEqual(['COMPOSE_PROFILES', 'CENTRALINO_SECRETS']);
});
