import { randomUUID } from 'node:crypto';
import { readdir, readFile, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import pino from 'pino';
import { z } from 'zod';
import { leaksInFiles, PersonalValues } from '../../test/support/leaks.ts';
import { testDir, testPort } from '../../test/support/parts.ts';
import { mayMount, smallDisk } from '../../test/support/small-disk.ts';
import { until } from '../../test/support/until.ts';
import { Sensitive } from '../privacy/sensitive.ts';
import type { Database } from '../store/database.ts';
import { migrate } from '../store/migrate.ts';
import { openDatabase } from '../store/open.ts';
import { createWebClient, type WebClient } from '../web/client.ts';
import { openWebServer, type WebServer } from '../web/server.ts';
import { RequestBook } from './book.ts';
import { MailDesk } from './desk.ts';
import { KeptFolder } from './kept-folder.ts';
import { deriveMailKeys } from './keys.ts';
import { type Became, RequestKeeper } from './request-keeper.ts';
import { mailRoom } from './routes.ts';
import { migrations } from './schema.ts';

const token = 't'.repeat(32);
const key = Buffer.alloc(32, 7);
const lines: string[] = [];
const logger = pino({ level: 'trace' }, { write: (line) => void lines.push(line) });
const person = 'RSSMRA85T10A562S';

let database: Database;
let port: number;
let server: WebServer | undefined;
let client: WebClient;
let dir: { path: string; remove(): Promise<void> };
let registry: () => { outcome: string; value: unknown };
let keepers: RequestKeeper[];
let clock: number;

beforeAll(async () => {
  database = await openDatabase({ logger });
  await migrate(database, 'mail', migrations);
});
afterAll(() => database.close());
beforeEach(async () => {
  dir = await testDir();
  port = await testPort();
  keepers = [];
  clock = Date.parse('2026-11-23T09:00:00Z');
  registry = () => ({
    outcome: 'found',
    value: { soggetto: new Sensitive('persona', person), estero: false },
  });
  client = createWebClient({
    name: 'the records',
    baseUrl: `http://127.0.0.1:${port}`,
    token,
    logger,
    // Whether they are there is what is tested here, not the breaker's patience.
    breaker: { volume: 1_000_000 },
  });
  await database.run('TRUNCATE mail.request, mail.history, mail.outbox CASCADE');
});
afterEach(async () => {
  await Promise.all(keepers.map((keeper) => keeper.close()));
  client.close();
  await server?.close();
  server = undefined;
  await dir.remove();
});

/** The records are there, from now on. @param lost answers that break off once the request is written */
async function recordsCome(lost = 0): Promise<void> {
  const desk = new MailDesk({
    book: new RequestBook(database),
    keys: deriveMailKeys(key),
    backOffice: { call: async () => registry() },
    rules: () => ({ day: () => '2026-11-23', canBeAskedFor: () => true, arrivesBy: () => '2026-12-07' }),
  });
  const app = openWebServer({ logger, access: [{ token }] });
  let left = lost;
  app.addHook('onSend', async (_request, reply) => {
    if (left > 0) {
      left -= 1;
      reply.raw.destroy();
    }
  });
  mailRoom(desk).serve(app);
  await app.listen({ host: '127.0.0.1', port });
  server = app;
}

async function keeperIn(path: string, given: { key?: Buffer; most?: number; maxAgeMs?: number } = {}) {
  const became: Became[] = [];
  const keeper = new RequestKeeper({
    records: client,
    folder: await KeptFolder.open({ path, key: given.key ?? key, most: given.most ?? 100 }),
    logger,
    maxAgeMs: given.maxAgeMs ?? 3_600_000,
    pauseMs: { first: 20, longest: 50 },
    lookMs: 50,
    now: () => clock,
    became: (result) => became.push(result),
  });
  keepers.push(keeper);
  return { keeper, became };
}

function ask(keeper: RequestKeeper, given: { anno?: number; mayNote?: boolean; signal?: AbortSignal } = {}) {
  const { anno = 2025, mayNote = true, signal = new AbortController().signal } = given;
  return keeper.handIn('document')(
    'certificazione-unica',
    { to: 'residence', values: { persona: new Sensitive('persona', person), anno } },
    {
      idempotencyKey: randomUUID(),
      signal,
      call: { language: 'it' },
      correlation: { call: '17.5' },
      mayNote,
    },
  );
}

const years = async () =>
  (
    await database.rows(
      z.object({ year: z.string() }),
      "SELECT parameters->>'anno' AS year FROM mail.request ORDER BY id",
    )
  ).map(({ year }) => Number(year));

describe('a request while the records are away', () => {
  test('is noted, lies sealed on the disk, and is in the records when they are back', async () => {
    const { keeper, became } = await keeperIn(dir.path);
    expect(await ask(keeper)).toEqual({ outcome: 'noted', value: null });
    clock += 90_000;
    expect([keeper.size, keeper.oldestSeconds]).toEqual([1, 90]);
    const values = new PersonalValues();
    values.add('a codice fiscale', person);
    expect(await leaksInFiles(dir.path, values)).toEqual([]);
    expect(await readdir(dir.path)).toHaveLength(1);
    await recordsCome();
    await until('the request to be handed in', () => became.includes('handed-in'));
    expect(await readdir(dir.path)).toEqual([]);
    expect(await years()).toEqual([2025]);
    expect([keeper.size, keeper.oldestSeconds]).toEqual([0, 0]);
    expect(lines.join('')).not.toContain(person);
    expect(lines.join('')).toContain('"call":"17.5"');
  });

  test('is not noted where the flow would not say so, nor for somebody who hung up', async () => {
    const { keeper } = await keeperIn(dir.path);
    expect(await ask(keeper, { mayNote: false })).toEqual({ outcome: 'unavailable', value: null });
    expect(await ask(keeper, { signal: AbortSignal.abort() })).toEqual({
      outcome: 'unavailable',
      value: null,
    });
    expect(await readdir(dir.path)).toEqual([]);
  });

  test('that is asked for again is there once; of others as many as fit, and the caller hears the truth', async () => {
    const { keeper, became } = await keeperIn(dir.path, { most: 2 });
    const outcomes = [];
    for (const anno of [2025, 2025, 2024, 2023]) outcomes.push((await ask(keeper, { anno })).outcome);
    expect(outcomes).toEqual(['noted', 'noted', 'noted', 'unavailable']);
    expect(await readdir(dir.path)).toHaveLength(2);
    expect(became.at(-1)).toBe('no-room');
  });

  test('that had arrived after all is not carried out twice', async () => {
    await recordsCome(2);
    const { keeper, became } = await keeperIn(dir.path);
    expect(await ask(keeper)).toEqual({ outcome: 'noted', value: null });
    await until('the request to be handed in', () => became.includes('handed-in'));
    expect(await years()).toEqual([2025]);
  });

  test('waits for the next engine when this one dies, in the order in which they came', async () => {
    const first = await keeperIn(dir.path);
    for (const anno of [2025, 2023, 2024]) {
      clock += 1_000;
      await ask(first.keeper, { anno });
    }
    await first.keeper.close();
    const next = await keeperIn(dir.path);
    expect(next.keeper.size).toBe(3);
    await recordsCome();
    next.keeper.start();
    await until('all three to be handed in', () => next.keeper.size === 0);
    expect(await years()).toEqual([2025, 2023, 2024]);
  });

  test('is seen to by another engine that shares the folder, and two that do so at once do it once', async () => {
    const [one, other] = [await keeperIn(dir.path), await keeperIn(dir.path)];
    other.keeper.start();
    for (const anno of [2023, 2024, 2025]) await ask(one.keeper, { anno });
    await until('the other one to see them', () => other.keeper.size === 3);
    expect((await ask(other.keeper, { anno: 2024 })).outcome).toBe('noted');
    expect(await readdir(dir.path)).toHaveLength(3);
    await recordsCome();
    one.keeper.start();
    await until('both to have none any more', () => one.keeper.size + other.keeper.size === 0);
    expect((await years()).sort()).toEqual([2023, 2024, 2025]);
    expect([...one.became, ...other.became]).not.toContain('unreadable');
    await until('an empty folder', async () => (await readdir(dir.path)).length === 0);
  });

  test('goes on waiting while the records cannot tell; is dropped when they refuse it, or when its time is over', async () => {
    const { keeper, became } = await keeperIn(dir.path, { maxAgeMs: 60_000 });
    await ask(keeper);
    let asked = 0;
    registry = () => {
      asked += 1;
      return { outcome: 'unavailable', value: null };
    };
    await recordsCome();
    await until('the records to be asked', () => asked > 1);
    expect(keeper.size).toBe(1);
    registry = () => ({ outcome: 'absent', value: { motivo: 'nessun-indirizzo' } });
    await until('the refusal', () => became.includes('refused'));
    registry = () => ({ outcome: 'unavailable', value: null });
    expect((await ask(keeper, { anno: 2024 })).outcome).toBe('noted');
    clock += 61_000;
    await until('the end of its time', () => became.includes('expired'));
    expect(await readdir(dir.path)).toEqual([]);
    expect(await years()).toEqual([]);
  });

  test('sealed with another key is set aside, not lost, and does not hold up the others', async () => {
    const before = await keeperIn(dir.path);
    await ask(before.keeper, { anno: 2023 });
    await before.keeper.close();
    const { keeper, became } = await keeperIn(dir.path, { key: Buffer.alloc(32, 8) });
    await ask(keeper, { anno: 2024 });
    await recordsCome();
    await until('both to be looked at', () => keeper.size === 0 && became.length === 3);
    expect([...became].sort()).toEqual(['handed-in', 'kept', 'unreadable']);
    expect(await readdir(dir.path)).toEqual([expect.stringMatching(/\.sealed\.unreadable$/)]);
    expect(await years()).toEqual([2024]);
  });

  test('that was half written when the power went is no request', async () => {
    const { keeper } = await keeperIn(dir.path);
    await ask(keeper);
    const [name = ''] = await readdir(dir.path);
    const whole = await readFile(join(dir.path, name));
    const part = join(dir.path, `${name}.part`);
    await writeFile(part, whole.subarray(0, 20));
    const anHourAgo = new Date(Date.now() - 3_600_000);
    await utimes(part, anHourAgo, anHourAgo);
    const folder = await KeptFolder.open({ path: dir.path, key, most: 10 });
    expect(folder.size).toBe(1);
    expect(await readdir(dir.path)).toEqual([name]);
  });
});

(mayMount ? test : test.skip)(
  'on a full disk it is not noted, the caller is told, and with room it is again',
  async () => {
    const disk = await smallDisk(1);
    try {
      const { keeper, became } = await keeperIn(disk.path);
      await disk.fill();
      expect((await ask(keeper)).outcome).toBe('unavailable');
      expect(became).toEqual(['no-room']);
      expect((await readdir(disk.path)).filter((name) => name !== 'filling')).toEqual([]);
      await disk.makeRoom();
      expect((await ask(keeper)).outcome).toBe('noted');
      await keeper.close();
    } finally {
      await disk.remove();
    }
  },
);
