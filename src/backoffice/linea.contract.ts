import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pino from 'pino';
import { z } from 'zod';
import { Sensitive } from '../privacy/sensitive.ts';
import type { Database } from '../store/database.ts';
import { referenceOf } from '../store/reference.ts';
import type { OpenDatabase } from '../store/store.contract.ts';
import { type BackOfficeClient, createBackOfficeClient } from './client.ts';
import { syntheticCitizen } from './reference/citizens.ts';
import { lineaRequests } from './reference/linea-requests.ts';
import { createReferenceBackOffice, type ReferenceBackOffice } from './reference/server.ts';

const token = randomBytes(16).toString('hex');
const question = 'Perché la rata di novembre è più bassa?';
const telephone = '+393331234567';

/** Linea INPS forms through the client, over real HTTP, whatever the database engine. */
export function lineaContract(engine: Database['engine'], open: OpenDatabase): void {
  describe(`Linea INPS forms on ${engine}`, () => {
    const lines: string[] = [];
    const logger = pino({ level: 'trace' }, { write: (line) => void lines.push(line) });
    let clock = new Date('2026-11-23T09:00:00Z');
    let database: Database;
    let office: ReferenceBackOffice;
    let client: BackOfficeClient;
    let forms = 0n;

    beforeAll(async () => {
      database = await open();
      office = await createReferenceBackOffice({
        database,
        token,
        pepper: randomBytes(32),
        logger,
        citizens: 40,
        now: () => clock,
      });
      const baseUrl = await office.listen({ port: 0 });
      client = createBackOfficeClient({ baseUrl, token, logger, timeoutMs: 60_000, concurrency: 400 });
    }, 120_000);
    afterAll(async () => {
      client.close();
      await office.close();
      await database.close();
    });

    async function person(index: number): Promise<Sensitive> {
      const chiavi = new Sensitive('codice-fiscale', syntheticCitizen(index).keys);
      const { value } = await client.call('persone.cerca', { chiavi }, { idempotencyKey: 'search' });
      return z.object({ persona: z.instanceof(Sensitive<string>) }).parse(value).persona;
    }
    const newNumber = () => referenceOf(forms++);
    const opens = (persona: Sensitive, number: string, args = {}, idempotencyKey: string = randomUUID()) =>
      client.call(
        'linea.apri',
        {
          persona,
          richiesta: new Sensitive('pratica', number),
          argomento: 'pensioni',
          quesito: new Sensitive('persona', question),
          telefono: new Sensitive('telefono', telephone),
          entro: '2026-11-25',
          ...args,
        },
        { idempotencyKey },
      );
    const asks = (persona: Sensitive, number: string) =>
      client.call(
        'linea.richiesta',
        { persona, richiesta: new Sensitive('pratica', number) },
        { idempotencyKey: 'state' },
      );

    test('a form made at the desk is found on the line by its number, by this person alone', async () => {
      const [persona, other] = [await person(22), await person(23)];
      const number = newNumber();
      const { outcome, value } = await opens(persona, number);
      const { sede } = z.object({ sede: z.string() }).parse(value);
      expect(outcome).toBe('accepted');
      expect(await asks(persona, number)).toEqual({
        outcome: 'found',
        value: {
          stato: 'in-lavorazione',
          ricevuta: '2026-11-23',
          entro: '2026-11-25',
          aggiornata: '2026-11-23',
          mezzo: 'nessuno',
          sede,
        },
      });
      expect((await asks(other, number)).outcome).toBe('not-found');
    });

    test('it is late after its day, and answered or closed by its office', async () => {
      const persona = await person(25);
      const [answered, closed] = [newNumber(), newNumber()];
      await opens(persona, answered);
      await opens(persona, closed);
      clock = new Date('2026-11-26T09:00:00Z');
      expect(await asks(persona, answered)).toMatchObject({ value: { stato: 'in-ritardo' } });
      expect(await office.linea.answer(answered, 'telefono')).toBe(true);
      expect(await office.linea.answer(answered, 'email')).toBe(false);
      expect(await office.linea.answer(closed, 'nessuno')).toBe(true);
      const value = { stato: 'risposta', mezzo: 'telefono', aggiornata: '2026-11-26' };
      expect(await asks(persona, answered)).toMatchObject({ value });
      expect(await asks(persona, closed)).toMatchObject({ value: { stato: 'chiusa', mezzo: 'nessuno' } });
      clock = new Date('2026-11-23T09:00:00Z');
    });

    test('handed over again, also at once, it is one form; a number is never two forms', async () => {
      const persona = await person(28);
      const [number, key] = [newNumber(), randomUUID()];
      const answers = await Promise.all(Array.from({ length: 10 }, () => opens(persona, number, {}, key)));
      expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
      expect(answers[0]?.outcome).toBe('accepted');
      expect((await opens(persona, number, { argomento: 'isee' }, key)).outcome).toBe('unavailable');
      const inUse = { outcome: 'refused', value: { perche: 'numero-in-uso' } };
      expect(await opens(persona, number)).toEqual(inUse);
      const [earlier] = lineaRequests(21);
      expect(await opens(await person(21), earlier?.id ?? '')).toEqual(inUse);
    });

    test('the office that is named answers, if there is one', async () => {
      const persona = await person(31);
      expect(await opens(persona, newNumber(), { sede: '0100' })).toMatchObject({
        outcome: 'accepted',
        value: { sede: 'Agrigento' },
      });
      expect(await opens(persona, newNumber(), { sede: '9999' })).toEqual({
        outcome: 'refused',
        value: { perche: 'sede-sconosciuta' },
      });
    });

    test('what was asked is neither in the table nor in the log, and all is forgotten in time', async () => {
      await opens(await person(34), newNumber());
      const rows = () =>
        database.rows(z.object({ row: z.string() }), 'SELECT f::text AS row FROM reference.linea_form f');
      const written = JSON.stringify(await rows()) + lines.join('\n');
      expect([written.includes('novembre'), written.includes(telephone.slice(1))]).toEqual([false, false]);
      clock = new Date('2029-01-01T09:00:00Z');
      await office.prune();
      expect(await rows()).toEqual([]);
      clock = new Date('2026-11-23T09:00:00Z');
    });
  });
}
