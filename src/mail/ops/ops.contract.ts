import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pino from 'pino';
import { z } from 'zod';
import { documentFor, enterRequest, residence } from '../../../test/support/mail.ts';
import { Sealer } from '../../privacy/seal.ts';
import type { Database } from '../../store/database.ts';
import { migrate } from '../../store/migrate.ts';
import { isReference } from '../../store/reference.ts';
import type { OpenDatabase } from '../../store/store.contract.ts';
import { openWebServer, type WebServer } from '../../web/server.ts';
import { RequestBook } from '../book.ts';
import { Batches } from '../fulfilment/batches.ts';
import { Fulfiller } from '../fulfilment/fulfiller.ts';
import { Ledger } from '../fulfilment/ledger.ts';
import { letterIntoSpool } from '../fulfilment/letter.ts';
import { Outbox } from '../fulfilment/outbox.ts';
import { Spool } from '../fulfilment/spool.ts';
import { deriveMailKeys } from '../keys.ts';
import { migrations } from '../schema.ts';
import { Interventions } from './interventions.ts';
import { Overview } from './overview.ts';
import { isOfOps, opsRoom } from './routes.ts';

const keys = deriveMailKeys(randomBytes(32));
const tokens = { engines: randomUUID(), anna: randomUUID(), bruno: randomUUID() };
const logger = pino({ level: 'silent' });
const day = '2026-11-23';
const whole = z.looseObject({
  state: z.string(),
  reason: z.string().nullable(),
  history: z.array(z.looseObject({ state: z.string() })),
  actions: z.array(z.looseObject({ action: z.string(), client: z.string(), reason: z.string() })),
  sentAgainAs: z.array(z.string()),
});

/** What people of operations do, over real HTTP, whatever the database engine. */
export function opsContract(engine: Database['engine'], open: OpenDatabase): void {
  describe(`operations on ${engine}`, () => {
    let database: Database;
    let book: RequestBook;
    let dir: string;
    let server: WebServer;
    let url: string;
    let batches: Batches;
    let fulfiller: Fulfiller;
    let answer: () => ReturnType<typeof documentFor>;

    beforeAll(async () => {
      database = await open();
      await migrate(database, 'mail', migrations);
      book = new RequestBook(database);
      dir = await mkdtemp(join(tmpdir(), 'centralino-ops-'));
      const ledger = new Ledger(database);
      const spool = new Spool(dir, 0);
      const schedule = { nextClosing: () => ({ day, at: new Date(`${day}T17:00:00Z`) }) };
      batches = new Batches({ database, ledger, spool, schedule, logger });
      const parts = {
        ledger,
        batches,
        spool,
        sealer: new Sealer(keys.seal),
        backOffice: { call: async () => answer() },
        render: async () => ({ pdf: randomBytes(100), pages: 1 }),
        day: () => day,
      };
      const way = (request: Parameters<typeof letterIntoSpool>[0]) => letterIntoSpool(request, parts);
      fulfiller = new Fulfiller({
        ledger,
        ways: { residence: way, email: way, sms: way },
        attempts: 3,
        logger,
      });
      server = openWebServer({
        logger,
        access: [
          { token: tokens.engines, opens: (route) => !isOfOps(route) },
          { token: tokens.anna, opens: isOfOps },
          { token: tokens.bruno, opens: isOfOps },
        ],
      });
      opsRoom({
        clients: [
          { client: 'anna', token: tokens.anna },
          { client: 'bruno', token: tokens.bruno },
        ],
        overview: new Overview(database),
        interventions: new Interventions({
          database,
          spool,
          arrivesBy: () => '2026-12-24',
          wake: () => {},
        }),
        closeBatches: async () => {
          let letters = 0;
          for (const batch of await batches.open()) letters += await batches.close(batch);
          return letters;
        },
      }).serve(server);
      url = await server.listen({ host: '127.0.0.1', port: 0 });
    });
    afterAll(async () => {
      await server.close();
      await database.close();
      await rm(dir, { recursive: true, force: true });
    });

    const get = async (path: string, token: string = tokens.anna) => {
      const response = await fetch(url + path, { headers: { authorization: `Bearer ${token}` } });
      return { status: response.status, body: z.looseObject({}).parse(await response.json()) };
    };
    const post = async (
      path: string,
      body: object,
      token: string = tokens.anna,
      key: string = randomUUID(),
    ) => {
      const response = await fetch(url + path, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${token}`,
          'content-type': 'application/json',
          'idempotency-key': key,
        },
        body: JSON.stringify(body),
      });
      return { status: response.status, body: z.looseObject({}).parse(await response.json()) };
    };
    const look = async (reference: string) => whole.parse((await get(`/ops/requests/${reference}`)).body);
    const fulfil = (id: string) => fulfiller.fulfil(id, new AbortController().signal);
    const reason = 'the registry was mended';
    const deduplication = async (id: string) =>
      (
        await database.rows(
          z.object({ same: z.string() }),
          `SELECT encode(deduplication, 'hex') AS same FROM mail.request WHERE id = $1`,
          [id],
        )
      )[0]?.same;
    const folders = async () => (await readdir(dir)).filter((name) => name.startsWith(day));
    const letters = async () =>
      (await Promise.all((await folders()).map((name) => readdir(join(dir, name)))))
        .flat()
        .filter((name) => name.endsWith('.pdf'));

    test('a request that waits for a person is listed, tried again, and the audit says by whom', async () => {
      answer = () => documentFor(null);
      const { id, reference } = await enterRequest(book, keys);
      await fulfil(id);
      const page = z
        .object({ requests: z.array(z.looseObject({ reference: z.string() })) })
        .parse((await get('/ops/requests?waiting=no-address')).body);
      expect(page.requests).toEqual([
        expect.objectContaining({ reference, state: 'ADDRESS_MISSING', reason: 'no-address', attempts: 1 }),
      ]);
      answer = () => documentFor(residence);
      const tried = await post(`/ops/requests/${reference}/retry`, { reason }, tokens.bruno);
      expect(tried).toEqual({ status: 200, body: { state: 'REQUESTED' } });
      const [due] = await new Outbox(database).claim(10, 1);
      expect(due).toMatchObject({ request: id, again: true });
      await fulfil(id);
      const now = await look(reference);
      expect(now).toMatchObject({
        state: 'BATCHED',
        reason: null,
        actions: [{ action: 'retry', client: 'bruno', reason }],
      });
      expect(now.history.map(({ state }) => state)).toEqual([
        'REQUESTED',
        'ADDRESS_MISSING',
        'REQUESTED',
        'ADDRESS_OK',
        'RENDERED',
        'BATCHED',
      ]);
      expect((await post(`/ops/requests/${reference}/retry`, { reason })).status).toBe(409);
    });

    test('all that wait for one reason are tried again at once', async () => {
      answer = () => documentFor({ ...residence, cap: '' });
      const some = await Promise.all([1, 2, 3].map(() => enterRequest(book, keys)));
      for (const { id } of some) await fulfil(id);
      const order = { state: 'ADDRESS_MISSING', waiting: 'address:cap', reason };
      expect((await post('/ops/retries', order)).body).toEqual({ requests: 3 });
      for (const { reference } of some) expect((await look(reference)).state).toBe('REQUESTED');
      const { requests } = z
        .object({ requests: z.array(z.looseObject({ reference: z.string() })) })
        .parse((await get('/ops/requests?state=UNFINISHED')).body);
      expect(requests.map(({ reference }) => reference).sort()).toEqual(
        some.map(({ reference }) => reference).sort(),
      );
      answer = () => documentFor(residence);
      for (const { id } of some) await fulfil(id);
    });

    test('until its batch closes a letter can be cancelled: it is gone, and the same can be asked for again', async () => {
      const { id, reference } = await enterRequest(book, keys);
      const before = await deduplication(id);
      await fulfil(id);
      expect(await letters()).toContain(`${reference}.pdf`);
      const cancelled = await post(`/ops/requests/${reference}/cancel`, { reason });
      expect(cancelled).toEqual({ status: 200, body: { state: 'CANCELLED' } });
      expect(await letters()).not.toContain(`${reference}.pdf`);
      await fulfil(id);
      expect((await look(reference)).state).toBe('CANCELLED');
      expect(await deduplication(id)).not.toBe(before);
    });

    test('once its batch is closed a letter cannot be cancelled; it can be sent again, once an order', async () => {
      const { id, reference } = await enterRequest(book, keys);
      await fulfil(id);
      expect((await post('/ops/batches/close', { reason })).status).toBe(200);
      expect((await look(reference)).state).toBe('HANDED_OVER');
      expect((await post(`/ops/requests/${reference}/cancel`, { reason })).status).toBe(409);
      const key = randomUUID();
      const again = () =>
        post(`/ops/requests/${reference}/send-again`, { reason: 'it got wet' }, tokens.anna, key);
      const [first, second] = [await again(), await again()];
      expect(second).toEqual(first);
      const { reference: next } = z.object({ reference: z.string() }).parse(first.body);
      expect(isReference(next) && next !== reference).toBe(true);
      expect((await look(reference)).sentAgainAs).toEqual([next]);
      expect(await look(next)).toMatchObject({
        state: 'REQUESTED',
        againFor: reference,
        expectedBy: '2026-12-24',
      });
      const copy = await book.find(next);
      await fulfil(copy?.request.id ?? '');
      expect(await letters()).toContain(`${next}.pdf`);
    });

    test('what is being handed over cannot be cancelled; once the carrier has not taken it, it can', async () => {
      const { id, reference } = await enterRequest(book, keys, { channel: 'email' });
      const ledger = new Ledger(database);
      await ledger.move(id, 'ADDRESS_OK');
      await ledger.move(id, 'RENDERED');
      expect(await ledger.hold(id, 60)).toBe(true);
      const cancel = () => post(`/ops/requests/${reference}/cancel`, { reason });
      expect(await cancel()).toEqual({ status: 409, body: { error: 'not-in-state-RENDERED' } });
      expect((await look(reference)).actions).toEqual([]);
      await ledger.letGo(id);
      expect((await cancel()).status).toBe(200);
      expect(await ledger.hold(id, 60)).toBe(false);
      expect(await ledger.handedOver(id, 'email', 'too late')).toBe(false);
      expect((await look(reference)).state).toBe('CANCELLED');
    });

    test('closing and cancelling at once: a cancelled letter is in no manifest, any other is', async () => {
      const some = await Promise.all(Array.from({ length: 12 }, () => enterRequest(book, keys)));
      for (const { id } of some) await fulfil(id);
      const outcomes = await Promise.all([
        ...some.map(({ reference }) => post(`/ops/requests/${reference}/cancel`, { reason })),
        post('/ops/batches/close', { reason }),
      ]);
      const there = await letters();
      for (const [index, { reference }] of some.entries()) {
        const { state } = await look(reference);
        expect(state).toBe(outcomes[index]?.status === 200 ? 'CANCELLED' : 'HANDED_OVER');
        expect(there.includes(`${reference}.pdf`)).toBe(state === 'HANDED_OVER');
      }
    });

    test('the status counts what is where, and says when batches close', async () => {
      const { body } = await get('/ops/status');
      const { counts, batches: some } = z
        .object({
          counts: z.array(
            z.object({ state: z.string(), reason: z.string().nullable(), requests: z.number() }),
          ),
          batches: z.array(z.looseObject({ name: z.string(), state: z.string(), letters: z.number() })),
        })
        .parse(body);
      const total = counts.reduce((sum, { requests }) => sum + requests, 0);
      const [row] = await database.rows(
        z.object({ n: z.number() }),
        'SELECT count(*)::integer AS n FROM mail.request',
      );
      expect(total).toBe(row?.n);
      expect(some[0]?.name).toMatch(/^2026-11-23/);
    });

    test.each([
      ['a codice fiscale', 'asked by RSSMRA80A01H501U'],
      ['a number', 'she called from 3331234567'],
      ['an e-mail address', 'write to ada@posta.example'],
      ['nothing to say', 'ok'],
    ])('a reason with %s is not taken into the audit', async (_, given) => {
      const { reference } = await enterRequest(book, keys);
      expect(await post(`/ops/requests/${reference}/cancel`, { reason: given })).toEqual({
        status: 400,
        body: { error: 'bad-request', fields: ['reason'] },
      });
      expect((await look(reference)).actions).toEqual([]);
    });

    test('engines cannot do any of it, nor can strangers; what is not there is not found', async () => {
      expect((await get('/ops/status', tokens.engines)).status).toBe(403);
      expect((await get('/ops/status', 'somebody')).status).toBe(401);
      expect((await get('/ops/requests/12345678')).status).toBe(404);
      const { reference } = await enterRequest(book, keys);
      expect((await post(`/ops/requests/${reference}/cancel`, { reason }, tokens.engines)).status).toBe(403);
    });
  });
}
