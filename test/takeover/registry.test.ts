/** What Redis decides about engines and their calls, on a real Redis. */
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { Redis } from 'ioredis';
import { pino } from 'pino';
import type { RunningRedis } from '../../src/provision/start-redis.ts';
import { openRedis } from '../../src/store/redis.ts';
import { Registry } from '../../src/takeover/registry.ts';
import { startTestRedis } from '../support/parts.ts';

let server: RunningRedis;
let redis: Redis;
const standing = { asterisk: 'one', takes: true, left: false };
/** So long that it never ends by itself within a test, and so short that it has ended when that is waited for. */
const long = 60_000;
const short = 20;

beforeAll(async () => {
  server = await startTestRedis();
  redis = openRedis(server.url, pino({ level: 'silent' }));
  await once(redis, 'ready');
}, 600_000);
beforeEach(async () => {
  await redis.flushall();
});
afterAll(async () => {
  redis.disconnect();
  await server.stop();
});

async function engine(name: string, leaseMs = long) {
  const registry = new Registry(redis, name);
  const epoch = await registry.register(leaseMs, 'one');
  return {
    registry,
    epoch,
    beat: async () => (await registry.beat(epoch, leaseMs, standing))?.peers,
    save: (id: string, text: string | null) => registry.save(epoch, [[id, text]]),
    claim: async (at: string, ...ids: string[]) =>
      await registry.claim(
        epoch,
        ids.map((id) => ({ id, at })),
      ),
  };
}

/** Redis has lost its memory: `due` has come back to it, `uno` has not, and `peer` is what `due` knew of it. */
async function forgotten() {
  const due = await engine('due');
  const uno = await engine('uno');
  const peer = (await due.beat())?.[0];
  if (peer === undefined) throw new Error('no other engine');
  await redis.flushall();
  await due.beat();
  return { uno, due, peer };
}

test('an engine that lives keeps its calls, whoever wants them', async () => {
  const [uno, due] = [await engine('uno'), await engine('due')];
  expect(await uno.save('c1', 'sealed')).toEqual([]);
  expect(await due.claim('uno', 'c1', 'never-saved')).toEqual([undefined, undefined]);
  expect(await due.save('c1', 'foreign')).toEqual(['c1']);
  expect(await uno.claim('', 'c1')).toEqual(['sealed']);
});

test('of a dead engine each call goes to exactly one, however many want all of them', async () => {
  const dead = await engine('uno', short);
  const ids = Array.from({ length: 200 }, (_, at) => `c${at}`);
  await dead.registry.save(
    dead.epoch,
    ids.slice(1).map((id) => [id, `sealed ${id}`] as const),
  );
  await delay(2 * short);
  const others = await Promise.all(['due', 'tre', 'quattro'].map((name) => engine(name)));
  const won = await Promise.all(others.map((one) => one.claim('uno', ...ids)));
  for (const [at, id] of ids.entries()) {
    const texts = won.flatMap((list) => list[at] ?? []);
    // One that had only just been claimed has no session, and is taken all the same.
    expect([id, texts]).toEqual([id, [at === 0 ? '' : `sealed ${id}`]]);
  }
});

test('an engine whose calls were taken learns it, and what it still writes is refused', async () => {
  const frozen = await engine('uno', short);
  await frozen.save('c1', 'before');
  await delay(2 * short);
  const due = await engine('due');
  expect(await due.claim('uno', 'c1')).toEqual(['before']);
  expect(await frozen.beat()).toBeUndefined();
  expect(await frozen.save('c1', 'late')).toEqual(['c1']);
  expect(await frozen.save('c1', null)).toEqual(['c1']);
  expect(await frozen.save('new', 'late')).toEqual(['new']);
  expect(await frozen.claim('', 'new')).toEqual([undefined]);
  expect(await due.save('c1', 'after')).toEqual([]);
  const again = await engine('uno');
  expect(Number(again.epoch)).toBeGreaterThan(Number(frozen.epoch));
  expect(await again.claim('', 'c1', 'new')).toEqual([undefined, '']);
  expect(await due.claim('', 'c1')).toEqual(['after']);
});

test('an engine whose lease ended, and whose calls nobody took, goes on as it was', async () => {
  const slow = await engine('uno', short);
  const due = await engine('due');
  await delay(2 * short);
  expect((await due.beat())?.[0]).toMatchObject({ name: 'uno', over: false });
  expect(await slow.save('c1', 'kept')).toEqual([]);
  expect(await slow.beat()).toHaveLength(1);
});

test('a lease that is prolonged is held for longer; nobody prolongs what was taken or given up', async () => {
  const [busy, due] = [await engine('uno', short), await engine('due')];
  await busy.save('c1', 'kept');
  expect(await busy.registry.prolong(busy.epoch, long)).toBe(true);
  await delay(2 * short);
  expect(await due.claim('uno', 'c1')).toEqual([undefined]);
  expect((await due.beat())?.[0]?.remainingMs).toBeGreaterThan(0);
  expect(await busy.registry.prolong(busy.epoch, short)).toBe(true);
  await delay(2 * short);
  expect(await due.claim('uno', 'c1')).toEqual(['kept']);
  expect(await busy.registry.prolong(busy.epoch, long)).toBe(false);
  await due.registry.leave(due.epoch);
  expect(await due.registry.prolong(due.epoch, long)).toBe(false);
  expect(await due.registry.prolong('0', long)).toBe(false);
});

test('an engine that is started anew has what the one of its name had', async () => {
  const before = await engine('uno');
  await before.save('c1', 'sealed');
  const after = await engine('uno');
  expect(await after.claim('', 'c1')).toEqual(['sealed']);
  expect(await before.beat()).toBeUndefined();
  expect(await before.save('c1', 'late')).toEqual(['c1']);
});

test('who leaves is told to the others, and its calls may be taken at once', async () => {
  const [uno, due] = [await engine('uno'), await engine('due')];
  await uno.save('c1', 'sealed');
  await uno.registry.leave(uno.epoch);
  expect(await due.beat()).toEqual([
    expect.objectContaining({ name: 'uno', epoch: uno.epoch, takes: false, over: true, asterisk: 'one' }),
  ]);
  expect(await due.claim('uno', 'c1')).toEqual(['sealed']);
});

test('a Redis that lost its memory takes nothing from anybody, and epochs do not begin anew', async () => {
  await engine('first');
  const uno = await engine('uno');
  await uno.save('c1', 'sealed');
  await redis.flushall();
  const told = () => uno.registry.beat(uno.epoch, long, standing);
  expect(await told()).toEqual({ peers: [], forgotten: true });
  expect(await told()).toEqual({ peers: [], forgotten: false });
  expect(await uno.save('c1', 'sealed again')).toEqual([]);
  const due = await engine('due');
  expect(Number(due.epoch)).toBeGreaterThan(Number(uno.epoch));
  expect(await due.claim('uno', 'c1')).toEqual([undefined]);
});

test('of a forgotten engine nothing is taken before Redis is told of it again; it learns that it was taken', async () => {
  const { uno, due, peer } = await forgotten();
  expect(await due.claim('uno', 'c1')).toEqual([undefined]);
  await due.registry.recall(peer, 90_000);
  expect((await due.beat())?.[0]).toMatchObject({
    name: 'uno',
    epoch: uno.epoch,
    asterisk: 'one',
    over: false,
  });
  expect(await due.claim('uno', 'c1')).toEqual(['']);
  expect(await uno.beat()).toBeUndefined();
  expect(await uno.save('c1', 'late')).toEqual(['c1']);
  expect(Number((await engine('uno')).epoch)).toBeGreaterThan(Number(uno.epoch));
});

test('an engine that Redis is told of again, and that is well, loses nothing by it', async () => {
  const { uno, due, peer } = await forgotten();
  await due.registry.recall(peer, 0);
  expect(await uno.beat()).toHaveLength(1);
  await due.registry.recall(peer, 0);
  expect(await due.claim('uno', 'c1')).toEqual([undefined]);
  const again = await engine('uno');
  await due.registry.recall(peer, 0);
  expect(await again.beat()).toHaveLength(1);
  expect(await due.claim('uno', 'c1')).toEqual([undefined]);
});

test('who is late with its beat takes nothing from others, and what is nobody else’s all the same', async () => {
  const dead = await engine('uno', short);
  await dead.save('c1', 'sealed');
  const slow = await engine('due', short);
  await delay(2 * short);
  expect(await slow.claim('uno', 'c1')).toEqual([undefined]);
  const before = await engine('due', short);
  await before.save('c2', 'its own');
  const again = await engine('due', short);
  await delay(2 * short);
  expect(await again.claim('', 'c2', 'new')).toEqual(['its own', '']);
  await again.registry.beat(again.epoch, long, standing);
  expect(await again.claim('uno', 'c1')).toEqual(['sealed']);
});
