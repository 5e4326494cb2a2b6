/** Journals of ended calls, in a real Redis. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { RedisJournalArchive } from '../src/call/redis-journal-archive.ts';
import { type ConnectedRedis, connectedRedis } from './support/connected-redis.ts';

let connected: ConnectedRedis;

beforeAll(async () => {
  connected = await connectedRedis();
}, 600_000);
afterAll(async () => {
  await connected?.close();
});

test('the latest journals are kept, the oldest makes room', async () => {
  const archive = new RedisJournalArchive(connected.redis, 3);
  const ids = ['1.1', '1.2', '1.3', '1.4', '1.5'];
  for (const id of ids)
    await archive.put({
      id,
      line: 'gratuito',
      startedAt: '2026-11-22T17:00:00.000Z',
      language: 'it',
      state: 'ended',
      durationMs: 1_000,
      entries: [],
    });
  expect((await archive.list(10)).map(({ id }) => id)).toEqual(['1.5', '1.4', '1.3']);
  const found = await Promise.all(ids.map(async (id) => (await archive.get(id))?.id));
  expect(found).toEqual([undefined, undefined, '1.3', '1.4', '1.5']);
  expect(await connected.redis.keys('centralino:journal:*')).toHaveLength(3);
});
