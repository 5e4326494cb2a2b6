import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import pino from 'pino';
import { z } from 'zod';
import { Sensitive } from '../privacy/sensitive.ts';
import type { Database } from '../store/database.ts';
import { migrate } from '../store/migrate.ts';
import { isReference } from '../store/reference.ts';
import type { OpenDatabase } from '../store/store.contract.ts';
import { createWebClient, type WebClient } from '../web/client.ts';
import { openWebServer, type WebServer } from '../web/server.ts';
import type { Boxes } from './boxes.ts';
import { MessageKeeper, type MessageKeeperOptions, type StoredAudio } from './client.ts';
import { MessageBook } from './message-book.ts';
import { isOfOffices, officeRoom } from './office.ts';
import { voiceMessageRoom } from './routes.ts';
import { migrations } from './schema.ts';

const newToken = () => randomBytes(16).toString('hex');
const engineToken = newToken();
const doctors = { client: 'ufficio-certificati', token: newToken(), boxes: ['certificati'] };
const staff = { client: 'ufficio-personale', token: newToken(), boxes: ['assenze'] };
const supervisor = { client: 'direzione', token: newToken(), boxes: 'all' as const };
const dayMs = 86_400_000;
const start = new Date('2026-11-23T20:00:00Z');

const boxes: Boxes = new Map([
  ['certificati', { name: 'certificati', title: 'Certificates', retentionDays: 90, maxSeconds: 120 }],
  ['assenze', { name: 'assenze', title: 'Absences', retentionDays: 30, maxSeconds: 60 }],
]);

const pageSchema = z.object({
  messages: z.array(z.looseObject({ reference: z.string(), box: z.string(), state: z.string() })),
  next: z.string().nullable(),
});

/** Voice messages from the engine's hand to the office's ear, over real HTTP, whatever the database engine. */
export function voiceMessagesContract(engine: Database['engine'], open: OpenDatabase): void {
  describe(`voice messages on ${engine}`, () => {
    const lines: string[] = [];
    const logger = pino({ level: 'trace' }, { write: (line) => void lines.push(line) });
    /** What the network holds. */
    const spool = new Map<string, Uint8Array<ArrayBuffer>>();
    const stored: StoredAudio = {
      read: async (name) => spool.get(name),
      remove: async (name) => void spool.delete(name),
      list: async () => [...spool.keys()],
    };
    let clock = start;
    let database: Database;
    let book: MessageBook;
    let server: WebServer;
    let records: WebClient;
    let keeper: MessageKeeper;
    let baseUrl: string;
    let recordings = 0;

    const keeperOf = (web: WebClient, options: Partial<MessageKeeperOptions> = {}) =>
      new MessageKeeper({ records: web, stored, logger, spoolMs: 60_000, maxCallMs: 3_600_000, ...options });
    const clientOf = (url: string) =>
      createWebClient({ name: 'the records', baseUrl: url, token: engineToken, logger, timeoutMs: 60_000 });

    beforeAll(async () => {
      database = await open();
      await migrate(database, 'voice messages', migrations);
      book = new MessageBook({ database, key: randomBytes(32), boxes: () => boxes, now: () => clock });
      const clients = [doctors, staff, supervisor];
      server = openWebServer({
        logger,
        access: [
          { token: engineToken, opens: (route) => !isOfOffices(route) },
          ...clients.map(({ token }) => ({ token, opens: isOfOffices })),
        ],
      });
      for (const room of [voiceMessageRoom(book), officeRoom({ book, clients, boxes: () => boxes })])
        room.serve(server);
      baseUrl = await server.listen({ host: '127.0.0.1', port: 0 });
      records = clientOf(baseUrl);
      keeper = keeperOf(records);
    });
    afterAll(async () => {
      await keeper.close(0);
      records.close();
      await server.close();
      await database.close();
    });
    beforeEach(() => {
      clock = start;
      spool.clear();
    });

    /** What a caller said: bytes that are nowhere else. */
    const speech = (bytes = 200_000) => new Uint8Array(randomBytes(bytes));
    const newName = () => `1795463200.7-${recordings++}`;
    const secret = 'RSSMRA80A01Y501U';
    const call = {
      line: 'contact-center',
      language: 'it',
      caller: new Sensitive('telefono', '+393331234567'),
    };
    const record = (audio = speech(), box = 'certificati') => {
      const name = newName();
      spool.set(name, audio);
      const about = { paziente: new Sensitive('codice-fiscale', secret), fino: '2026-11-30', giorni: 7 };
      return { name, box, about, seconds: 12 };
    };
    /** @returns the reference that the caller hears */
    const keep = async (message = record()): Promise<string> => {
      const answer = await keeper.keep(message, { call });
      if (answer.value === null) throw new Error('the message was not kept');
      return answer.value.riferimento;
    };
    const ask = (path: string, token: string, body?: unknown): Promise<Response> =>
      fetch(`${baseUrl}${path}`, {
        method: body === undefined ? 'GET' : 'POST',
        headers: {
          authorization: `Bearer ${token}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
    const office = (path: string, token = doctors.token, body?: unknown) =>
      ask(`/office/voice-messages${path}`, token, body);
    const listed = async (query: string, token = doctors.token) =>
      pageSchema.parse(await (await office(query, token)).json());
    const actions = async (reference: string) =>
      (await book.history(reference)).map(({ client, action }) => `${client} ${action}`);
    const wholeRows = async (table: string) =>
      (await database.rows(z.object({ row: z.string() }), `SELECT t::text AS row FROM voice.${table} t`)).map(
        ({ row }) => row,
      );

    test('a message comes back as it was spoken, and the network forgets it', async () => {
      const audio = speech();
      const message = record(audio);
      const reference = await keep(message);
      expect([isReference(reference), spool.size]).toEqual([true, 0]);
      const { messages } = await listed('?box=certificati&state=new');
      expect(messages.find((one) => one.reference === reference)).toEqual({
        reference,
        box: 'certificati',
        language: 'it',
        line: 'contact-center',
        seconds: 12,
        receivedAt: start.toISOString(),
        until: new Date(start.getTime() + 90 * dayMs).toISOString(),
        state: 'new',
      });
      const heard = await office(`/${reference}/audio`);
      expect([heard.headers.get('content-type'), heard.headers.get('cache-control')]).toEqual([
        'audio/wav',
        'no-store',
      ]);
      expect(Buffer.from(await heard.arrayBuffer()).equals(Buffer.from(audio))).toBe(true);
      expect(await (await office(`/${reference}/about`)).json()).toEqual({
        about: { paziente: secret, fino: '2026-11-30', giorni: 7 },
      });
      expect(await actions(reference)).toEqual([
        'records kept',
        'ufficio-certificati audio-read',
        'ufficio-certificati about-read',
      ]);
    });

    test('nothing in the database, a list or the log tells what was said, or about whom', async () => {
      const audio = speech(100_000);
      await keep(record(audio));
      const piece = Buffer.from(audio.subarray(2_000, 2_032)).toString('hex');
      const everything = (await Promise.all(['message', 'audio', 'audit'].map(wholeRows))).flat().join('\n');
      expect(everything.length).toBeGreaterThan(200_000);
      for (const text of [everything, lines.join('\n'), JSON.stringify(await listed(''))])
        for (const personal of [secret, '3331234567', piece]) expect(text.includes(personal)).toBe(false);
    });

    test('the same recording is one message, however often it is handed in', async () => {
      const message = record();
      const again = spool.get(message.name) ?? speech();
      const first = await keep(message);
      spool.set(message.name, again);
      expect(await keep(message)).toBe(first);
      const both = await Promise.all([keeper.keep(message, { call }), keeper.keep(message, { call })]);
      expect(both[0]).toBe(both[1]);
      expect((await listed('?limit=200')).messages.filter((one) => one.reference === first)).toHaveLength(1);
      expect((await actions(first)).filter((one) => one === 'records kept')).toHaveLength(1);
    });

    test('of many at once none is lost and none is mixed up', async () => {
      const audios = Array.from({ length: 12 }, (_, index) => speech(60_000 + index * 11_111));
      const references = await Promise.all(audios.map((audio) => keep(record(audio))));
      expect(new Set(references).size).toBe(12);
      for (const [index, reference] of references.entries()) {
        const heard = Buffer.from(await (await office(`/${reference}/audio`)).arrayBuffer());
        expect(heard.equals(Buffer.from(audios[index] ?? []))).toBe(true);
      }
    });

    test('a token opens the boxes of its office, and nothing else', async () => {
      const reference = await keep();
      expect((await office('', newToken())).status).toBe(401);
      expect((await office('', engineToken)).status).toBe(403);
      expect((await ask('/voice-messages', doctors.token, {})).status).toBe(403);
      expect((await office('?box=certificati', staff.token)).status).toBe(403);
      for (const path of ['', '/about', '/audio', '/history'])
        expect((await office(`/${reference}${path}`, staff.token)).status).toBe(404);
      expect((await office(`/${reference}/state`, staff.token, { state: 'done' })).status).toBe(404);
      expect((await office(`/${reference}/deletion`, staff.token, { reason: 'mistake' })).status).toBe(404);
      expect((await listed('', staff.token)).messages).toEqual([]);
      expect((await office(`/${reference}`, supervisor.token)).status).toBe(200);
      const opened = async (token: string) =>
        z
          .object({ boxes: z.array(z.object({ name: z.string(), title: z.string() })) })
          .parse(await (await ask('/office/boxes', token)).json())
          .boxes.map(({ name }) => name);
      expect([await opened(staff.token), await opened(supervisor.token)]).toEqual([
        ['assenze'],
        ['certificati', 'assenze'],
      ]);
      expect(await actions(reference)).toEqual(['records kept']);
    });

    test('messages are marked, and listed by their state, page after page', async () => {
      const references: string[] = [];
      for (let number = 0; number < 5; number += 1)
        references.push(await keep(record(speech(1_000), 'assenze')));
      for (const reference of references.slice(0, 3))
        expect((await office(`/${reference}/state`, staff.token, { state: 'heard' })).status).toBe(200);
      const pages: string[][] = [];
      for (let before: string | null = ''; before !== null; ) {
        const page: z.output<typeof pageSchema> = await listed(
          `?state=heard&limit=2${before === '' ? '' : `&before=${before}`}`,
          staff.token,
        );
        pages.push(page.messages.map(({ reference }) => reference));
        before = page.next;
      }
      expect(pages).toEqual([[references[2], references[1]], [references[0]]]);
      await office(`/${references[0]}/state`, staff.token, { state: 'done' });
      expect(await actions(references[0] ?? '')).toEqual([
        'records kept',
        'ufficio-personale marked-heard',
        'ufficio-personale marked-done',
      ]);
      expect((await office(`/${references[0]}/state`, staff.token, { state: 'lost' })).status).toBe(400);
    });

    test('a message that is deleted is gone with its audio; who did it, and why, stays', async () => {
      const reference = await keep();
      expect((await office(`/${reference}/deletion`, doctors.token, {})).status).toBe(400);
      expect((await office(`/${reference}/deletion`, doctors.token, { reason: 'mistake' })).status).toBe(200);
      expect((await office(`/${reference}/audio`)).status).toBe(404);
      const { history } = z
        .object({ history: z.array(z.looseObject({ action: z.string(), detail: z.string().nullable() })) })
        .parse(await (await office(`/${reference}/history`)).json());
      expect(history.at(-1)).toMatchObject({
        client: 'ufficio-certificati',
        action: 'deleted',
        detail: 'mistake',
      });
    });

    test('what was kept as long as its box says goes by itself; the audit stays', async () => {
      await database.script('TRUNCATE voice.message CASCADE');
      const [certificate, note] = [await keep(), await keep(record(speech(), 'assenze'))];
      clock = new Date(start.getTime() + 30 * dayMs);
      await book.prune();
      expect([await book.find(note), (await book.find(certificate))?.reference]).toEqual([
        undefined,
        certificate,
      ]);
      clock = new Date(start.getTime() + 90 * dayMs);
      await book.prune();
      expect([await wholeRows('message'), await wholeRows('audio')]).toEqual([[], []]);
      expect((await actions(certificate)).at(-1)).toBe('records expired');
    });

    test('a message without its audio is heard of by nobody, and forgotten', async () => {
      const entered = { box: 'certificati', language: 'it', line: 'contact-center', seconds: 3, about: {} };
      const reference = await book.enter(entered, randomUUID());
      expect([await book.find(reference), (await office(`/${reference}/audio`)).status]).toEqual([
        undefined,
        404,
      ]);
      clock = new Date(start.getTime() + dayMs);
      await book.prune();
      expect(await actions(reference)).toEqual(['records never-arrived']);
    });

    test('a box that there is not, and more than a box takes, is refused at once: the caller hears it', async () => {
      const refused = [
        record(speech(), 'nessuna'),
        { ...record(speech(), 'assenze'), seconds: 90 },
        record(speech(66 * 16_000), 'assenze'),
      ];
      for (const message of refused)
        expect(await keeper.keep(message, { call })).toEqual({ outcome: 'unavailable', value: null });
      expect(spool.size).toBe(0);
    });

    test('audio that was changed in the database is not played', async () => {
      const reference = await keep();
      await database.run(
        `UPDATE voice.audio SET sealed = sealed || '\\x00' WHERE place = 1 AND message =
           (SELECT id FROM voice.message WHERE reference = $1)`,
        [reference],
      );
      const response = await office(`/${reference}/audio`);
      await expect(response.arrayBuffer()).rejects.toThrow();
    });

    describe('while the records are away', () => {
      /** Records that can be made to come back. */
      const awayFor = async (): Promise<{ web: WebClient; back: () => Promise<void> }> => {
        const other = openWebServer({ logger, access: [{ token: engineToken }] });
        voiceMessageRoom(book).serve(other);
        const url = await other.listen({ host: '127.0.0.1', port: 0 });
        const port = Number(new URL(url).port);
        await other.close();
        const again = openWebServer({ logger, access: [{ token: engineToken }] });
        voiceMessageRoom(book).serve(again);
        opened.push(again);
        const web = createWebClient({
          name: 'the records',
          baseUrl: url,
          token: engineToken,
          logger,
          timeoutMs: 60_000,
          breaker: { volume: 1_000 },
        });
        return { web, back: async () => void (await again.listen({ host: '127.0.0.1', port })) };
      };
      const opened: WebServer[] = [];
      const tried = () => lines.filter((line) => line.includes('handed over again')).length;
      afterAll(async () => {
        for (const one of opened) await one.close();
      });

      test('a message is handed over when they are back', async () => {
        const { web, back } = await awayFor();
        const own = keeperOf(web);
        const before = tried();
        const message = record();
        const answer = own.keep(message, { call });
        while (tried() === before) await new Promise((resolve) => setImmediate(resolve));
        expect(spool.size).toBe(1);
        await back();
        expect((await answer).outcome).toBe('done');
        expect(spool.size).toBe(0);
        await own.close(0);
        web.close();
      });

      test('a message that nobody wants any more goes at once', async () => {
        const { web } = await awayFor();
        const own = keeperOf(web);
        const message = record();
        const answer = own.keep(message, { call });
        own.discard(message.name);
        expect((await answer).outcome).toBe('unavailable');
        expect(spool.size).toBe(0);
        await own.close(0);
        web.close();
      });

      test('no recording lies there longer than it may', async () => {
        const { web } = await awayFor();
        const own = keeperOf(web, { spoolMs: 400 });
        expect((await own.keep(record(), { call })).outcome).toBe('unavailable');
        expect(spool.size).toBe(0);
        await own.close(0);
        web.close();
      });
    });

    test('what an engine left over is swept up; calls that may still go on, and what is not ours, are left', async () => {
      const at = Date.parse('2026-11-23T20:00:00Z');
      const named = (secondsAgo: number) => `${Math.floor(at / 1000) - secondsAgo}.12-9`;
      const [old, young] = [named(3_661), named(3_600)];
      for (const name of [old, young, `asterisk1-${old}`, 'greeting', 'contract/voice'])
        spool.set(name, speech(10));
      await keeper.sweep(at);
      expect([...spool.keys()]).toEqual([young, 'greeting', 'contract/voice']);
    });
  });
}
