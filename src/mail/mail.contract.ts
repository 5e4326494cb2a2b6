import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import pino from 'pino';
import { z } from 'zod';
import { Sealer } from '../privacy/seal.ts';
import { Sensitive } from '../privacy/sensitive.ts';
import type { Database } from '../store/database.ts';
import { migrate } from '../store/migrate.ts';
import { isReference } from '../store/reference.ts';
import type { OpenDatabase } from '../store/store.contract.ts';
import { createWebClient, type WebClient } from '../web/client.ts';
import { openWebServer, type WebServer } from '../web/server.ts';
import { RequestBook } from './book.ts';
import { type HandIn, handInTo } from './client.ts';
import { MailDesk, type MailingRules } from './desk.ts';
import { deriveMailKeys } from './keys.ts';
import { mailRoom } from './routes.ts';
import { migrations } from './schema.ts';

const token = randomBytes(16).toString('hex');
const keys = deriveMailKeys(randomBytes(32));
const rules: MailingRules = {
  day: (at) => at.toISOString().slice(0, 10),
  canBeAskedFor: (document, year) => document !== 'certificazione-unica' || year === 2025,
  arrivesBy: (way, day) => (way === 'email' ? day : way === 'abroad' ? '2026-12-22' : '2026-12-07'),
};
const sentSchema = z.object({ riferimento: z.string(), entro: z.string() });

/** Requests handed in by the client of engines, over real HTTP, whatever the database engine. */
export function mailContract(engine: Database['engine'], open: OpenDatabase): void {
  describe(`requests on ${engine}`, () => {
    const lines: string[] = [];
    const logger = pino({ level: 'trace' }, { write: (line) => void lines.push(line) });
    let clock = new Date('2026-11-23T09:00:00Z');
    let inForce: MailingRules | undefined = rules;
    /** What the registry says of a person. */
    let registry: (soggetto: string) => { outcome: string; value: unknown };
    let database: Database;
    let server: WebServer;
    let baseUrl: string;
    let client: WebClient;
    let documents: HandIn;
    let messages: HandIn;
    let people = 0;

    beforeAll(async () => {
      database = await open();
      await migrate(database, 'mail', migrations);
      const book = new RequestBook(database);
      const desk = new MailDesk({
        book,
        keys,
        backOffice: {
          // References are written anew on every call; behind the colon is whose they are.
          call: async (_operation, { persona }) =>
            registry(
              z
                .instanceof(Sensitive<string>)
                .parse(persona)
                .reveal()
                .split(':')[1] ?? '',
            ),
        },
        rules: () => inForce,
        now: () => clock,
      });
      server = openWebServer({ logger, access: [{ token }] });
      mailRoom(desk).serve(server);
      baseUrl = await server.listen({ host: '127.0.0.1', port: 0 });
      client = createWebClient({
        name: 'the records',
        baseUrl,
        token,
        logger,
        timeoutMs: 60_000,
        concurrency: 500,
      });
      documents = handInTo(client, 'document', logger);
      messages = handInTo(client, 'sms', logger);
    });
    beforeEach(() => {
      inForce = rules;
      registry = (soggetto) => ({
        outcome: 'found',
        value: { soggetto: new Sensitive('persona', soggetto), estero: false },
      });
    });
    afterAll(async () => {
      client.close();
      await server.close();
      await database.close();
    });

    const asking = (idempotencyKey: string = randomUUID()) => ({
      idempotencyKey,
      signal: new AbortController().signal,
      call: { language: 'it' },
    });
    const newPerson = () => {
      people += 1;
      return `subject-${people}`;
    };
    const order = (
      soggetto: string,
      given: { kind?: string; to?: string; values?: Readonly<Record<string, unknown>> } = {},
    ) => {
      const { kind = 'certificazione-unica', to = 'residence', values = { anno: 2025 } } = given;
      const persona = new Sensitive('persona', `${randomUUID()}:${soggetto}`);
      return documents(kind, { to, values: { persona, ...values } }, asking());
    };
    const count = async (table: string) =>
      (await database.rows(z.object({ n: z.string() }), `SELECT count(*) AS n FROM mail.${table}`))[0]?.n;

    test('a document is accepted with a reference and a day, and is one request on one day', async () => {
      const soggetto = newPerson();
      const first = await order(soggetto);
      expect(first).toMatchObject({ outcome: 'accepted', value: { entro: '2026-12-07' } });
      expect(isReference(sentSchema.parse(first.value).riferimento)).toBe(true);
      expect(await order(soggetto)).toEqual({ outcome: 'already', value: first.value });
      expect(await order(soggetto, { to: 'email' })).toEqual({ outcome: 'already', value: first.value });
      const other = await order(soggetto, { kind: 'estratto-pagamenti', values: { anno: 2025 } });
      expect(other.outcome).toBe('accepted');
      expect((await order(newPerson())).outcome).toBe('accepted');
      clock = new Date('2026-11-24T09:00:00Z');
      expect((await order(soggetto)).outcome).toBe('accepted');
    });

    test('200 equal requests at once are one: accepted once, and one row for each table', async () => {
      const soggetto = newPerson();
      const before = [await count('request'), await count('history'), await count('outbox')];
      const answers = await Promise.all(Array.from({ length: 200 }, () => order(soggetto)));
      expect(answers.filter(({ outcome }) => outcome === 'accepted')).toHaveLength(1);
      expect(answers.filter(({ outcome }) => outcome === 'already')).toHaveLength(199);
      expect(new Set(answers.map(({ value }) => sentSchema.parse(value).riferimento)).size).toBe(1);
      const after = [await count('request'), await count('history'), await count('outbox')];
      expect(after.map(Number)).toEqual(before.map((rows) => Number(rows) + 1));
    }, 60_000);

    test('a repeated question is answered as the first time, also at once and past midnight', async () => {
      const soggetto = newPerson();
      const key = randomUUID();
      const persona = new Sensitive('persona', `once:${soggetto}`);
      const ask = (anno = 2025) =>
        documents('certificazione-unica', { to: 'residence', values: { persona, anno } }, asking(key));
      const answers = await Promise.all(Array.from({ length: 20 }, () => ask()));
      expect(answers.map(({ outcome }) => outcome)).toEqual(Array(20).fill('accepted'));
      expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
      clock = new Date(clock.getTime() + 24 * 3_600_000);
      registry = () => ({ outcome: 'unavailable', value: null });
      expect(await ask()).toEqual(answers[0]);
      const another = await documents(
        'estratto-contributivo',
        { to: 'residence', values: { persona } },
        asking(key),
      );
      expect(another).toEqual({ outcome: 'unavailable', value: null });
    });

    test.each([
      ['nessun-indirizzo', 'residence'],
      ['nessuna-email', 'email'],
      ['non-disponibile', 'residence'],
    ])('what the registry refuses for %s is refused, and leaves no trace', async (motivo, to) => {
      registry = () => ({ outcome: 'absent', value: { motivo } });
      const before = await count('request');
      expect(await order(newPerson(), { to })).toEqual({ outcome: 'refused', value: { motivo } });
      expect(await count('request')).toBe(before);
    });

    test('to a residence abroad it takes longer; by e-mail it takes no longer', async () => {
      registry = (soggetto) => ({
        outcome: 'found',
        value: { soggetto: new Sensitive('persona', soggetto), estero: true },
      });
      expect((await order(newPerson())).value).toMatchObject({ entro: '2026-12-22' });
      expect((await order(newPerson(), { to: 'email' })).value).toMatchObject({ entro: rules.day(clock) });
    });

    test('outside its campaign a document is refused, and a kind that is unknown too', async () => {
      const refused = { outcome: 'refused', value: { motivo: 'non-disponibile' } };
      expect(await order(newPerson(), { values: { anno: 2024 } })).toEqual(refused);
      expect(await order(newPerson(), { kind: 'pagella' })).toEqual(refused);
    });

    test('without the registry, or without rules, nothing is accepted', async () => {
      const unavailable = { outcome: 'unavailable', value: null };
      registry = () => ({ outcome: 'unavailable', value: { fault: 'timeout' } });
      expect(await order(newPerson())).toEqual(unavailable);
      inForce = undefined;
      expect(await order(newPerson())).toEqual(unavailable);
    });

    test('a message goes to a mobile number, once', async () => {
      const send = (number: string, codice = 'A1') =>
        messages('p.sms', { to: new Sensitive('telefono', number), values: { codice } }, asking());
      const first = await send('3331234567');
      expect(first).toMatchObject({ outcome: 'accepted', value: { entro: rules.day(clock) } });
      expect((await send('+39 333 123 4567')).outcome).toBe('already');
      expect((await send('3331234567', 'A2')).outcome).toBe('accepted');
      expect(await send('0655512345')).toEqual({ outcome: 'refused', value: { motivo: 'non-spedibile' } });
    });

    test('what is personal is sealed in the database, and in no log line', async () => {
      const rapporto = '9876543210';
      const soggetto = newPerson();
      const answer = await order(soggetto, {
        kind: 'avviso-pagopa',
        values: { anno: 2026, trimestre: 3, rapporto: new Sensitive('pratica', rapporto) },
      });
      expect(answer.outcome).toBe('accepted');
      const rows = await database.rows(
        z.object({ row: z.string(), sealed: z.string() }),
        `SELECT r::text AS row, sealed FROM mail.request r WHERE kind IN ('avviso-pagopa', 'sms')`,
      );
      const stored = rows.map(({ row }) => row).join('\n') + lines.join('');
      for (const secret of [rapporto, soggetto, '3331234567']) {
        expect(stored).not.toContain(secret);
        expect(stored).not.toContain(Buffer.from(secret).toString('hex'));
      }
      const opened = rows.map(({ sealed }) =>
        z
          .instanceof(Sensitive<string>)
          .parse(new Sealer(keys.seal).open(sealed))
          .reveal(),
      );
      expect(opened.join()).toContain(rapporto);
      expect(opened.join()).toContain('+393331234567');
    });
  });
}
