/** From the outbox over a real Redis into the spool: without Redis, after it lost everything, with many at once. */
import { randomBytes } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { pino } from 'pino';
import { RequestBook } from '../src/mail/book.ts';
import type { Carrier, EmailItem, TextItem } from '../src/mail/carriers/carrier.ts';
import { CarrierFailure } from '../src/mail/carriers/failure.ts';
import type { BackOffice } from '../src/mail/desk.ts';
import { type RunningFulfilment, startFulfilment } from '../src/mail/fulfilment/fulfilment.ts';
import { queueNames } from '../src/mail/fulfilment/queues.ts';
import { deriveMailKeys } from '../src/mail/keys.ts';
import { renderLetter } from '../src/mail/letters/letter.ts';
import { Overview } from '../src/mail/ops/overview.ts';
import { migrations } from '../src/mail/schema.ts';
import type { RunningRedis } from '../src/provision/start-redis.ts';
import type { Database } from '../src/store/database.ts';
import { migrate } from '../src/store/migrate.ts';
import { openDatabase } from '../src/store/open.ts';
import { documentFor, enterRequest, residence } from './support/mail.ts';
import { startTestRedis, testDir, testPort } from './support/parts.ts';
import { until } from './support/until.ts';

const lines: string[] = [];
const logger = pino({ level: 'error' }, { write: (line) => void lines.push(line) });
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
const messageTimes: number[] = [];
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

function start(given: { noEmail?: boolean; smsPerSecond?: number } = {}): RunningFulfilment {
  const carrier = { close: async () => {} };
  const email: Carrier<EmailItem> = {
    ...carrier,
    name: 'email',
    handOver: (item, signal) => {
      emails.push(item);
      return emailAnswer(item, signal);
    },
  };
  return startFulfilment({
    database,
    keys,
    backOffice: { call: (...asked) => call(...asked) },
    render: renderLetter,
    schedule: { nextClosing: () => ({ day, at: new Date('2100-01-01T00:00:00Z') }) },
    day: () => day,
    logger,
    carriers: {
      email: given.noEmail === true ? undefined : email,
      sms: {
        ...carrier,
        name: 'sms',
        handOver: async (item) => {
          messages.push(item);
          messageTimes.push(performance.now());
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
        sms: { atOnce: 2, perSecond: given.smsPerSecond ?? 50 },
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
  expect(lines).toEqual([]);
  emailAnswer = async () => {
    throw new CarrierFailure('email', 'not-authorised');
  };
  const never = await enterRequest(book, keys, { channel: 'email' });
  running?.wake();
  await all([never.reference], 'FAILED');
  // What only people can mend is an error from the first time on.
  const errors = lines.map((line) => JSON.parse(line));
  expect(errors.map(({ reason }) => reason)).toEqual(
    Array.from({ length: 5 }, () => 'carrier:not-authorised'),
  );
}, 120_000);

test('what has a day to be paid by goes before the rest, and what operations sends before all', async () => {
  const office = holdUp();
  const atWork = await Promise.all(Array.from({ length: 3 }, () => enterRequest(book, keys)));
  running?.wake();
  await until('all hands full', () => office.waiting() === 3);
  const usual = await enterRequest(book, keys, { kind: 'estratto-pagamenti' });
  const due = await enterRequest(book, keys, { kind: 'dati-f24' });
  const again = await enterRequest(book, keys, { kind: 'estratto-pagamenti' });
  await database.run(
    `INSERT INTO mail.action (request, client, action, reason, at) VALUES ($1, 'ops', 'retry', 'test', now())`,
    [again.id],
  );
  running?.wake();
  const client = new Redis(redis.url);
  const order = await until('three that wait', async () => {
    const waiting = await client.zrange(`bull:${queueNames.residence}:prioritized`, '0', '-1');
    return waiting.length === 3 && waiting;
  });
  client.disconnect();
  expect(order).toEqual([again, due, usual].map(({ id }) => `request-${id}`));
  office.letGo();
  await all(references([...atWork, due]), 'BATCHED');
}, 60_000);

test('what a dead worker had in hand is taken up by another', async () => {
  await running?.stop();
  call = async () => documentFor(residence);
  const { id, reference } = await enterRequest(book, keys);
  const connection = { url: redis.url };
  const queue = new Queue(queueNames.residence, { connection });
  await queue.add('fulfil', { request: id }, { jobId: `request-${id}`, priority: 3, removeOnComplete: true });
  // It takes the job, and never says a word again.
  const dead = new Worker(queueNames.residence, null, { connection, lockDuration: 500, autorun: false });
  expect((await dead.getNextJob('dead'))?.id).toBe(`request-${id}`);
  await dead.close(true);
  running = start();
  await all([reference], 'BATCHED');
  await queue.close();
}, 60_000);

test('a job that is none of ours is put aside, and holds nobody up', async () => {
  const queue = new Queue(queueNames.residence, { connection: { url: redis.url } });
  const { id } = await queue.add('fulfil', { request: 'RSSMRA80A01H501U' }, { attempts: 1_000 });
  const job = await until('the job that failed', async () => {
    const found = await queue.getJob(id ?? '');
    // The reason is read with the job, so it is there only in what was read after it failed.
    return found?.failedReason !== undefined && (await found.isFailed()) && found;
  });
  expect(job.failedReason).toBe('not-ours');
  await job.remove();
  await queue.close();
  const { reference } = await enterRequest(book, keys);
  running?.wake();
  await all([reference], 'BATCHED');
}, 60_000);

test('without a carrier a request waits, no attempt is used up, operations sees why; with one it goes', async () => {
  await running?.stop();
  running = start({ noEmail: true });
  const { reference } = await enterRequest(book, keys, { channel: 'email' });
  running.wake();
  const overview = new Overview(database);
  const waiting = () =>
    overview.requests({ states: ['REQUESTED'], reason: 'no-carrier', before: null, limit: 10 });
  const [request] = await until('the reason', async () => {
    const { requests } = await waiting();
    return requests.length > 0 && requests;
  });
  expect(request).toMatchObject({ reference, attempts: 0, state: 'REQUESTED', reason: 'no-carrier' });
  expect((await overview.status()).counts).toContainEqual({
    state: 'REQUESTED',
    reason: 'no-carrier',
    requests: 1,
  });
  await running.stop();
  call = async () => documentFor(residence, 'ada@posta.example');
  emailAnswer = async ({ idempotencyKey }) => ({ accepted: true, carrierReference: idempotencyKey });
  running = start();
  await all([reference], 'HANDED_OVER');
}, 60_000);

test('no more messages go a second than are allowed', async () => {
  await running?.stop();
  running = start({ smsPerSecond: 2 });
  messageTimes.length = 0;
  const some = await Promise.all(
    Array.from({ length: 6 }, () => enterRequest(book, keys, { channel: 'sms' })),
  );
  running.wake();
  await all(references(some), 'HANDED_OVER');
  // Two at once, two a second later, and two after another one; half of that is beyond doubt.
  expect((messageTimes.at(-1) ?? 0) - (messageTimes[0] ?? 0)).toBeGreaterThan(1_000);
}, 60_000);
