import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import pino from 'pino';
import { z } from 'zod';
import type { Database } from '../store/database.ts';
import { migrate } from '../store/migrate.ts';
import type { OpenDatabase } from '../store/store.contract.ts';
import { createWebClient, type WebClient } from '../web/client.ts';
import { openWebServer, type WebServer } from '../web/server.ts';
import { CallBackBook } from './book.ts';
import type { CallBackRecords, NewCallBack } from './call-back.ts';
import { callBackOverviewOf, callBackRecordsOf } from './client.ts';
import { callBackRoom } from './routes.ts';
import { migrations } from './schema.ts';

const token = randomBytes(16).toString('hex');
const start = Date.parse('2026-11-23T09:00:00Z');
const hourMs = 3_600_000;
const at = (ms: number) => new Date(start + ms).toISOString();
/** Somebody who has not called before. */
const somebody = () => randomBytes(32).toString('base64url');

function callBack(given: Partial<NewCallBack> = {}): NewCallBack {
  return {
    id: `cb-${randomUUID()}`,
    caller: somebody(),
    queue: 'pensioni',
    topic: 'pensioni',
    language: 'it',
    since: at(0),
    notBefore: at(0),
    giveUpAt: at(72 * hourMs),
    sealed: `sealed ${randomUUID()}`,
    ...given,
  };
}

/** Call-backs by the client of engines, over real HTTP, whatever the database engine. */
export function callBacksContract(engine: Database['engine'], open: OpenDatabase): void {
  describe(`call-backs on ${engine}`, () => {
    const logger = pino({ level: 'silent' });
    let clock = start;
    let database: Database;
    let book: CallBackBook;
    let server: WebServer;
    let web: WebClient;
    let baseUrl: string;
    let records: CallBackRecords;

    beforeAll(async () => {
      database = await open();
      await migrate(database, 'call-backs', migrations);
      book = new CallBackBook({ database, days: 90, now: () => new Date(clock) });
      server = openWebServer({ logger, access: [{ token }] });
      callBackRoom(book).serve(server);
      baseUrl = await server.listen({ host: '127.0.0.1', port: 0 });
      const limits = { timeoutMs: 60_000, concurrency: 500 };
      web = createWebClient({ name: 'the records', baseUrl, token, logger, ...limits });
      records = callBackRecordsOf(web);
    });
    afterAll(async () => {
      web.close();
      await server.close();
      await database.close();
    });
    beforeEach(async () => {
      clock = start;
      await database.script('DELETE FROM callback.request');
    });

    const overview = () => callBackOverviewOf(web)(100);
    const post = async (path: string, body: unknown) =>
      (
        await fetch(baseUrl + path, {
          method: 'POST',
          headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
          body: JSON.stringify(body),
        })
      ).status;

    test('one is kept as it was noted, and found by its id and by the number', async () => {
      const given = callBack();
      expect(await records.note(given)).toEqual({ since: given.since, replaced: null });
      const kept = { ...given, calls: 0, calledAt: null };
      expect(await records.find(given.id)).toEqual(kept);
      expect(await records.of(given.caller)).toEqual(kept);
      expect(await records.of(somebody())).toBeUndefined();
      expect(await records.find('cb-unknown')).toBeUndefined();
    });

    test('noted again by the same call only number and context change', async () => {
      const given = callBack();
      await records.note(given);
      const again = { ...given, caller: somebody(), sealed: 'other', queue: 'famiglia', since: at(60_000) };
      expect(await records.note(again)).toEqual({ since: given.since, replaced: null });
      const { caller, sealed } = again;
      expect(await records.find(given.id)).toMatchObject({ ...given, caller, sealed });
      expect(await records.of(given.caller)).toBeUndefined();
    });

    test('a number has one: the newer replaces the older, and keeps its place in the same queue', async () => {
      const first = callBack();
      await records.note(first);
      const second = callBack({ caller: first.caller, since: at(hourMs) });
      expect(await records.note(second)).toEqual({ since: first.since, replaced: first.id });
      expect(await records.find(first.id)).toBeUndefined();
      const third = callBack({ caller: first.caller, since: at(2 * hourMs), queue: 'famiglia' });
      expect(await records.note(third)).toEqual({ since: third.since, replaced: second.id });
      expect((await records.of(first.caller))?.id).toBe(third.id);
      const { callBacks } = await overview();
      expect(callBacks.map(({ state, reason }) => [state, reason])).toEqual([
        ['pending', null],
        ['cancelled', 'replaced'],
        ['cancelled', 'replaced'],
      ]);
    });

    test('asked for twice at once by one number there is one in the end', async () => {
      const caller = somebody();
      await Promise.all(Array.from({ length: 10 }, () => records.note(callBack({ caller }))));
      const { counts } = await overview();
      expect(counts).toEqual({ pending: 1, done: 0, cancelled: 9, failed: 0 });
    });

    test('a call is claimed by one of all who want to place it', async () => {
      const given = callBack();
      await records.note(given);
      const claims = await Promise.all(Array.from({ length: 12 }, () => records.claim(given.id, 0)));
      expect(claims.filter(Boolean)).toHaveLength(1);
      expect(await records.find(given.id)).toMatchObject({ calls: 1, calledAt: at(0) });
      clock = start + hourMs;
      expect(await records.claim(given.id, 0)).toBe(false);
      expect(await records.claim(given.id, 1)).toBe(true);
      expect(await records.find(given.id)).toMatchObject({ calls: 2, calledAt: at(hourMs) });
    });

    test('postponed it sleeps; ended nothing of the citizen remains, and the first end counts', async () => {
      const given = callBack();
      await records.note(given);
      await records.postpone(given.id, at(hourMs));
      expect(await records.find(given.id)).toMatchObject({ notBefore: at(hourMs) });
      await records.claim(given.id, 0);
      await records.end(given.id, 'done', 'reached');
      await records.end(given.id, 'failed', 'no-answer');
      expect(await records.find(given.id)).toBeUndefined();
      expect(await records.claim(given.id, 1)).toBe(false);
      await records.postpone(given.id, at(2 * hourMs));
      const rows = await database.rows(
        z.object({ row: z.string() }),
        'SELECT request::text AS row FROM callback.request',
      );
      expect(rows).toHaveLength(1);
      expect(rows[0]?.row).not.toContain(given.caller);
      expect(rows[0]?.row).not.toContain(given.sealed);
      expect((await overview()).callBacks).toMatchObject([
        { id: given.id, state: 'done', reason: 'reached', calls: 1, notBefore: at(hourMs), endedAt: at(0) },
      ]);
      // The number is free for another one; the old id is not taken up again.
      expect(await records.note(callBack({ caller: given.caller }))).toMatchObject({ replaced: null });
    });

    test('all that are pending are found page by page, each once', async () => {
      const all = Array.from({ length: 23 }, () => callBack());
      for (const one of all) await records.note(one);
      const found: string[] = [];
      for (let after = ''; ; ) {
        const page = await records.pending(after, 10);
        found.push(...page.map(({ id }) => id));
        after = page.at(-1)?.id ?? '';
        if (page.length < 10) break;
      }
      expect(found).toHaveLength(23);
      expect(new Set(found)).toEqual(new Set(all.map(({ id }) => id)));
    });

    test('what is not of the form is refused', async () => {
      const given = callBack();
      expect(await post('/call-backs', { ...callBack(), number: '+390612345678' })).toBe(400);
      expect(await post('/call-backs', callBack({ caller: '+390612345678' }))).toBe(400);
      expect(await post('/call-backs/end', { id: given.id, state: 'pending', reason: 'caller' })).toBe(400);
      expect(await post('/call-backs/find', {})).toBe(400);
    });

    test('whose time is over has failed, and is forgotten after its days', async () => {
      const given = callBack();
      await records.note(given);
      clock = start + 72 * hourMs;
      await book.prune();
      expect(await records.find(given.id)).toBeDefined();
      clock += 2 * hourMs;
      await book.prune();
      expect((await overview()).callBacks).toMatchObject([{ state: 'failed', reason: 'expired' }]);
      clock += 91 * 24 * hourMs;
      await book.prune();
      expect((await overview()).callBacks).toEqual([]);
    });

    test('rejects while the records are away', async () => {
      const away = createWebClient({ name: 'the records', baseUrl: 'http://127.0.0.1:9', token, logger });
      const gone = callBackRecordsOf(away);
      await expect(gone.note(callBack())).rejects.toMatchObject({ name: 'Fault' });
      await expect(gone.claim('cb-1', 0)).rejects.toMatchObject({ name: 'Fault' });
      away.close();
    });
  });
}
