/** A whole fulfilment, whatever goes wrong in it, says nothing about people: not in logs, Redis, the database or file names. */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import pino, { type Logger } from 'pino';
import { z } from 'zod';
import { readConfig } from '../src/config/read.ts';
import { RequestBook } from '../src/mail/book.ts';
import { createReferencePostalProvider } from '../src/mail/carriers/postal-provider/reference.ts';
import { createReferenceSmsProvider } from '../src/mail/carriers/sms-provider/reference.ts';
import type { BackOffice } from '../src/mail/desk.ts';
import { FeedbackIntake } from '../src/mail/feedback/intake.ts';
import { ReturnedToRegistry } from '../src/mail/feedback/returned-mail.ts';
import { type RunningFulfilment, startFulfilment } from '../src/mail/fulfilment/fulfilment.ts';
import { Progress } from '../src/mail/fulfilment/progress.ts';
import { deriveMailKeys } from '../src/mail/keys.ts';
import { renderLetter } from '../src/mail/letters/letter.ts';
import { migrations } from '../src/mail/schema.ts';
import type { RunningRedis } from '../src/provision/start-redis.ts';
import type { Database } from '../src/store/database.ts';
import { migrate } from '../src/store/migrate.ts';
import { openDatabase } from '../src/store/open.ts';
import { type Carriers, openCarriers } from '../src/worker/carriers.ts';
import { carriersConfig } from '../src/worker/carriers-config.ts';
import { ServerProcess } from './carriers/server-process.ts';
import { leaksInFiles, leaksInRedis, PersonalValues } from './support/leaks.ts';
import { documentFor, type EnteredRequest, enterRequest, residence } from './support/mail.ts';
import { startTestRedis, testDir } from './support/parts.ts';
import { until } from './support/until.ts';

const keys = deriveMailKeys(randomBytes(32));
const day = '2026-11-23';
const secrets = { token: randomBytes(16).toString('hex'), password: randomBytes(4).toString('hex') };
const values = new PersonalValues();
for (const [what, value] of [
  ['a name', 'Ada Verdi'],
  ['a codice fiscale', 'VRDDAA80A41H501X'],
  ['an address', 'Via Roma, 1'],
  ['an e-mail address', 'ada@posta.example'],
  ['a telephone number', '3331234567'],
  ['the words of a message', 'appuntamento del 3'],
] as const)
  values.add(what, value);

let dir: { path: string; remove: () => Promise<void> };
let redis: RunningRedis;
let database: Database;
let book: RequestBook;
let logger: Logger;
let smtp: ServerProcess;
let smpp: ServerProcess;
const providers: ReturnType<typeof createReferenceSmsProvider>['app'][] = [];
let environments: readonly Record<string, string>[];

beforeAll(async () => {
  dir = await testDir();
  logger = pino(
    { level: 'trace' },
    pino.destination({ dest: join(dir.path, 'log/worker.log'), mkdir: true, sync: true }),
  );
  redis = await startTestRedis({ dataDir: dir.path });
  database = await openDatabase({ directory: join(dir.path, 'records'), logger });
  await migrate(database, 'mail', migrations);
  book = new RequestBook(database);
  [smtp, smpp] = await Promise.all([
    ServerProcess.start('smtp'),
    ServerProcess.start('smpp', { systemId: 'centralino', password: secrets.password }),
  ]);
  const sms = createReferenceSmsProvider({ token: secrets.token, logger }).app;
  const post = createReferencePostalProvider({ token: secrets.token, logger }).app;
  providers.push(sms, post);
  const local = { host: '127.0.0.1', port: 0 };
  const mail = {
    SMTP_HOST: '127.0.0.1',
    SMTP_PORT: `${smtp.port}`,
    SMTP_SECURITY: 'none',
    SMTP_FROM: 'documenti@inps.example',
  };
  environments = [
    { ...mail, SMS_URL: await sms.listen(local), SMS_TOKEN: secrets.token },
    {
      ...mail,
      SMPP_HOST: '127.0.0.1',
      SMPP_PORT: `${smpp.port}`,
      SMPP_SYSTEM_ID: 'centralino',
      SMPP_PASSWORD: secrets.password,
      POSTAL_URL: await post.listen(local),
      POSTAL_TOKEN: secrets.token,
    },
  ];
}, 600_000);

afterAll(async () => {
  await Promise.all([...providers.map((app) => app.close()), smtp.stop(), smpp.stop()]);
  await database.close();
  await redis.stop();
  await dir.remove();
}, 60_000);

/** What the registry says. */
let document: Awaited<ReturnType<BackOffice['call']>>;
const whole = documentFor(residence, 'ada@posta.example');
/** A registry that keeps to no contract. */
const garbage = {
  outcome: 'found',
  value: { destinatario: { nome: 'Ada Verdi' }, dati: 'VRDDAA80A41H501X' },
};
const backOffice: BackOffice = {
  call: async (operation) => (operation === 'documenti.dati' ? document : { outcome: 'accepted', value: {} }),
};
const intakeOf = () =>
  new FeedbackIntake(new Progress(database), new ReturnedToRegistry({ database, keys, backOffice }));

function start(carriers: Carriers) {
  const pace = { atOnce: 3, perSecond: 0 };
  return startFulfilment({
    database,
    keys,
    backOffice,
    render: renderLetter,
    schedule: { nextClosing: () => ({ day, at: new Date('2100-01-01T00:00:00Z') }) },
    day: () => day,
    logger,
    carriers: { letter: carriers.residence, email: carriers.email, sms: carriers.sms },
    compose: async () => 'Il suo appuntamento del 3 dicembre',
    settings: {
      redisUrl: redis.url,
      spoolDir: join(dir.path, 'spool'),
      minFreeBytes: 0,
      batchLetters: 1_000,
      paces: { residence: pace, email: pace, sms: pace },
      attempts: 20,
      pause: { firstMs: 20, longestMs: 100 },
      stalledMs: 5_000,
      sweepMs: 500,
    },
  });
}

/** Everything that came out so far; a letter itself is for the person whom it is about. */
async function leaks() {
  const tables = ['request', 'history', 'outbox', 'batch', 'action'].map(async (table) => {
    const rows = await database.rows(
      z.object({ row: z.unknown() }),
      `SELECT to_jsonb(t) AS row FROM mail.${table} t`,
    );
    return values.in(`the table ${table}`, JSON.stringify(rows));
  });
  return [
    ...(await leaksInFiles(dir.path, values)).filter(({ where }) => !/^spool\/.*\.pdf$/.test(where)),
    ...(await leaksInRedis(redis.url, values)),
    ...(await Promise.all(tables)).flat(),
  ];
}

test('whoever carries, and whatever they answer, nothing about people comes out', async () => {
  for (const environment of environments) {
    const intake = intakeOf();
    const carriers = openCarriers(readConfig(carriersConfig, environment), intake, logger);
    const running = start(carriers);
    try {
      await goThrough(carriers, running, intake);
    } finally {
      await running.stop();
      await carriers.close();
    }
    // What Redis was told and has forgotten is in its file, too.
    expect(await leaks()).toEqual([]);
  }
  // It was searched where things are written down.
  values.add('a reason', 'internal:zoderror');
  const places = (await leaks()).map(({ where }) => where);
  for (const place of ['log/worker.log', 'the table request', 'the table history'])
    expect(places).toContain(place);
}, 180_000);

/** One of everything that can become of a request. */
async function goThrough(carriers: Carriers, running: RunningFulfilment, intake: FeedbackIntake) {
  const expectAt = async (request: EnteredRequest, ...states: readonly string[]) => {
    running.wake();
    await until(`a request in ${states}`, async () => states.includes((await rowOf(request))?.state ?? ''));
  };
  document = whole;
  const letter = await enterRequest(book, keys);
  await expectAt(letter, 'BATCHED', 'HANDED_OVER');

  // The server says no with the address in its answer, first for now and then for good.
  await smtp.behave('busy');
  const email = await enterRequest(book, keys, { channel: 'email' });
  running.wake();
  await until('a try', async () => (await rowOf(email))?.reason === 'carrier:busy');
  await smtp.behave('well');
  await expectAt(email, 'HANDED_OVER');
  await smtp.behave('refuses');
  await expectAt(await enterRequest(book, keys, { channel: 'email' }), 'ADDRESS_MISSING');
  await smtp.behave('well');

  await expectAt(await enterRequest(book, keys, { channel: 'sms' }), 'HANDED_OVER');
  await smpp.behave({ status: 0x0b });
  const message = await enterRequest(book, keys, { channel: 'sms' });
  await expectAt(message, carriers.sms?.name === 'smpp' ? 'ADDRESS_MISSING' : 'HANDED_OVER');
  await smpp.behave('well');

  document = documentFor({ ...residence, cap: '' });
  await expectAt(await enterRequest(book, keys), 'ADDRESS_MISSING');
  document = garbage;
  await expectAt(await enterRequest(book, keys), 'FAILED');

  await running.closeBatches();
  await expectAt(letter, 'HANDED_OVER');
  const at = new Date().toISOString();
  const told = { reference: letter.reference, state: 'RETURNED', reason: 'moved', at } as const;
  expect(await intake.take(carriers.residence?.name ?? 'poste', [told])).toMatchObject({ advanced: 1 });
}

const stateRow = z.object({ state: z.string(), reason: z.string().nullable() });
async function rowOf({ id }: EnteredRequest) {
  const [row] = await database.rows(stateRow, 'SELECT state, reason FROM mail.request WHERE id = $1', [id]);
  return row;
}
