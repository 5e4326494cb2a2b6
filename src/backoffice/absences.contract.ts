import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pino from 'pino';
import { z } from 'zod';
import { Sensitive } from '../privacy/sensitive.ts';
import type { Database } from '../store/database.ts';
import { isReference } from '../store/reference.ts';
import type { OpenDatabase } from '../store/store.contract.ts';
import { type BackOfficeClient, createBackOfficeClient } from './client.ts';
import { createReferenceBackOffice, type ReferenceBackOffice } from './reference/server.ts';

const token = randomBytes(16).toString('hex');
const start = new Date('2026-11-23T08:00:00Z');
const told = z.object({ riferimento: z.string(), dal: z.string(), al: z.string(), giorni: z.number() });

/** Absences of staff through the client, over real HTTP, whatever the database engine. */
export function absencesContract(engine: Database['engine'], open: OpenDatabase): void {
  describe(`absences on ${engine}`, () => {
    const lines: string[] = [];
    const logger = pino({ level: 'trace' }, { write: (line) => void lines.push(line) });
    let clock = start;
    let database: Database;
    let office: ReferenceBackOffice;
    let client: BackOfficeClient;
    let employees = 12_345;

    beforeAll(async () => {
      database = await open();
      office = await createReferenceBackOffice({
        database,
        token,
        pepper: randomBytes(32),
        logger,
        citizens: 20,
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

    const newEmployee = () => new Sensitive('pratica', String(employees++));
    const verifies = (args: Record<string, unknown>) =>
      client.call('assenze.verifica', args, { idempotencyKey: randomUUID() });
    const reports = (args: Record<string, unknown>, idempotencyKey: string = randomUUID()) =>
      client.call(
        'assenze.comunica',
        { motivo: 'malattia', dal: '2026-11-23', giorni: 5, certificato: null, ...args },
        { idempotencyKey },
      );

    test('the days are told before anything is reported', async () => {
      const matricola = newEmployee();
      const giorni = '5';
      expect(await verifies({ matricola, giorno: 'oggi', giorni })).toEqual({
        outcome: 'found',
        value: { dal: '2026-11-23', al: '2026-11-27', giorni: 5 },
      });
      const day = new Sensitive('data', '2026-12-01');
      expect(await verifies({ matricola, giorno: day, giorni })).toMatchObject({
        value: { dal: '2026-12-01', al: '2026-12-05' },
      });
      const long = new Sensitive('data', '2027-06-01');
      expect(await verifies({ matricola, giorno: long, giorni })).toMatchObject({
        outcome: 'refused',
        value: { perche: 'troppo-avanti' },
      });
    });

    test('an absence is reported once: a second time gives what was reported', async () => {
      const matricola = newEmployee();
      const first = await reports({ matricola, certificato: new Sensitive('pratica', '123456789') });
      const { riferimento } = told.parse(first.value);
      expect([first.outcome, isReference(riferimento)]).toEqual(['accepted', true]);
      const second = await reports({ matricola: `00${matricola.reveal()}`, giorni: 9, motivo: 'altro' });
      expect(second).toEqual({
        outcome: 'already',
        value: { riferimento, dal: '2026-11-23', al: '2026-11-27', giorni: 5 },
      });
      const other = await reports({ matricola, dal: '2026-11-30' });
      expect([other.outcome, told.parse(other.value).riferimento === riferimento]).toEqual([
        'accepted',
        false,
      ]);
    });

    test('a repeated request is answered as the first time; another one under its key is a fault', async () => {
      const matricola = newEmployee();
      const key = randomUUID();
      const first = await reports({ matricola }, key);
      expect(await reports({ matricola }, key)).toEqual(first);
      expect((await reports({ matricola, giorni: 6 }, key)).outcome).toBe('unavailable');
    });

    test('of many at once for one employee and day one is accepted, and all tell the same number', async () => {
      const matricola = newEmployee();
      const answers = await Promise.all(Array.from({ length: 30 }, () => reports({ matricola })));
      expect(answers.filter(({ outcome }) => outcome === 'accepted')).toHaveLength(1);
      expect(new Set(answers.map(({ value }) => told.parse(value).riferimento)).size).toBe(1);
    });

    test('a number that nobody has is not found, wherever it is asked', async () => {
      for (const matricola of ['10000', '35001', '99999999']) {
        expect((await verifies({ matricola, giorno: 'oggi', giorni: '1' })).outcome).toBe('not-found');
        expect((await reports({ matricola })).outcome).toBe('not-found');
      }
    });

    test('who is absent is neither in the database nor in the log; it is forgotten in time', async () => {
      const matricola = new Sensitive('pratica', '31415');
      await reports({ matricola, certificato: new Sensitive('pratica', '271828182') });
      const rows = () =>
        database.rows(z.object({ row: z.string() }), 'SELECT t::text AS row FROM reference.absence t');
      const kept = JSON.stringify(await rows()) + lines.join('\n');
      expect([kept.includes('"number":"31415"'), kept.includes('271828182')]).toEqual([false, false]);
      expect(/(?<!\d)31415(?!\d)/.test(lines.join('\n'))).toBe(false);
      clock = new Date(start.getTime() + 400 * 86_400_000);
      await office.prune();
      expect(await rows()).toEqual([]);
      clock = start;
    });
  });
}
