import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pino from 'pino';
import { z } from 'zod';
import { type BackOfficeClient, createBackOfficeClient } from '../backoffice/client.ts';
import { documenti } from '../backoffice/operations/documenti.disponibile.ts';
import { recordsOperations } from '../backoffice/operations/index.ts';
import { mostInvii } from '../backoffice/operations/invii.ts';
import { RequestBook } from '../mail/book.ts';
import { deriveMailKeys } from '../mail/keys.ts';
import { migrations } from '../mail/schema.ts';
import { WhereaboutsDesk } from '../mail/whereabouts.ts';
import { mac } from '../privacy/mac.ts';
import { Sensitive } from '../privacy/sensitive.ts';
import type { Database } from '../store/database.ts';
import { migrate } from '../store/migrate.ts';
import type { OpenDatabase } from '../store/store.contract.ts';
import { openWebServer, type WebServer } from '../web/server.ts';
import { whereaboutsRoom } from './whereabouts-room.ts';

const keys = deriveMailKeys(randomBytes(32));
const token = randomUUID();
const logger = pino({ level: 'silent' });
const now = new Date('2026-11-23T09:00:00Z');
const listed = z.object({
  quanti: z.number(),
  invii: z.array(z.object({ oggetto: z.string(), tappa: z.string(), chiesta: z.string() })),
});

/** Where documents are, looked up by the client of engines over real HTTP, whatever the database engine. */
export function whereaboutsContract(engine: Database['engine'], open: OpenDatabase): void {
  describe(`where documents are, on ${engine}`, () => {
    let database: Database;
    let book: RequestBook;
    let server: WebServer;
    let client: BackOfficeClient;
    /** Whether the registry answers. */
    let registry = true;

    beforeAll(async () => {
      database = await open();
      await migrate(database, 'mail', migrations);
      book = new RequestBook(database);
      const desk = new WhereaboutsDesk({
        database,
        keys,
        backOffice: {
          // References are written anew on every call; behind the colon is whose they are.
          call: async (_operation, { persona }) => {
            const [, soggetto = ''] = z
              .instanceof(Sensitive<string>)
              .parse(persona)
              .reveal()
              .split(':');
            return registry
              ? { outcome: 'found', value: { soggetto: new Sensitive('persona', soggetto) } }
              : { outcome: 'unavailable', value: {} };
          },
        },
        day: (at) => at.toISOString().slice(0, 10),
        kinds: documenti,
        now: () => now,
      });
      server = openWebServer({ logger, access: [{ token }] });
      whereaboutsRoom(desk).serve(server);
      const baseUrl = await server.listen({ host: '127.0.0.1', port: 0 });
      client = createBackOfficeClient({ baseUrl, token, operations: recordsOperations, logger });
    });
    afterAll(async () => {
      client.close();
      await server.close();
      await database.close();
    });

    const persona = (soggetto: string) => new Sensitive('persona', `${randomUUID()}:${soggetto}`);
    const enter = async (soggetto: string, kind = 'estratto-pagamenti', daysAgo = 0) => {
      const { reference } = await book.enter({
        kind,
        channel: kind === 'sms' ? 'sms' : 'residence',
        person: mac(keys.person, 'person', soggetto),
        parameters: {},
        sealed: '""',
        language: 'it',
        expectedBy: '2026-12-07',
        fingerprint: randomBytes(32),
        deduplication: randomBytes(32),
        idempotencyKey: randomUUID(),
        at: new Date(now.getTime() - daysAgo * 86_400_000),
      });
      return reference;
    };
    const list = (soggetto: string) =>
      client.call('invii.elenco', { persona: persona(soggetto) }, { idempotencyKey: randomUUID() });
    const find = (soggetto: string, riferimento: string) =>
      client.call(
        'invii.stato',
        { persona: persona(soggetto), riferimento: new Sensitive('pratica', riferimento) },
        { idempotencyKey: randomUUID() },
      );

    test('somebody hears of the own documents, the newest first, and of nobody else', async () => {
      await enter('ada', 'rata-pensione', 3);
      await enter('ada', 'estratto-contributivo', 1);
      await enter('bruno', 'dati-f24');
      const { outcome, value } = await list('ada');
      expect(outcome).toBe('found');
      expect(listed.parse(value)).toEqual({
        quanti: 2,
        invii: [
          { oggetto: 'estratto-contributivo', tappa: 'in-lavorazione', chiesta: '2026-11-22' },
          { oggetto: 'rata-pensione', tappa: 'in-lavorazione', chiesta: '2026-11-20' },
        ],
      });
      expect(await list('carla')).toEqual({ outcome: 'absent', value: {} });
    });

    test('by its number a document is found by the one who asked for it, however long ago', async () => {
      const reference = await enter('dario', 'certificazione-unica', 300);
      await database.run(`UPDATE mail.request SET state = 'FAILED' WHERE reference = $1`, [reference]);
      expect(await find('dario', reference)).toMatchObject({
        outcome: 'found',
        value: { oggetto: 'certificazione-unica', tappa: 'in-verifica', entro: '2026-12-07' },
      });
      expect(await find('ada', reference)).toEqual({ outcome: 'not-found', value: {} });
      expect(await list('dario')).toEqual({ outcome: 'absent', value: {} });
    });

    test('text messages are not told, and no more documents than can be said', async () => {
      await enter('elsa', 'sms');
      for (let index = 0; index < mostInvii + 2; index += 1) await enter('elsa');
      const { value } = await list('elsa');
      expect(listed.parse(value).quanti).toBe(mostInvii);
    });

    test('without the registry it cannot be known whose they are', async () => {
      registry = false;
      expect((await list('ada')).outcome).toBe('unavailable');
      registry = true;
    });
  });
}
