/** What callers left unfinished, in a real Redis. */
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { Redis } from 'ioredis';
import { pino } from 'pino';
import { RedisLeavings } from '../src/call/redis-leavings.ts';
import { Sensitive } from '../src/privacy/sensitive.ts';
import { openRedis } from '../src/store/redis.ts';
import { type ConnectedRedis, connectedRedis } from './support/connected-redis.ts';
import { until } from './support/until.ts';

const logger = pino({ level: 'silent' });
const caller = new Sensitive('telefono', '+390655512345');
const left = { flow: 'stato-domanda', language: 'de' };
const sealKey = randomBytes(32);

let connected: ConnectedRedis;
let redis: Redis;

beforeAll(async () => {
  connected = await connectedRedis();
  redis = connected.redis;
}, 600_000);
beforeEach(async () => void (await redis.flushall()));
afterAll(async () => {
  await connected?.close();
});

/** Keeps something, and waits until it is there. */
async function kept(leavings: RedisLeavings): Promise<string> {
  leavings.keep(caller, left);
  return until('what was left', async () => (await redis.keys('*'))[0]);
}

test('what a caller left is found once, also by another engine', async () => {
  await kept(new RedisLeavings(redis, sealKey));
  const other = new RedisLeavings(redis, sealKey);
  expect(await other.take(new Sensitive('telefono', '+390655512346'))).toBeUndefined();
  // The same number, as another network writes it.
  expect(await other.take(new Sensitive('telefono', '+39 06 555 12345'))).toEqual(left);
  expect(await other.take(caller)).toBeUndefined();
});

test('it is there for ten minutes, and says nothing of who left it', async () => {
  const key = await kept(new RedisLeavings(redis, sealKey));
  expect(key).toMatch(/^centralino:left:[\w-]{43}$/);
  const seconds = await redis.ttl(key);
  expect(seconds).toBeGreaterThan(0);
  expect(seconds).toBeLessThanOrEqual(600);
  expect(JSON.parse((await redis.get(key)) ?? '')).toEqual(left);
});

test('another key makes other pseudonyms', async () => {
  await kept(new RedisLeavings(redis, sealKey));
  expect(await new RedisLeavings(redis, randomBytes(32)).take(caller)).toBeUndefined();
});

test('what is not what was written is nothing', async () => {
  const leavings = new RedisLeavings(redis, sealKey);
  for (const text of ['{', '{"flow":1}', 'null']) {
    const key = await kept(leavings);
    await redis.set(key, text);
    expect(await leavings.take(caller)).toBeUndefined();
  }
});

test('without Redis nothing is kept and nothing is found, at once', async () => {
  const away = openRedis('redis://127.0.0.1:1', logger);
  const leavings = new RedisLeavings(away, sealKey);
  leavings.keep(caller, left);
  expect(await leavings.take(caller)).toBeUndefined();
  away.disconnect();
});
