/** The search for personal values finds them wherever they could be: else its silence would mean nothing. */
import { appendFile, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import { listCitizens } from '../../src/backoffice/reference/citizens.ts';
import type { RunningRedis } from '../../src/provision/start-redis.ts';
import { leaksInFiles, leaksInRedis, PersonalValues } from '../support/leaks.ts';
import { startTestRedis, testDir } from '../support/parts.ts';

let redis: RunningRedis;
let dir: { path: string; remove: () => Promise<void> };
const values = new PersonalValues();

const citizen = listCitizens({ limit: 100, total: 100 }).find(
  ({ pinTelefonico, pratiche }) => pinTelefonico !== undefined && pratiche.length > 0,
);
const planted: readonly (readonly [what: string, value: string])[] = [
  ['a codice fiscale', citizen?.codiceFiscale ?? ''],
  ['keys of a codice fiscale', citizen?.tasti ?? ''],
  ['a PIN', citizen?.pinTelefonico?.codice ?? ''],
  ['keys of a PIN', citizen?.pinTelefonico?.tasti ?? ''],
  ['a DOMUS number', citizen?.pratiche[0]?.domus ?? ''],
  ['a protocol', citizen?.pratiche[0]?.protocollo ?? ''],
  ['digits of a protocol', citizen?.pratiche[0]?.tasti.slice(-7) ?? ''],
  ['the number of a caller', '065551234'],
];

beforeAll(async () => {
  [redis, dir] = await Promise.all([startTestRedis(), testDir()]);
  await mkdir(join(dir.path, 'log'));
  for (const [what, value] of planted) values.add(what, value);
}, 600_000);

afterAll(async () => {
  await redis?.stop();
  await dir?.remove();
});

test.each(planted)('%s is found in a log', async (what, value) => {
  const log = join(dir.path, 'log/engine.log');
  await writeFile(log, '{"level":30,"time":1795318081247,"msg":"call taken"}\n');
  expect(await leaksInFiles(dir.path, values)).toEqual([]);
  await appendFile(log, `{"level":30,"msg":"asked about ${value.toLowerCase()}, again"}\n`);
  expect(await leaksInFiles(dir.path, values)).toContainEqual({ where: 'log/engine.log', what });
  await rm(log);
});

test.each(['string', 'hash', 'list', 'set', 'sorted set', 'stream'])(
  'a codice fiscale is found in a %s of Redis',
  async (type) => {
    const [[what, value] = ['', '']] = planted;
    const client = new Redis(redis.url);
    await client.flushall();
    expect(await leaksInRedis(redis.url, values)).toEqual([]);
    const put: Readonly<Record<string, () => Promise<unknown>>> = {
      string: () => client.set('key', value),
      hash: () => client.hset('key', 'field', value),
      list: () => client.rpush('key', value),
      set: () => client.sadd('key', value),
      'sorted set': () => client.zadd('key', 1, value),
      stream: () => client.xadd('key', '*', 'field', value),
    };
    await put[type]?.();
    expect(await leaksInRedis(redis.url, values)).toEqual([{ where: 'Redis key', what }]);
    client.disconnect();
  },
);
