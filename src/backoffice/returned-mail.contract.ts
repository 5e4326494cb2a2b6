import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pino from 'pino';
import { z } from 'zod';
import { Sensitive } from '../privacy/sensitive.ts';
import type { Database } from '../store/database.ts';
import type { OpenDatabase } from '../store/store.contract.ts';
import { type BackOfficeClient, createBackOfficeClient } from './client.ts';
import { motiviDiRitorno } from './operations/recapiti.segnala.ts';
import { syntheticCitizen } from './reference/citizens.ts';
import { syntheticContact } from './reference/contacts.ts';
import { createReferenceBackOffice, type ReferenceBackOffice } from './reference/server.ts';

const token = randomBytes(16).toString('hex');
const population = 200;

/** Mail that came back, through the client, over real HTTP, whatever the database engine. */
export function returnedMailContract(engine: Database['engine'], open: OpenDatabase): void {
  describe(`mail that came back on ${engine}`, () => {
    const lines: string[] = [];
    /** How often somebody has moved. */
    const moves = new Map<number, number>();
    let database: Database;
    let office: ReferenceBackOffice;
    let client: BackOfficeClient;
    /** With residence in Italy, an e-mail address and documents, and beyond the twenty who hold the special cases. */
    const able = Array.from({ length: population - 20 }, (_, place) => syntheticCitizen(place + 20)).filter(
      ({ index }) =>
        index % 20 !== 19 && syntheticContact(index).residence === 'italia' && syntheticContact(index).email,
    );

    beforeAll(async () => {
      const logger = pino({ level: 'trace' }, { write: (line) => void lines.push(line) });
      database = await open();
      office = await createReferenceBackOffice({
        database,
        token,
        pepper: randomBytes(32),
        logger,
        citizens: population,
        now: () => new Date('2026-11-23T09:00:00Z'),
        addressOf: (citizen, channel) => `${channel} of ${citizen}, moved ${moves.get(citizen) ?? 0} times`,
      });
      const baseUrl = await office.listen({ port: 0 });
      client = createBackOfficeClient({ baseUrl, token, logger, timeoutMs: 60_000 });
    });
    afterAll(async () => {
      client.close();
      await office.close();
      await database.close();
    });

    async function person(place: number) {
      const citizen = able[place];
      if (citizen === undefined) throw new Error('there are too few citizens');
      const chiavi = new Sensitive('codice-fiscale', citizen.keys);
      const { outcome, value } = await client.call('persone.cerca', { chiavi }, { idempotencyKey: 'search' });
      expect(outcome).toBe('found');
      const { persona } = z.object({ persona: z.instanceof(Sensitive<string>) }).parse(value);
      return { index: citizen.index, persona };
    }
    const available = (persona: Sensitive, canale: string) =>
      client.call(
        'documenti.disponibile',
        { persona, tipo: 'estratto-contributivo', parametri: {}, canale },
        { idempotencyKey: 'available' },
      );
    const report = (persona: Sensitive, canale: string, motivo: string) =>
      client.call('recapiti.segnala', { persona, canale, motivo }, { idempotencyKey: 'report' });

    test.each([
      ['residenza', 'email', 'nessun-indirizzo'],
      ['email', 'residenza', 'nessuna-email'],
    ])('by %s closes this way until the address changes, and not the other', async (way, other, motivo) => {
      const { index, persona } = await person(way === 'email' ? 0 : 1);
      expect((await available(persona, way)).outcome).toBe('found');
      expect((await report(persona, way, 'sconosciuto')).outcome).toBe('accepted');
      expect(await available(persona, way)).toEqual({ outcome: 'absent', value: { motivo } });
      expect((await available(persona, other)).outcome).toBe('found');
      moves.set(index, 1);
      expect((await available(persona, way)).outcome).toBe('found');
      moves.set(index, 0);
      expect((await available(persona, way)).outcome).toBe('absent');
    });

    test('told again, also at once, is the same', async () => {
      const { persona } = await person(2);
      const answers = await Promise.all(
        Array.from({ length: 20 }, () => report(persona, 'residenza', 'trasferito')),
      );
      expect(answers.filter(({ outcome }) => outcome === 'accepted')).toHaveLength(1);
      expect(answers.filter(({ outcome }) => outcome === 'already')).toHaveLength(19);
    });

    test.each(['rifiutato', 'non-ritirato'])(
      'because it was %s is noted, and closes nothing',
      async (motivo) => {
        const { persona } = await person(3);
        expect((await report(persona, 'residenza', motivo)).outcome).toBe('accepted');
        expect((await available(persona, 'residenza')).outcome).toBe('found');
      },
    );

    test('leaves a trail without an address, in the table and in the log', async () => {
      const { index, persona } = await person(4);
      for (const motivo of motiviDiRitorno) await report(persona, 'residenza', motivo);
      const rows = await database.rows(
        z.object({ motive: z.string(), channel: z.string(), at: z.date(), row: z.string() }),
        `SELECT motive, channel, at, r::text AS row FROM reference.returned_mail r WHERE citizen = $1 ORDER BY id`,
        [index],
      );
      expect(rows.map(({ motive }) => motive)).toEqual([...motiviDiRitorno]);
      expect(new Set(rows.map(({ channel, at }) => `${channel} ${at.toISOString()}`))).toEqual(
        new Set(['residenza 2026-11-23T09:00:00.000Z']),
      );
      const written = rows.map(({ row }) => row).join() + lines.join();
      for (const secret of ['moved 0 times', Buffer.from('moved 0 times').toString('hex'), persona.reveal()])
        expect(written).not.toContain(secret);
    });
  });
}
