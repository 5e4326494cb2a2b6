/** From the outbox over a real Redis into the spool: without Redis, after it lost everything, with many at once. */
import { randomBytes } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import { pino } from 'pino';
import { RequestBook } from '../src/mail/book.ts';
import type { Carrier, EmailItem, TextItem } from '../src/mail/carriers/carrier.ts';
import { CarrierFailure } from '../src/mail/carriers/failure.ts';
import type { BackOffice } from '../src/mail/desk.ts';
import { type RunningFulfilment, startFulfilment } from '../src/mail/fulfilment/fulfilment.ts';
import { deriveMailKeys } from '../src/mail/keys.ts';
import { renderLetter } from '../src/mail/letters/letter.ts';
import { migrations } from '../src/mail/schema.ts';
import type { RunningRedis } from '../src/provision/start-redis.ts';
import type { Database } from '../src/store/database.ts';
import { migrate } from '../src/store/migrate.ts';
import { openDatabase } from '../src/store/open.ts';
import { documentFor, enterRequest, residence } from './support/mail.ts';
import { startTestRedis, testDir, testPort } from './support/parts.ts';
import { until } from './support/until.ts';

const logger = pino({ level: 'silent' });
const keys = deriveMailKeys(randomBytes(32));
const day = '2026-11-23';

let dir: { path: string; remove: () => Promise<void> };
let port: number;
let redis: RunningRedis;
let database: Database;
let book: RequestBook;
let running: RunningFulfilment | undefined;
let call: BackOffice['call'] = async () => documentFor(residence, 'ada@posta.example');
/** What carriers were given. */
const emails: EmailItem[] = [];
const messages: TextItem[] = [];
let emailAnswer: Carrier<EmailItem>['handOver'];

beforeAll(async () => {
  dir = await testDir();
  port = await testPort();
  redis = await startTestRedis({ dataDir: dir.path, port });
  database = await openDatabase({ logger });
  await migrate(database, 'mail', migrations);
  book = new RequestBook(database);
}, 600_000);

afterAll(async () => {
  await running?.stop();
  await redis.stop();
  await database.close();
  await dir.remove();
}, 60_000);

function start(): RunningFulfilment {
  const carrier = { close: async () => {} };
  return startFulfilment({
    database,
    keys,
    backOffice: { call: (...asked) => call(...asked) },
    render: renderLetter,
    schedule: { nextClosing: () => ({ day, at: new Date('2100-01-01T00:00:00Z') }) },
    day: () => day,
    logger,
    carriers: {
      email: {
        ...carrier,
        name: 'email',
        handOver: (item, signal) => {
          emails.push(item);
          return emailAnswer(item, signal);
        },
      },
      sms: {
        ...carrier,
        name: 'sms',
        handOver: async (item) => {
          messages.push(item);
          return { accepted: true, carrierReference: item.idempotencyKey };
        },
      },
    },
    compose: async (text, language, values) => `${text} ${language} ${JSON.stringify(values)}`,
    settings: {
      redisUrl: redis.url,
      spoolDir: join(dir.path, 'spool'),
      minFreeBytes: 0,
      batchLetters: 1_000,
      paces: {
        residence: { atOnce: 3, perSecond: 0 },
        email: { atOnce: 2, perSecond: 50 },
        sms: { atOnce: 2, perSecond: 50 },
      },
      attempts: 4,
      pause: { firstMs: 20, longestMs: 100 },
      stalledMs: 2_000,
      sweepMs: 500,
    },
  });
}

const stateOf = async (reference: string) => (await book.find(reference))?.request.state;
const all = (references: readonly string[], state: string) =>
  until(
    `${references.length} requests in ${state}`,
    async () => (await Promise.all(references.map(stateOf))).every((one) => one === state),
    60_000,
  );
const letters = async () =>
  (await readdir(join(dir.path, 'spool', day))).filter((name) => name.endsWith('.pdf'));

/** Holds the back office up. @returns what lets it go on, and how many wait for it */
function holdUp() {
  const waiting = new Set<() => void>();
  let held = true;
  call = async () => {
    if (held) await new Promise<void>((resolve) => waiting.add(resolve));
    return documentFor(residence);
  };
  return {
    waiting: () => waiting.size,
    letGo: () => {
      held = false;
      for (const go of waiting) go();
    },
  };
}

const references = (some: readonly { readonly reference: string }[]) =>
  some.map(({ reference }) => reference);

test('without Redis requests stay; they flow when it is there, and Redis knows numbers only', async () => {
  await redis.stop();
  running = start();
  const some = await Promise.all(Array.from({ length: 10 }, () => enterRequest(book, keys)));
  running.wake();
  const office = holdUp();
  redis = await startTestRedis({ dataDir: dir.path, port });
  const client = new Redis(redis.url);
  const jobs = await until('the jobs', async () => {
    const found = await client.keys('bull:centralino-letters:request-*');
    return found.filter((key) => !key.endsWith(':lock')).length === 10 && found;
  });
  for (const job of jobs.filter((key) => !key.endsWith(':lock'))) {
    const { data } = await client.hgetall(job);
    expect(JSON.parse(data ?? '')).toEqual({ request: expect.stringMatching(/^\d+$/) });
  }
  client.disconnect();
  office.letGo();
  await all(references(some), 'BATCHED');
}, 120_000);

test('a Redis that lost everything is told again what is not finished', async () => {
  const office = holdUp();
  const some = await Promise.all(Array.from({ length: 8 }, () => enterRequest(book, keys)));
  running?.wake();
  await until('the first at work', () => office.waiting() > 0);
  redis.kill('SIGKILL');
  await redis.exited;
  await rm(join(dir.path, 'redis/appendonlydir'), { recursive: true, force: true });
  redis = await startTestRedis({ dataDir: dir.path, port });
  office.letGo();
  await all(references(some), 'BATCHED');
  const there = await letters();
  for (const { reference } of some)
    expect(there.filter((name) => name === `${reference}.pdf`)).toHaveLength(1);
}, 120_000);

test('an e-mail is handed over under one key, however often it takes; a text message goes to its number', async () => {
  let tries = 0;
  emailAnswer = async ({ idempotencyKey }) => {
    tries += 1;
    if (tries < 3) throw new CarrierFailure('email', 'busy');
    return { accepted: true, carrierReference: idempotencyKey };
  };
  call = async () => documentFor(residence, 'ada@posta.example');
  const email = await enterRequest(book, keys, { channel: 'email' });
  const message = await enterRequest(book, keys, { channel: 'sms' });
  running?.wake();
  await all([email.reference, message.reference], 'HANDED_OVER');
  expect(emails).toHaveLength(3);
  expect(new Set(emails.map(({ idempotencyKey }) => idempotencyKey))).toEqual(
    new Set([`centralino-${email.reference}`]),
  );
  expect(emails[0]?.recipient.email.reveal()).toBe('ada@posta.example');
  expect(emails[0]?.document.pages).toBe(1);
  expect(messages).toHaveLength(1);
  expect(messages[0]?.recipient.number.reveal()).toBe('+393331234567');
  expect(messages[0]?.message.text).toBe('p.sms it {"codice":"A1"}');
}, 120_000);

test('what a carrier refuses for good, and what fails too often, waits for a person', async () => {
  emailAnswer = async () => ({ refused: 'no-such-recipient' });
  const nobody = await enterRequest(book, keys, { channel: 'email' });
  running?.wake();
  await all([nobody.reference], 'ADDRESS_MISSING');
  emailAnswer = async () => {
    throw new CarrierFailure('email', 'timeout');
  };
  const never = await enterRequest(book, keys, { channel: 'email' });
  running?.wake();
  await all([never.reference], 'FAILED');
}, 120_000);
