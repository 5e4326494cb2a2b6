/** Notes of recordings that the records do not have: on a real Redis. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Redis } from 'ioredis';
import { pino } from 'pino';
import { type ConnectedRedis, connectedRedis } from '../../test/support/connected-redis.ts';
import { openRedis } from '../store/redis.ts';
import { type RecordingNote, RecordingNotes } from './recording-notes.ts';

const logger = pino({ level: 'silent' });
let connected: ConnectedRedis;
let redis: Redis;
beforeAll(async () => {
  connected = await connectedRedis();
  redis = connected.redis;
}, 600_000);
afterAll(async () => {
  await connected?.close();
});

const note = (part: number): RecordingNote => ({
  name: `conversation-1795354088.1-${part}`,
  queue: 'famiglia',
  language: 'it',
  conversation: '1795354088873-1',
  operator: 'anna',
  part,
  at: 1_795_354_088_873 + part,
});

test('an engine finds its own, the oldest first, until they are erased; they do not stay for ever', async () => {
  const [uno, due] = [new RecordingNotes(redis, 'uno'), new RecordingNotes(redis, 'due')];
  await uno.write(note(2));
  await uno.write(note(1));
  await due.write(note(3));
  expect(await uno.all()).toEqual([note(1), note(2)]);
  expect(await redis.ttl('centralino:recordings:uno')).toBeGreaterThan(0);
  await uno.erase(note(1).name);
  expect(await new RecordingNotes(redis, 'uno').all()).toEqual([note(2)]);
});

test('an engine that has the conversation of another now has its recordings, too', async () => {
  const [quattro, cinque] = [new RecordingNotes(redis, 'quattro'), new RecordingNotes(redis, 'cinque')];
  await quattro.write(note(1));
  await quattro.write(note(2));
  for (const one of await cinque.all('quattro')) if (one.part === 1) await cinque.takeOver(one, 'quattro');
  expect([await quattro.all(), await cinque.all()]).toEqual([[note(2)], [note(1)]]);
  await cinque.takeOver(note(1), 'cinque');
  expect(await cinque.all()).toEqual([note(1)]);
});

test('what nobody can read is passed over, and nothing breaks without Redis', async () => {
  const uno = new RecordingNotes(redis, 'tre');
  await redis.hset('centralino:recordings:tre', 'strano', '{"part":"?"}', 'rotto', '{');
  expect(await uno.all()).toEqual([]);
  const away = openRedis('redis://127.0.0.1:1', logger);
  const nobody = new RecordingNotes(away, 'uno');
  await nobody.write(note(1));
  await nobody.erase(note(1).name);
  expect(await nobody.all()).toEqual([]);
  away.disconnect();
});
