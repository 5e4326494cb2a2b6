import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pino from 'pino';
import { z } from 'zod';
import { until } from '../../test/support/until.ts';
import { type BackOfficeClient, createBackOfficeClient } from '../backoffice/client.ts';
import { syntheticCitizen } from '../backoffice/reference/citizens.ts';
import { createReferenceBackOffice, type ReferenceBackOffice } from '../backoffice/reference/server.ts';
import { LineaBook } from '../conversations/linea-book.ts';
import { LineaHandOver } from '../conversations/linea-hand-over.ts';
import { migrations } from '../conversations/schema.ts';
import { Sensitive } from '../privacy/sensitive.ts';
import type { Database } from '../store/database.ts';
import { migrate } from '../store/migrate.ts';
import type { OpenDatabase } from '../store/store.contract.ts';

const token = randomBytes(16).toString('hex');

/** Linea INPS forms on their way from the records to the institution, whatever the database engine. */
export function lineaHandOverContract(engine: Database['engine'], open: OpenDatabase): void {
  describe(`Linea INPS forms are handed over, on ${engine}`, () => {
    const logger = pino({ level: 'silent' });
    let clock = new Date('2026-11-23T09:00:00Z');
    const now = () => clock;
    let database: Database;
    let offices: Database;
    let office: ReferenceBackOffice;
    let client: BackOfficeClient;
    let book: LineaBook;

    beforeAll(async () => {
      [database, offices] = [await open(), await open()];
      await migrate(database, 'conversations', migrations);
      book = new LineaBook({ database, key: randomBytes(32), days: 730, now });
      office = await createReferenceBackOffice({
        database: offices,
        token,
        pepper: randomBytes(32),
        logger,
        citizens: 40,
        faults: true,
        now,
      });
      const baseUrl = await office.listen({ port: 0 });
      client = createBackOfficeClient({ baseUrl, token, logger, timeoutMs: 60_000 });
    }, 120_000);
    afterAll(async () => {
      client.close();
      await office.close();
      await database.close();
      await offices.close();
    });

    const person = async (index: number): Promise<Sensitive> => {
      const chiavi = new Sensitive('codice-fiscale', syntheticCitizen(index).keys);
      const { value } = await client.call('persone.cerca', { chiavi }, { idempotencyKey: 'search' });
      return z.object({ persona: z.instanceof(Sensitive<string>) }).parse(value).persona;
    };
    const enter = (persona: Sensitive, code: string | null = null) =>
      book.open(
        {
          conversation: 'offer-1',
          topic: 'pensioni',
          office: code,
          urgent: false,
          content: {
            persona,
            question: new Sensitive('persona', 'Quando arriva la risposta?'),
            telephone: new Sensitive('telefono', '+393331234567'),
            email: null,
          },
        },
        { at: new Date('2026-11-25T09:00:00Z'), day: '2026-11-25' },
        randomUUID(),
      );
    const onTheLine = (persona: Sensitive, reference: string) =>
      client.call(
        'linea.richiesta',
        { persona, richiesta: new Sensitive('pratica', reference) },
        { idempotencyKey: 'state' },
      );
    const handOver = (backOffice: Pick<BackOfficeClient, 'call'> = client) =>
      new LineaHandOver({ book, backOffice, logger, now, pauseMs: 1_000 }).round();
    const sealed = async (reference: string) => {
      const rows = await database.rows(
        z.object({ sealed: z.string() }),
        'SELECT sealed FROM talk.linea_form WHERE reference = $1',
        [reference],
      );
      return rows[0]?.sealed;
    };

    test('by its number the caller hears of it on the line; what was asked remains here no longer', async () => {
      const persona = await person(22);
      const { reference } = await enter(persona);
      expect((await onTheLine(persona, reference)).outcome).toBe('not-found');
      await handOver();
      expect(await onTheLine(persona, reference)).toMatchObject({
        outcome: 'found',
        value: { stato: 'in-lavorazione', entro: '2026-11-25' },
      });
      const form = await book.find(reference);
      expect(form).toMatchObject({ state: 'handed-over', attempts: 1 });
      expect(form?.town).toMatch(/\p{L}/u);
      expect(await sealed(reference)).toBe('');
    });

    test('while the institution is away it is tried again, ever more rarely', async () => {
      const persona = await person(25);
      const { reference } = await enter(persona);
      const away = { call: async () => ({ outcome: 'unavailable' as const, value: {} }) };
      await handOver(away);
      await handOver(away);
      expect(await book.find(reference)).toMatchObject({ state: 'received', attempts: 1 });
      clock = new Date(clock.getTime() + 1_500);
      await handOver(away);
      clock = new Date(clock.getTime() + 1_400);
      await handOver();
      expect(await book.find(reference)).toMatchObject({ state: 'received', attempts: 2 });
      clock = new Date(clock.getTime() + 1_600);
      await handOver();
      expect(await book.find(reference)).toMatchObject({ state: 'handed-over', attempts: 3 });
    });

    test('it is one form there, also when the answer was lost and two processes hand it over', async () => {
      const persona = await person(28);
      const { reference } = await enter(persona);
      const deaf = {
        call: async (...asked: Parameters<BackOfficeClient['call']>) => {
          await client.call(...asked);
          return { outcome: 'unavailable' as const, value: {} };
        },
      };
      await Promise.all([handOver(deaf), handOver(deaf)]);
      expect(await book.find(reference)).toMatchObject({ state: 'received', attempts: 1 });
      // So late that the institution has forgotten the key of the request, and knows the number only.
      clock = new Date(clock.getTime() + 25 * 3_600_000);
      await office.prune();
      await handOver();
      expect(await book.find(reference)).toMatchObject({ state: 'handed-over', attempts: 2 });
      clock = new Date('2026-11-23T09:00:00Z');
    });

    test('what the institution refuses waits for a person, who names another office', async () => {
      const persona = await person(31);
      const { reference } = await enter(persona, '9999');
      await handOver();
      expect(await book.find(reference)).toMatchObject({ state: 'refused', reason: 'sede-sconosciuta' });
      expect(await book.list('refused', 10)).toHaveLength(1);
      expect(await book.retry(reference, '0100')).toBe(true);
      await handOver();
      expect(await book.find(reference)).toMatchObject({ state: 'handed-over', town: 'Agrigento' });
      expect(await book.retry(reference, '0200')).toBe(false);
    });

    test('it is carried out by itself once somebody says that it is there', async () => {
      const persona = await person(34);
      const handing = new LineaHandOver({ book, backOffice: client, logger, now });
      handing.start();
      const { reference } = await enter(persona);
      handing.wake();
      await until(
        'a form that is handed over',
        async () => (await book.find(reference))?.state === 'handed-over',
      );
      await handing.stop();
      expect(await onTheLine(persona, reference)).toMatchObject({ outcome: 'found' });
    });
  });
}
