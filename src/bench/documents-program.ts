/** One contender of the benchmark of documents, in a process of its own: the round is in ROUND, the result on stdout. */
import { setTimeout as delay } from 'node:timers/promises';
import { Queue, Worker } from 'bullmq';
import { pino } from 'pino';
import { z } from 'zod';
import { createBackOfficeClient } from '../backoffice/client.ts';
import { type DocumentParts, letterTo } from '../mail/fulfilment/document.ts';
import { startFulfilment } from '../mail/fulfilment/fulfilment.ts';
import { Ledger } from '../mail/fulfilment/ledger.ts';
import { deriveMailKeys } from '../mail/keys.ts';
import { renderLetter } from '../mail/letters/letter.ts';
import { Sealer } from '../privacy/seal.ts';
import { openDatabase } from '../store/open.ts';
import { type DocumentsResult, type DocumentsRound, documentsRoundSchema } from './documents-round.ts';
import { Stopwatch } from './stopwatch.ts';

const logger = pino({ level: 'warn' }, process.stderr);
const day = '2026-11-23';
/** Letters that are rendered, and then rendered again; more would only fill the memory. */
const mostOrders = 2_000;

const round = documentsRoundSchema.parse(JSON.parse(process.env['ROUND'] ?? ''));
const contenders: Readonly<
  Record<DocumentsRound['contender'], (given: DocumentsRound) => Promise<DocumentsResult>>
> = { 'bare-bullmq': bareBullmq, rendering, fulfilment };
/** For whoever waits: it may take hours. */
function stopwatch({ requests, warmUp }: DocumentsRound): Stopwatch {
  return new Stopwatch(requests, warmUp, (share, rssMb) => {
    process.stdout.write(`passed ${Math.round(share * 100)} %, ${rssMb} MB\n`);
  });
}

const result = await contenders[round.contender](round);
process.stdout.write(`result ${JSON.stringify(result)}\n`);
process.exit(0);

/** The same payload, the same options, and nothing to do. */
async function bareBullmq(given: DocumentsRound): Promise<DocumentsResult> {
  const { requests, atOnce, redisUrl } = given;
  const connection = { url: redisUrl };
  const queue = new Queue('bench-bare', { connection });
  for (let from = 0; from < requests; from += 1_000) {
    const jobs = Array.from({ length: Math.min(1_000, requests - from) }, (_, index) => ({
      name: 'fulfil',
      data: { request: `${from + index}` },
      opts: { jobId: `request-${from + index}`, priority: 3, removeOnComplete: true, removeOnFail: true },
    }));
    await queue.addBulk(jobs);
  }
  let done = 0;
  const watch = stopwatch(given);
  await new Promise<void>((resolve) => {
    new Worker(
      'bench-bare',
      async () => {
        done += 1;
        watch.passed(done);
        if (done === requests) resolve();
      },
      { connection, concurrency: atOnce },
    );
  });
  return watch.result();
}

/** The same letters, one after the other, and thrown away. */
async function rendering(given: DocumentsRound): Promise<DocumentsResult> {
  const orders = await ordersOf(given);
  const watch = stopwatch(given);
  for (let done = 0; done < given.requests; done += 1) {
    const order = orders[done % orders.length];
    if (order !== undefined) await renderLetter(order);
    watch.passed(done + 1);
  }
  return watch.result();
}

/** Everything: outbox, queue, registry, letter, spool, states. */
async function fulfilment(given: DocumentsRound): Promise<DocumentsResult> {
  const { requests, atOnce } = given;
  const database = await openDatabase({ url: given.databaseUrl, logger });
  const pace = { atOnce, perSecond: 0 };
  let done = 0;
  const watch = stopwatch(given);
  const running = startFulfilment({
    database,
    keys: deriveMailKeys(Buffer.from(given.recordsKey, 'hex')),
    backOffice: backOfficeOf(given),
    render: async (order) => {
      const letter = await renderLetter(order);
      done += 1;
      watch.passed(Math.min(done, requests - 1));
      return letter;
    },
    schedule: { nextClosing: () => ({ day, at: new Date('2100-01-01T00:00:00Z') }) },
    day: () => day,
    logger,
    carriers: {},
    compose: async () => '',
    settings: {
      redisUrl: given.redisUrl,
      spoolDir: given.spoolDir,
      minFreeBytes: 0,
      batchLetters: Number.MAX_SAFE_INTEGER,
      paces: { residence: pace, email: pace, sms: pace },
      attempts: 5,
      pause: { firstMs: 1_000, longestMs: 10_000 },
      stalledMs: 30_000,
      sweepMs: 600_000,
    },
  });
  const left = z.object({ left: z.number() });
  for (;;) {
    await delay(done >= requests ? 20 : 500);
    const [row] = await database.rows(
      left,
      `SELECT count(*)::integer AS left FROM mail.request WHERE state <> 'BATCHED'`,
    );
    if (row?.left === 0) break;
  }
  watch.passed(requests);
  const measured = watch.result();
  await running.stop();
  return measured;
}

function backOfficeOf({ backOfficeUrl, backOfficeToken }: DocumentsRound) {
  return createBackOfficeClient({
    baseUrl: backOfficeUrl,
    token: backOfficeToken,
    timeoutMs: 30_000,
    largestBody: 16 * 1024 * 1024,
    logger,
  });
}

/** What is on the paper of the first requests, as fulfilment has it. */
async function ordersOf(given: DocumentsRound) {
  const database = await openDatabase({ url: given.databaseUrl, logger });
  const rows = await database.rows(
    z.object({
      id: z.string(),
      reference: z.string(),
      kind: z.string(),
      parameters: z.record(z.string(), z.union([z.string(), z.number()])),
      sealed: z.string(),
      language: z.string(),
      createdAt: z.date(),
    }),
    `SELECT id, reference, kind, parameters, sealed, language, created_at AS "createdAt"
     FROM mail.request ORDER BY id LIMIT $1`,
    [Math.min(given.requests, mostOrders)],
  );
  const orders: Parameters<DocumentParts['render']>[0][] = [];
  const parts: DocumentParts = {
    ledger: new Ledger(database),
    backOffice: backOfficeOf(given),
    sealer: new Sealer(deriveMailKeys(Buffer.from(given.recordsKey, 'hex')).seal),
    render: async (order) => {
      orders.push(order);
      return { pdf: new Uint8Array(), pages: 0 };
    },
    day: () => day,
  };
  // None of them is moved on: a state that comes later than the first is left alone.
  for (const row of rows)
    await letterTo({ ...row, channel: 'residence', state: 'ADDRESS_OK', attempts: 0 }, parts);
  await database.close();
  return orders;
}
