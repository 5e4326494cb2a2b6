/** Connections to a real Redis whose other end vanishes without a word: nothing is refused, reset or answered. */
import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { Redis } from 'ioredis';
import { pino } from 'pino';
import { startTcpProxy, type TcpProxy } from '../src/faults/tcp-proxy.ts';
import { Bus } from '../src/matching/bus.ts';
import { redisUp } from '../src/metrics/catalogue/neighbours.ts';
import { Metrics } from '../src/metrics/registry.ts';
import type { RunningRedis } from '../src/provision/start-redis.ts';
import { openRedis } from '../src/store/redis.ts';
import { keepAsking } from '../src/store/redis-pulse.ts';
import { openSubscriber } from '../src/store/subscriber.ts';
import { startTestRedis, testPort } from './support/parts.ts';
import { until } from './support/until.ts';

const logger = pino({ level: 'silent' });
let server: RunningRedis;
let proxy: TcpProxy;
/** By way of the proxy. */
let redis: Redis;

beforeAll(async () => {
  server = await startTestRedis();
}, 600_000);
beforeEach(async () => {
  const url = new URL(server.url);
  proxy = await startTcpProxy(await testPort(), Number(url.port));
  url.port = `${proxy.port}`;
  redis = openRedis(url.href, logger);
  await once(redis, 'ready');
});
afterEach(async () => {
  redis.disconnect();
  await proxy.close();
});
afterAll(async () => {
  await server.stop();
});

/** Errors are told before it is there again: it is not one of them that is waited for. */
const ready = (connection: Redis) =>
  new Promise<void>((resolve) => {
    connection.once('ready', () => resolve());
  });

test('a connection that nobody answers is opened anew, and what is outstanding fails', async () => {
  await redis.set('key', 'before');
  proxy.freeze();
  const outstanding = redis.set('key', 'late').catch(() => 'failed');
  await ready(redis);
  expect(await outstanding).toBe('failed');
  expect(await redis.get('key')).toBe('before');
}, 60_000);

test('commands that come all the time keep no dead connection alive', async () => {
  proxy.freeze();
  const sending = setInterval(() => void redis.get('key').catch(() => {}), 50);
  await ready(redis);
  clearInterval(sending);
  expect(await redis.ping()).toBe('PONG');
}, 60_000);

test('the metric says that Redis does not answer, also over a connection that looks open, and that it does again', async () => {
  const metrics = new Metrics([redisUp]);
  const pulse = keepAsking(redis);
  metrics.readValue(redisUp, () => Number(pulse.answers));
  const says = (value: number) => async () =>
    (await metrics.text()).includes(`\ncentralino_redis_up ${value}\n`);
  await until('an answer', says(1));
  proxy.freeze(true);
  await until('no answer', says(0));
  proxy.restore();
  await until('an answer again', says(1));
}, 60_000);

test('whoever only listens notices it, too, and hears again', async () => {
  const speaker = openRedis(server.url, logger);
  await once(speaker, 'ready');
  const bus = new Bus(redis, 'test:', logger);
  const heard = new Set<string>();
  await bus.hear('one', (text) => heard.add(text));
  await bus.hear('all:*', (text, channel) => heard.add(`${channel} ${text}`));
  proxy.freeze();
  await until('both channels, by a connection of its own', async () => {
    await speaker.publish('test:one', 'again');
    await speaker.publish('test:all:two', 'again');
    return heard.has('again') && heard.has('all:two again');
  });
  bus.close();
  speaker.disconnect();
}, 60_000);

test('a subscription that nobody answers after a reconnection is made again', async () => {
  const speaker = openRedis(server.url, logger);
  await once(speaker, 'ready');
  const subscriber = openSubscriber(redis, () => ['test']);
  subscriber.on('error', () => {});
  const heard = new Set<string>();
  subscriber.on('message', (_channel: string, text: string) => heard.add(text));
  await subscriber.subscribe('test');
  subscriber.prependOnceListener('ready', () => proxy.freeze());
  proxy.cut();
  proxy.restore();
  await ready(subscriber);
  await until('what is said', async () => {
    await speaker.publish('test', 'again');
    return heard.has('again');
  });
  subscriber.disconnect();
  speaker.disconnect();
}, 60_000);
