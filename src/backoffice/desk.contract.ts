import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import pino from 'pino';
import { z } from 'zod';
import { Sensitive } from '../privacy/sensitive.ts';
import type { Database } from '../store/database.ts';
import type { OpenDatabase } from '../store/store.contract.ts';
import { type BackOfficeAnswer, type BackOfficeClient, createBackOfficeClient } from './client.ts';
import { prenotazione } from './operations/sportello.ts';
import { syntheticCitizen } from './reference/citizens.ts';
import { isBookingCode } from './reference/desk/code.ts';
import { officeOf } from './reference/offices.ts';
import { createReferenceBackOffice, type ReferenceBackOffice } from './reference/server.ts';

const population = 700;
const token = randomBytes(16).toString('hex');
/** A Monday, nine in the morning in Italy. */
const monday = '2026-11-23T08:00:00Z';
/** Rome with six desks, Civitavecchia with one. */
const large = officeOf('4300');
const small = officeOf('4303');
const cellulare = new Sensitive('telefono', '+393331234567');

const offer = z.object({
  posti: z.array(z.object({ posto: z.string(), data: z.string(), ora: z.string(), sede: z.string() })),
  successivi: z.string(),
  altrogiorno: z.string(),
});

interface Wish {
  readonly modo: string;
  readonly motivo: string;
  readonly precedenza: string;
}
const wish: Wish = { modo: 'in-presenza', motivo: 'informazioni', precedenza: 'nessuna' };

/** Bookings through the client, over real HTTP, whatever the database engine. */
export function deskContract(engine: Database['engine'], open: OpenDatabase): void {
  describe(`bookings on ${engine}`, () => {
    let clock = new Date(monday);
    let database: Database;
    let office: ReferenceBackOffice;
    let client: BackOfficeClient;
    let persons: readonly Sensitive[] = [];

    beforeAll(async () => {
      const logger = pino({ level: 'silent' });
      database = await open();
      office = await createReferenceBackOffice({
        database,
        token,
        pepper: randomBytes(32),
        logger,
        citizens: population,
        now: () => clock,
      });
      const baseUrl = await office.listen({ port: 0 });
      client = createBackOfficeClient({ baseUrl, token, logger, timeoutMs: 60_000, concurrency: 400 });
      const found: Sensitive[] = [];
      for (let index = 20; found.length < 220; index += 1) {
        const chiavi = new Sensitive('codice-fiscale', syntheticCitizen(index).keys);
        const { outcome, value } = await call('persone.cerca', { chiavi });
        if (outcome === 'found') found.push(z.instanceof(Sensitive<string>).parse(value['persona']));
      }
      persons = found;
    }, 120_000);
    beforeEach(async () => {
      clock = new Date(monday);
      await database.script('TRUNCATE reference.desk_slot, reference.desk_booking, reference.request');
    });
    afterAll(async () => {
      client.close();
      await office.close();
      await database.close();
    });

    const call = (operation: string, args: Record<string, unknown>, idempotencyKey: string = randomUUID()) =>
      client.call(operation, args, { idempotencyKey });
    const person = (index: number): Sensitive => {
      const found = persons[index];
      if (found === undefined) throw new Error('there are not so many people');
      return found;
    };
    const search = (who: number, ufficio: string, more: Record<string, unknown> = {}) =>
      call('sportello.cerca', { persona: person(who), ufficio, ...wish, ...more });
    const offered = async (who: number, ufficio: string, more: Record<string, unknown> = {}) => {
      const { outcome, value } = await search(who, ufficio, more);
      expect(outcome).toBe('found');
      return offer.parse(value);
    };
    const firstSlot = async (who: number, ufficio: string, more: Record<string, unknown> = {}) => {
      const [slot] = (await offered(who, ufficio, more)).posti;
      if (slot === undefined) throw new Error('no slot');
      return slot;
    };
    const confirm = (who: number, posto: string, more: Partial<Wish> = {}, key?: string) =>
      call('sportello.conferma', { persona: person(who), posto, cellulare, ...wish, ...more }, key);
    const booked = async (who: number, posto: string, more: Partial<Wish> = {}) => {
      const { outcome, value } = await confirm(who, posto, more);
      expect(outcome).toBe('accepted');
      return prenotazione.parse(value);
    };
    const withCode = (verb: string, who: number, codice: string, more: object = {}, key?: string) =>
      call(`sportello.${verb}`, { persona: person(who), codice, ...more }, key);
    const count = (answers: readonly BackOfficeAnswer[]) =>
      Object.fromEntries(
        [...new Set(answers.map(({ outcome }) => outcome))]
          .sort()
          .map((outcome) => [outcome, answers.filter((one) => one.outcome === outcome).length]),
      );
    const desksTaken = async () => {
      const [row] = await database.rows(
        z.object({ taken: z.number() }),
        'SELECT count(*)::integer AS taken FROM reference.desk_slot',
      );
      return row?.taken;
    };

    test('offers three slots from the next working day on, later ones, and other days', async () => {
      const { posti, successivi, altrogiorno } = await offered(0, large.code);
      expect(posti.map(({ data, ora, sede }) => `${data} ${ora} ${sede}`)).toEqual([
        '2026-11-24 08:50 Roma',
        '2026-11-24 09:00 Roma',
        '2026-11-24 09:10 Roma',
      ]);
      const later = await offered(0, large.code, { dopo: successivi });
      expect(later.posti.map(({ ora }) => ora)).toEqual(['09:20', '09:30', '09:40']);
      const other = await offered(0, large.code, { dopo: altrogiorno });
      expect(other.posti.map(({ data, ora }) => `${data} ${ora}`)[0]).toBe('2026-11-25 08:50');
      expect((await search(0, large.code, { dopo: '2027-01-22T24:00' })).outcome).toBe('none');
      expect((await search(0, '9999')).outcome).toBe('none');
    });

    test('who has precedence is offered the first times of the day, which others are refused', async () => {
      const slot = await firstSlot(0, large.code, { precedenza: 'gravidanza' });
      expect(slot.ora).toBe('08:30');
      expect(await confirm(1, slot.posto)).toEqual({
        outcome: 'refused',
        value: { perche: 'non-prenotabile' },
      });
      expect(await booked(0, slot.posto, { precedenza: 'gravidanza' })).toMatchObject({
        precedenza: 'gravidanza',
        ora: '08:30',
        sede: 'Roma',
        ufficio: large.code,
      });
    });

    test('second level: half hours in the afternoon for whoever asks for them, and a booking keeps its level', async () => {
      const { posti } = await offered(0, large.code, { livello: 2 });
      expect(posti.map(({ data, ora }) => `${data} ${ora}`)).toEqual([
        '2026-11-24 14:15',
        '2026-11-24 14:45',
        '2026-11-24 15:15',
      ]);
      const posto = posti[0]?.posto ?? '';
      const notBookable = { outcome: 'refused', value: { perche: 'non-prenotabile' } };
      expect(await confirm(0, posto)).toEqual(notBookable);
      const asked = { persona: person(0), posto, cellulare, ...wish, livello: 2 };
      const { outcome, value } = await call('sportello.conferma', asked);
      expect(outcome).toBe('accepted');
      const { codice, livello } = prenotazione.parse(value);
      expect(livello).toBe(2);
      expect((await withCode('stato', 0, codice, {})).value).toMatchObject({ livello: 2 });
      const first = (await firstSlot(0, large.code)).posto;
      expect(await withCode('sposta', 0, codice, { posto: first })).toEqual(notBookable);
      const later = { posto: posti[1]?.posto };
      expect((await withCode('sposta', 0, codice, later)).value).toMatchObject({ codice, ora: '14:45' });
    });

    test('the second level has officials of its own: fewer than desks, and no desk is taken from the first', async () => {
      const posto = (await offered(0, large.code, { livello: 2 })).posti[0]?.posto ?? '';
      const asked = (who: number) =>
        call('sportello.conferma', { persona: person(who), posto, cellulare, ...wish, livello: 2 });
      const answers = await Promise.all(Array.from({ length: 20 }, (_, who) => asked(who)));
      expect(count(answers)).toEqual({ accepted: 2, taken: 18 });
      const next = (await offered(20, large.code, { livello: 2 })).posti[0]?.posto;
      expect(next).not.toBe(posto);
      const first = (await offered(20, large.code)).posti[0]?.posto ?? '';
      const desks = await Promise.all(Array.from({ length: 7 }, (_, who) => confirm(30 + who, first)));
      expect(count(desks)).toEqual({ accepted: 6, taken: 1 });
    });

    test('without an office, those of the CAP or of the residence are searched', async () => {
      const { value } = await call('sportello.cerca', { persona: person(0), cap: '00053', ...wish });
      expect(offer.parse(value).posti.map(({ ora, sede }) => `${ora} ${sede}`)).toEqual([
        '08:50 Roma',
        '08:50 Roma Tuscolano',
        '08:50 Roma Monteverde',
      ]);
      expect((await call('sportello.cerca', { persona: person(0), ...wish })).outcome).toBe('found');
    });

    test.each([
      ['today', '4300 2026-11-23 10:00'],
      ['a Sunday', '4300 2026-11-29 10:00'],
      ['a holiday', '4300 2026-12-08 10:00'],
      ['a patron saint', '2900 2026-12-07 10:00'],
      ['later than sixty days', '4300 2027-01-25 10:00'],
      ['between two slots', '4300 2026-11-24 10:05'],
      ['the night', '4300 2026-11-24 23:00'],
      ['no office', '9999 2026-11-24 10:00'],
      ['nothing', 'x'],
    ])('%s cannot be booked', async (_what, posto) => {
      expect(await confirm(0, posto)).toEqual({ outcome: 'refused', value: { perche: 'non-prenotabile' } });
      expect(await desksTaken()).toBe(0);
    });

    test('200 at once for three slots of six desks: eighteen get one, each other is told and finds the next', async () => {
      const { posti } = await offered(0, large.code);
      const wishes = Array.from({ length: 200 }, (_, who) => posti[who % 3]?.posto ?? '');
      const answers = await Promise.all(wishes.map((posto, who) => confirm(who, posto)));
      expect(count(answers)).toEqual({ accepted: 18, taken: 182 });
      const codes = answers.flatMap(({ value }) => prenotazione.safeParse(value).data?.codice ?? []);
      expect(new Set(codes).size).toBe(18);
      expect(codes.filter((code) => !isBookingCode(code))).toEqual([]);
      expect(await desksTaken()).toBe(18);
      const late = answers.findIndex(({ outcome }) => outcome === 'taken');
      expect((await booked(late, (await firstSlot(late, large.code)).posto)).ora).toBe('09:20');
    }, 120_000);

    test('200 at once for the one desk of a small office: one gets it', async () => {
      const { posto } = await firstSlot(0, small.code);
      const answers = await Promise.all(Array.from({ length: 200 }, (_, who) => confirm(who, posto)));
      expect(count(answers)).toEqual({ accepted: 1, taken: 199 });
      expect(await desksTaken()).toBe(1);
    }, 120_000);

    test('a repeated request is one booking, at once or later; its key fits no other request', async () => {
      const [first, second] = (await offered(0, large.code)).posti;
      const key = randomUUID();
      const answers = await Promise.all([1, 2, 3, 4].map(() => confirm(0, first?.posto ?? '', {}, key)));
      for (const answer of [...answers, await confirm(0, first?.posto ?? '', {}, key)])
        expect(answer).toEqual(answers[0]);
      expect(await desksTaken()).toBe(1);
      expect((await confirm(0, second?.posto ?? '', {}, key)).value).toEqual({ fault: 'http-422' });
    });

    test('one person: one open booking for a reason, none at the time of another, whoever asks first', async () => {
      const [first, second] = (await offered(0, large.code)).posti;
      const both = await Promise.all([
        confirm(0, first?.posto ?? ''),
        confirm(0, second?.posto ?? ''),
        confirm(0, first?.posto ?? '', { motivo: 'decesso' }),
      ]);
      const open = both.filter(({ outcome }) => outcome === 'accepted').length;
      expect(await desksTaken()).toBe(open);
      const again = await confirm(0, second?.posto ?? '');
      expect(again.outcome).toBe('already');
      const { data, ora } = prenotazione.parse(again.value);
      const same = `${small.code} ${data} ${ora}`;
      expect(await confirm(0, same, { motivo: 'cambio-residenza' })).toEqual({
        outcome: 'refused',
        value: { perche: 'stessa-ora' },
      });
      const left = await offered(0, large.code);
      expect(left.posti.map((one) => `${one.data} ${one.ora}`)).not.toContain(`${data} ${ora}`);
    });

    test('a booking is told to its person only, by its code; a mistyped code is known as such', async () => {
      const { codice, ...rest } = await booked(0, (await firstSlot(0, large.code)).posto, {
        modo: 'ricontatto',
      });
      expect(await withCode('stato', 0, codice)).toEqual({ outcome: 'found', value: { codice, ...rest } });
      expect(rest).toMatchObject({ modo: 'ricontatto', comune: 'Roma', via: large.street });
      const why = async (who: number, code: string) => (await withCode('stato', who, code)).value['perche'];
      expect(await why(1, codice)).toBe('sconosciuto');
      expect(await why(0, `${codice.slice(0, 7)}${(Number(codice.slice(7)) + 1) % 10}`)).toBe('errato');
      const keyed = new Sensitive('pratica', codice);
      expect((await call('sportello.stato', { persona: person(0), codice: keyed })).outcome).toBe('found');
    });

    test('a cancelled slot is free at once', async () => {
      const { posto } = await firstSlot(0, small.code);
      const { codice } = await booked(0, posto);
      expect((await confirm(1, posto)).outcome).toBe('taken');
      expect((await withCode('disdici', 1, codice)).outcome).toBe('not-found');
      const key = randomUUID();
      expect((await withCode('disdici', 0, codice, {}, key)).outcome).toBe('accepted');
      expect((await withCode('disdici', 0, codice, {}, key)).outcome).toBe('accepted');
      expect((await withCode('disdici', 0, codice)).outcome).toBe('already');
      expect((await withCode('stato', 0, codice)).value).toEqual({ perche: 'disdetta' });
      expect((await withCode('sposta', 0, codice, { posto })).outcome).toBe('not-found');
      await booked(1, posto);
      expect((await confirm(0, (await firstSlot(0, large.code)).posto)).outcome).toBe('accepted');
    });

    test('a move frees the old slot, and keeps it when the new one is taken', async () => {
      const [first, second, third] = (await offered(0, small.code)).posti;
      const one = await booked(0, first?.posto ?? '');
      const other = await booked(1, second?.posto ?? '');
      const move = (who: number, codice: string, posto = '', key?: string) =>
        withCode('sposta', who, codice, { posto }, key);
      expect((await move(0, one.codice, second?.posto)).outcome).toBe('taken');
      expect((await withCode('stato', 0, one.codice)).value).toEqual(one);
      expect((await move(0, one.codice, '4303 2026-11-29 10:00')).value).toEqual({
        perche: 'non-prenotabile',
      });
      expect((await move(1, one.codice, third?.posto)).outcome).toBe('not-found');
      const key = randomUUID();
      for (let times = 0; times < 2; times += 1)
        expect((await move(0, one.codice, third?.posto, key)).value).toEqual({ ...one, ora: third?.ora });
      expect((await move(1, other.codice, first?.posto)).value).toEqual({ ...other, ora: first?.ora });
      expect(await desksTaken()).toBe(2);
    });

    test("two who want each other's slot keep their own; many who move to one slot: one gets it", async () => {
      const { posti, successivi } = await offered(0, small.code);
      const slots = [...posti, ...(await offered(0, small.code, { dopo: successivi })).posti];
      const bookings = await Promise.all(slots.slice(0, 5).map(({ posto }, who) => booked(who, posto)));
      const [a, b] = bookings;
      const swapped = await Promise.all([
        withCode('sposta', 0, a?.codice ?? '', { posto: slots[1]?.posto }),
        withCode('sposta', 1, b?.codice ?? '', { posto: slots[0]?.posto }),
      ]);
      expect(count(swapped)).toEqual({ taken: 2 });
      const rush = await Promise.all(
        bookings.map(({ codice }, who) => withCode('sposta', who, codice, { posto: slots[5]?.posto })),
      );
      expect(count(rush)).toEqual({ accepted: 1, taken: 4 });
      expect(await desksTaken()).toBe(5);
    });

    test("a booking whose day is over stands in nobody's way, and is forgotten in time", async () => {
      const { codice } = await booked(0, (await firstSlot(0, large.code)).posto);
      clock = new Date('2026-11-26T08:00:00Z');
      expect((await withCode('stato', 0, codice)).value).toEqual({ perche: 'passata' });
      expect((await withCode('disdici', 0, codice)).outcome).toBe('not-found');
      await booked(0, (await firstSlot(0, large.code)).posto);
      expect((await withCode('stato', 0, codice)).value).toEqual({ perche: 'passata' });
      clock = new Date('2026-12-26T08:00:00Z');
      await office.desk.prune();
      expect((await withCode('stato', 0, codice)).value).toEqual({ perche: 'sconosciuto' });
      expect(await desksTaken()).toBe(1);
    });

    test('the database holds no telephone number', async () => {
      await booked(0, (await firstSlot(0, large.code)).posto);
      const text = z.object({ row: z.string() });
      const rows = [
        ...(await database.rows(text, 'SELECT b::text AS row FROM reference.desk_booking b')),
        ...(await database.rows(text, 'SELECT r::text AS row FROM reference.request r')),
      ];
      expect(rows.length).toBeGreaterThan(1);
      for (const { row } of rows) expect(row).not.toContain('3331234567');
    });
  });
}
