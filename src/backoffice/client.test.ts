/** What the client makes of systems that fail: the reference back office is told to, over real HTTP. */
import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { Writable } from 'node:stream';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import pino from 'pino';
import { z } from 'zod';
import { Sensitive } from '../privacy/sensitive.ts';
import type { Database } from '../store/database.ts';
import { openDatabase } from '../store/open.ts';
import { type BackOfficeClient, type BackOfficeClientOptions, createBackOfficeClient } from './client.ts';
import { syntheticCitizen } from './reference/citizens.ts';
import type { faultSettings } from './reference/fault-switch.ts';
import { createReferenceBackOffice, type ReferenceBackOffice } from './reference/server.ts';

const token = randomBytes(16).toString('hex');
const citizen = syntheticCitizen(26);
const chiavi = new Sensitive('codice-fiscale', citizen.keys);

describe('the client and systems that fail', () => {
  let output: string[] = [];
  /** Told of every line, so that a test can wait for one. */
  let onLine: (line: string) => void = () => undefined;
  const logger = pino(
    { level: 'trace' },
    new Writable({
      write(chunk, _encoding, done) {
        output.push(String(chunk));
        onLine(String(chunk));
        done();
      },
    }),
  );
  const silent = pino({ level: 'silent' });
  let database: Database;
  let office: ReferenceBackOffice;
  let baseUrl: string;
  let client: BackOfficeClient;
  const clients: BackOfficeClient[] = [];

  const makeClient = (options: Partial<BackOfficeClientOptions> = {}) => {
    const made = createBackOfficeClient({ baseUrl, token, logger, timeoutMs: 5_000, ...options });
    clients.push(made);
    return made;
  };
  /** Sets the faults; gives how many requests had come until then. */
  const faults = async (settings: z.input<typeof faultSettings>): Promise<number> => {
    const response = await fetch(`${baseUrl}/_faults`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(settings),
    });
    return z.object({ requests: z.number() }).parse(await response.json()).requests;
  };
  const search = (asked = client, signal?: AbortSignal) =>
    asked.call('persone.cerca', { chiavi }, { idempotencyKey: randomUUID(), signal });
  const unavailable = (fault: string) => ({ outcome: 'unavailable', value: { fault } });

  beforeAll(async () => {
    database = await openDatabase({ logger: silent });
    const pepper = randomBytes(32);
    office = await createReferenceBackOffice({
      database,
      token,
      pepper,
      logger: silent,
      citizens: 50,
      faults: true,
    });
    baseUrl = await office.listen({ port: 0 });
  });
  beforeEach(() => {
    output = [];
    client = makeClient();
  });
  afterEach(async () => {
    for (const made of clients.splice(0)) made.close();
    await faults({});
    expect(output.join('')).not.toContain(citizen.keys);
  });
  afterAll(async () => {
    await office.close();
    await database.close();
  });

  test('a safe read that failed once is asked once more', async () => {
    const before = await faults({ errorRate: 1, status: 503, requests: 1 });
    expect((await search()).outcome).toBe('found');
    expect((await faults({})) - before).toBe(2);
    const again = await faults({ disconnect: true, requests: 1 });
    expect((await search()).outcome).toBe('found');
    expect((await faults({})) - again).toBe(2);
  });

  test('but exactly once', async () => {
    const before = await faults({ errorRate: 1 });
    expect(await search()).toEqual(unavailable('http-500'));
    expect((await faults({})) - before).toBe(2);
  });

  test('a request that changes something is never asked twice', async () => {
    const found = await search();
    const before = await faults({ errorRate: 1, requests: 1 });
    const answer = await client.call(
      'pin.verifica',
      { persona: found.value['persona'], pin: new Sensitive('pin', '23456789'), chiamante: null },
      { idempotencyKey: randomUUID() },
    );
    expect(answer).toEqual(unavailable('http-500'));
    expect((await faults({})) - before).toBe(1);
  });

  test('what a second try cannot mend is not asked again', async () => {
    const before = await faults({ errorRate: 1, status: 400 });
    expect(await search()).toEqual(unavailable('http-400'));
    await faults({ garbage: 'text' });
    expect(await search()).toEqual(unavailable('bad-body'));
    await faults({ garbage: 'json' });
    expect(await search()).toEqual(unavailable('bad-body'));
    expect((await faults({})) - before).toBe(3);
  });

  test('silence ends with the time given, the second try included', async () => {
    const before = await faults({ hang: true });
    expect(await search(makeClient({ timeoutMs: 400 }))).toEqual(unavailable('timeout'));
    expect((await faults({})) - before).toBe(2);
    await faults({ hang: true, requests: 1 });
    expect((await search(makeClient({ timeoutMs: 2_000 }))).outcome).toBe('found');
    await faults({ delayMs: 60_000 });
    expect(await search(makeClient({ timeoutMs: 200 }))).toEqual(unavailable('timeout'));
  });

  test('a caller who hangs up ends the request, and closing ends them all', async () => {
    await faults({ hang: true });
    const caller = new AbortController();
    const asked = search(client, caller.signal);
    caller.abort();
    expect(await asked).toEqual(unavailable('cancelled'));
    expect(await search(client, AbortSignal.abort())).toEqual(unavailable('cancelled'));
    const more = [search(), search()];
    client.close();
    expect(await Promise.all(more)).toEqual([unavailable('closed'), unavailable('closed')]);
    expect(await search()).toEqual(unavailable('closed'));
  });

  test('the breaker opens on failures, asks nothing while open, and closes when all is well', async () => {
    const breaking = makeClient({
      breaker: { volume: 4, errorPercentage: 50, windowMs: 60_000, resetMs: 300 },
    });
    await faults({ errorRate: 1 });
    for (let count = 0; count < 4; count += 1) await search(breaking);
    const before = await faults({});
    expect(await search(breaking)).toEqual(unavailable('breaker-open'));
    expect(await faults({})).toBe(before);
    // Half open after a while: the answer that then comes closes it.
    const closes = new Promise<void>((resolve) => {
      onLine = (line) => line.includes('"breaker":"closed"') && resolve();
    });
    for (let answer = await search(breaking); answer.outcome !== 'found'; answer = await search(breaking)) {
      expect(answer).toEqual(unavailable('breaker-open'));
      await new Promise(setImmediate);
    }
    await closes;
    expect((await search(breaking)).outcome).toBe('found');
  });

  test('requests that are wrong themselves do not open it', async () => {
    const breaking = makeClient({ breaker: { volume: 2, errorPercentage: 1, resetMs: 60_000 } });
    await faults({ errorRate: 1, status: 422 });
    for (let count = 0; count < 6; count += 1)
      expect(await search(breaking)).toEqual(unavailable('http-422'));
  });

  test('no more than so many are under way', async () => {
    const narrow = makeClient({ concurrency: 2 });
    await faults({ hang: true });
    const waiting = [search(narrow), search(narrow)];
    expect(await search(narrow)).toEqual(unavailable('busy'));
    narrow.close();
    await Promise.all(waiting);
  });

  test('300 callers of a back office that hangs: a hundred wait, the others hear it at once, and then nobody waits', async () => {
    const told = new Map<string, number>();
    let opened: { readonly underWay: number; readonly open: boolean } | undefined;
    const usual = makeClient({
      timeoutMs: 1_000,
      // As usual, but for the try after three seconds.
      breaker: { resetMs: 60_000 },
      watch: {
        opened: (made) => {
          opened = made;
        },
        asked: (result) => told.set(result, (told.get(result) ?? 0) + 1),
      },
    });
    await faults({ hang: true });
    const waiting = Array.from({ length: 300 }, () => search(usual));
    expect(opened?.underWay).toBe(100);
    const outcomes = await Promise.all(waiting);
    expect(outcomes.filter(({ value }) => value['fault'] === 'busy')).toHaveLength(200);
    expect(opened).toMatchObject({ underWay: 0, open: true });
    expect(await search(usual)).toEqual(unavailable('breaker-open'));
    expect(told.get('busy')).toBe(200);
    expect([...told.values()].reduce((sum, one) => sum + one)).toBe(301);
  }, 120_000);

  test('nobody there, a wrong token, and a body without end', async () => {
    const endless = createServer((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      const more = () => {
        if (!response.destroyed && response.write('x'.repeat(65_536))) setImmediate(more);
        else response.once('drain', more);
      };
      more();
    }).listen(0, '127.0.0.1');
    await once(endless, 'listening');
    const { port } = z.object({ port: z.number() }).parse(endless.address());
    expect(await search(makeClient({ baseUrl: `http://127.0.0.1:${port}` }))).toEqual(
      unavailable('bad-body'),
    );
    endless.closeAllConnections();
    endless.close();
    await once(endless, 'close');
    expect(await search(makeClient({ baseUrl: `http://127.0.0.1:${port}` }))).toEqual(unavailable('refused'));
    expect(await search(makeClient({ token: 'other' }))).toEqual(unavailable('http-401'));
  });

  test('arguments that are not of the contract never leave, and never reach the log', async () => {
    const before = await faults({});
    for (const args of [
      {},
      { chiavi: citizen.keys },
      { chiavi: new Sensitive('codice-fiscale', '123') },
      { chiavi, altro: 1 },
    ]) {
      const answer = await client.call('persone.cerca', args, { idempotencyKey: randomUUID() });
      expect(answer).toEqual(unavailable('bad-arguments'));
    }
    const unknown = await client.call(citizen.keys, {}, { idempotencyKey: randomUUID() });
    expect(unknown).toEqual(unavailable('unknown-operation'));
    expect(await faults({})).toBe(before);
  });

  test('an optional argument may be null', async () => {
    const { value } = await search();
    const answer = await client.call(
      'persone.distingui',
      { ricerca: value['persona'], mese: null, iniziale: null },
      { idempotencyKey: randomUUID() },
    );
    expect(answer.outcome).toBe('found');
  });

  test('signatures tell what flows may ask', () => {
    const byName = new Map(client.operations.map((signature) => [signature.name, signature]));
    expect(byName.get('persone.distingui')).toMatchObject({
      arguments: ['ricerca'],
      optional: ['mese', 'iniziale'],
      outcomes: ['found', 'not-found', 'ambiguous'],
      safe: true,
    });
    expect(byName.get('pin.verifica')).toMatchObject({
      arguments: ['persona', 'pin', 'chiamante'],
      outcomes: ['found', 'wrong', 'locked', 'expired', 'absent'],
      safe: false,
      results: { wrong: { restano: { type: 'integer' } }, locked: { fino: { type: 'string' } } },
    });
    expect(byName.get('domande.stato')?.results['found']).toMatchObject({
      persona: { type: 'sensitive' },
      stato: { type: 'string', oneOf: expect.arrayContaining(['accolta']) },
      presentata: { type: 'string' },
      domus: { type: 'sensitive' },
    });
  });
});
