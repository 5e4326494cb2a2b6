import { randomBytes, randomUUID } from 'node:crypto';
import { Writable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pino from 'pino';
import { z } from 'zod';
import { signature } from '../../codice-fiscale/keypad.ts';
import { Sensitive } from '../../privacy/sensitive.ts';
import type { Database } from '../../store/database.ts';
import type { OpenDatabase } from '../../store/store.contract.ts';
import { type BackOfficeClient, createBackOfficeClient } from '../client.ts';
import { type SyntheticCitizen, syntheticCitizen } from '../reference/citizens.ts';
import { createReferenceBackOffice, type ReferenceBackOffice } from '../reference/server.ts';
import { portalOpenApiDocument } from './contract.ts';

const population = 1_000;
const engineToken = randomBytes(16).toString('hex');
const portalToken = randomBytes(16).toString('hex');
const answerSchema = z.object({ outcome: z.string(), value: z.record(z.string(), z.unknown()) });
const issued = z.object({
  outcome: z.literal('issued'),
  value: z.object({ pin: z.string(), scade: z.string() }),
});

/** The portal issues PINs over HTTP, callers use them through the engine's client, whatever the database. */
export function portalContract(engine: Database['engine'], open: OpenDatabase): void {
  describe(`PINs issued by the portal, on ${engine}`, () => {
    const output: string[] = [];
    const secrets: string[] = [];
    const logger = pino(
      { level: 'trace' },
      new Writable({
        write(chunk, _encoding, done) {
          output.push(String(chunk));
          done();
        },
      }),
    );
    let clock = new Date('2026-11-23T09:00:00Z');
    let database: Database;
    let office: ReferenceBackOffice;
    let baseUrl: string;
    let client: BackOfficeClient;

    beforeAll(async () => {
      database = await open();
      office = await createReferenceBackOffice({
        database,
        token: engineToken,
        portal: { token: portalToken, client: 'my-inps' },
        pepper: randomBytes(32),
        logger,
        citizens: population,
        now: () => clock,
      });
      baseUrl = await office.listen({ port: 0 });
      client = createBackOfficeClient({ baseUrl, token: engineToken, logger, timeoutMs: 10_000 });
    });
    afterAll(async () => {
      client.close();
      await office.close();
      await database.close();
    });

    const minutes = (count: number) => {
      clock = new Date(clock.getTime() + count * 60_000);
    };
    let used = 20;
    /** Each test takes citizens that no other has touched. */
    const nextCitizen = (is: (citizen: SyntheticCitizen) => boolean = () => true): SyntheticCitizen => {
      for (;;) {
        used += 1;
        if (used === population) throw new Error('no citizen is left');
        const citizen = syntheticCitizen(used);
        if (citizen.case !== 'ordinario' || !is(citizen)) continue;
        secrets.push(citizen.code, citizen.keys);
        return citizen;
      }
    };
    const post = (path: string, body: unknown, given: { token?: string; key?: string } = {}) =>
      fetch(baseUrl + path, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${given.token ?? portalToken}`,
          'content-type': 'application/json',
          ...(given.key === '' ? {} : { 'idempotency-key': given.key ?? randomUUID() }),
        },
        body: JSON.stringify(body),
      });
    const ask = async (path: string, body: unknown, key?: string) => {
      const response = await post(path, body, key === undefined ? {} : { key });
      expect(response.status).toBe(200);
      expect(response.headers.get('cache-control')).toBe('no-store');
      return answerSchema.parse(await response.json());
    };
    const issue = (citizen: SyntheticCitizen, validita = 'giorno', key?: string) =>
      ask('/portale/pin', { codiceFiscale: citizen.code, validita }, key);
    /** A new PIN, which is a secret from now on. */
    const pinOf = async (citizen: SyntheticCitizen, validita = 'giorno') => {
      const { pin, scade } = issued.parse(await issue(citizen, validita)).value;
      secrets.push(pin, signature(pin));
      return { pin, scade };
    };
    const state = (citizen: SyntheticCitizen) => ask('/portale/pin/stato', { codiceFiscale: citizen.code });
    const revoke = (citizen: SyntheticCitizen) => ask('/portale/pin/revoca', { codiceFiscale: citizen.code });
    const personOf = async (citizen: SyntheticCitizen) => {
      const chiavi = new Sensitive('codice-fiscale', citizen.keys);
      const found = await client.call('persone.cerca', { chiavi }, { idempotencyKey: randomUUID() });
      if (found.outcome === 'found') return found.value['persona'];
      const told = await client.call(
        'persone.distingui',
        { ricerca: found.value['ricerca'], mese: Number(citizen.birthDate.slice(5, 7)) },
        { idempotencyKey: randomUUID() },
      );
      return told.value['persona'];
    };
    /** Keys a PIN in on the telephone. */
    const key = async (citizen: SyntheticCitizen, pin: string) =>
      client.call(
        'pin.verifica',
        { persona: await personOf(citizen), pin: new Sensitive('pin', signature(pin)), chiamante: null },
        { idempotencyKey: randomUUID() },
      );
    const wrongFor = (pin: string) => pin.slice(0, -1) + (/[ABC2]$/.test(pin) ? 'D' : 'A');
    const auditOf = (citizen: SyntheticCitizen) =>
      database.rows(
        z.object({
          event: z.string(),
          by: z.string(),
          at: z.date(),
          validity: z.string().nullable(),
          until: z.date().nullable(),
        }),
        'SELECT event, by_client AS by, at, validity, until FROM reference.pin_audit WHERE citizen = $1 ORDER BY id',
        [citizen.index],
      );

    test('are good on the telephone, and a new one cancels the old', async () => {
      const citizen = nextCitizen();
      const first = await pinOf(citizen);
      expect(first.pin).toMatch(/^[A-HJ-NP-Z2-9]{8}$/);
      expect((await key(citizen, first.pin)).outcome).toBe('found');
      const second = await pinOf(citizen, 'settimana');
      expect((await key(citizen, first.pin)).outcome).toBe('wrong');
      expect((await key(citizen, second.pin)).outcome).toBe('found');
    });

    test.each([
      ['giorno', '2027-03-02T10:00:00.000Z'],
      ['settimana', '2027-03-08T10:00:00.000Z'],
      ['mese', '2027-04-01T10:00:00.000Z'],
      ['tre-mesi', '2027-06-01T10:00:00.000Z'],
    ])('are good for a %s, and then have run out', async (validita, scade) => {
      const before = clock;
      clock = new Date('2027-03-01T10:00:00Z');
      const citizen = nextCitizen();
      const given = await pinOf(citizen, validita);
      expect(given.scade).toBe(scade);
      expect(await state(citizen)).toEqual({
        outcome: 'active',
        value: { validita, scade, bloccatoFino: null },
      });
      clock = new Date(Date.parse(scade) - 1);
      expect((await key(citizen, given.pin)).outcome).toBe('found');
      clock = new Date(scade);
      for (let times = 0; times < 2; times++) {
        expect(await key(citizen, given.pin)).toEqual({
          outcome: 'expired',
          value: { scaduto: scade.slice(0, 10) },
        });
      }
      expect(await state(citizen)).toEqual({ outcome: 'expired', value: { scaduto: scade } });
      const seen = (await auditOf(citizen)).filter(({ event }) => event === 'scaduto-usato');
      expect(seen).toEqual([
        { event: 'scaduto-usato', by: 'telefono', at: clock, validity: null, until: new Date(scade) },
      ]);
      clock = before;
    });

    test('can be taken back, and the audit tells who did what', async () => {
      const citizen = nextCitizen(({ pin }) => pin === undefined);
      expect(await state(citizen)).toEqual({ outcome: 'none', value: {} });
      expect(await revoke(citizen)).toEqual({ outcome: 'none', value: {} });
      const { pin, scade } = await pinOf(citizen);
      expect(await revoke(citizen)).toEqual({ outcome: 'revoked', value: {} });
      expect(await state(citizen)).toEqual({ outcome: 'none', value: {} });
      expect((await key(citizen, pin)).outcome).toBe('absent');
      expect(await auditOf(citizen)).toEqual([
        { event: 'emesso', by: 'my-inps', at: clock, validity: 'giorno', until: new Date(scade) },
        { event: 'revocato', by: 'my-inps', at: clock, validity: null, until: null },
      ]);
    });

    test('that are locked say until when, and a new one ends the lock-out', async () => {
      const citizen = nextCitizen();
      const { pin } = await pinOf(citizen);
      for (let times = 0; times < 3; times++) await key(citizen, wrongFor(pin));
      const until = new Date(clock.getTime() + 60 * 60_000);
      expect(await key(citizen, pin)).toEqual({ outcome: 'locked', value: { fino: until.toISOString() } });
      expect(await state(citizen)).toMatchObject({ value: { bloccatoFino: until.toISOString() } });
      expect((await auditOf(citizen)).at(-1)).toEqual({
        event: 'bloccato',
        by: 'telefono',
        at: clock,
        validity: null,
        until,
      });
      const fresh = await pinOf(citizen);
      expect(await state(citizen)).toMatchObject({ value: { bloccatoFino: null } });
      expect((await key(citizen, fresh.pin)).outcome).toBe('found');
    });

    test('belong to one person, also where two have the same keys', async () => {
      const [one, other] = [syntheticCitizen(11), syntheticCitizen(12)];
      expect(one.keys).toBe(other.keys);
      secrets.push(one.code, other.code);
      const { pin } = await pinOf(one);
      await revoke(other);
      expect((await key(one, pin)).outcome).toBe('found');
      expect((await key(other, pin)).outcome).toBe('absent');
    });

    test('are shown once: a repeated request issues nothing and shows nothing', async () => {
      const citizen = nextCitizen();
      const again = randomUUID();
      const answers = await Promise.all([1, 2, 3, 4].map(() => issue(citizen, 'giorno', again)));
      expect(answers.map(({ outcome }) => outcome).sort()).toEqual([
        'already',
        'already',
        'already',
        'issued',
      ]);
      const { pin, scade } = issued.parse(answers.find(({ outcome }) => outcome === 'issued')).value;
      secrets.push(pin, signature(pin));
      expect(await issue(citizen, 'giorno', again)).toEqual({ outcome: 'already', value: { scade } });
      expect((await key(citizen, pin)).outcome).toBe('found');
      const other = await post(
        '/portale/pin',
        { codiceFiscale: citizen.code, validita: 'mese' },
        { key: again },
      );
      expect(other.status).toBe(422);
    });

    test('are five in an hour at most, however many ask at once', async () => {
      const citizen = nextCitizen();
      const answers = await Promise.all(Array.from({ length: 8 }, () => issue(citizen)));
      const outcomes = answers.map(({ outcome }) => outcome).sort();
      expect(outcomes).toEqual([...Array(5).fill('issued'), ...Array(3).fill('too-many')]);
      const fino = new Date(clock.getTime() + 60 * 60_000).toISOString();
      const again = randomUUID();
      expect(await issue(citizen, 'giorno', again)).toEqual({ outcome: 'too-many', value: { fino } });
      await pinOf(nextCitizen());
      minutes(60);
      expect((await issue(citizen, 'giorno', again)).outcome).toBe('issued');
    });

    test('that are asked for at the same time leave one that is good', async () => {
      const citizen = nextCitizen();
      const pins = await Promise.all([pinOf(citizen), pinOf(citizen)]);
      const outcomes = [];
      for (const { pin } of pins) outcomes.push((await key(citizen, pin)).outcome);
      expect(outcomes.sort()).toEqual(['found', 'wrong']);
    });

    test('that are keyed in while others are issued are good or are not, and nothing breaks', async () => {
      const citizen = nextCitizen();
      const { pin } = await pinOf(citizen);
      const [keyed] = await Promise.all([
        Promise.all(Array.from({ length: 6 }, () => key(citizen, pin))),
        pinOf(citizen),
        pinOf(citizen),
      ]);
      for (const { outcome } of keyed) expect(['found', 'wrong', 'locked']).toContain(outcome);
      const { pin: last } = await pinOf(citizen);
      const right = await Promise.all(Array.from({ length: 6 }, () => key(citizen, last)));
      expect(right.map(({ outcome }) => outcome)).toEqual(Array(6).fill('found'));
    });

    test('need a request as the contract has it, of a citizen that there is', async () => {
      const { code } = nextCitizen();
      const refused = [
        await post('/portale/pin', { codiceFiscale: code, validita: 'anno' }),
        await post('/portale/pin', { codiceFiscale: code }),
        await post('/portale/pin', { codiceFiscale: code, validita: 'giorno' }, { key: '' }),
        await post('/portale/pin/stato', { codiceFiscale: code.toLowerCase() }),
      ];
      for (const response of refused) {
        expect(response.status).toBe(400);
        expect(await response.text()).not.toContain(code);
      }
      const nobody = syntheticCitizen(population + 5).code;
      secrets.push(nobody);
      const unknown = { outcome: 'not-found', value: {} };
      expect(await ask('/portale/pin', { codiceFiscale: nobody, validita: 'giorno' })).toEqual(unknown);
      expect(await ask('/portale/pin/stato', { codiceFiscale: nobody })).toEqual(unknown);
      expect(await ask('/portale/pin/revoca', { codiceFiscale: nobody })).toEqual(unknown);
    });

    test("need the portal's own credential, and that is good for nothing else", async () => {
      const body = { codiceFiscale: nextCitizen().code, validita: 'giorno' };
      for (const [token, status] of [
        [engineToken, 403],
        ['other', 401],
        ['', 401],
      ] as const) {
        expect((await post('/portale/pin', body, { token })).status).toBe(status);
        expect((await post('/portale/pin/stato', body, { token })).status).toBe(status);
      }
      expect((await post('/persone/cerca', { chiavi: '7776728020145018' })).status).toBe(403);
      const contract = await fetch(`${baseUrl}/portale/openapi.json`);
      expect(await contract.json()).toEqual(JSON.parse(JSON.stringify(portalOpenApiDocument())));
    });

    test('leave no PIN, no code and no number behind, and are forgotten in the end', async () => {
      const citizen = nextCitizen();
      const { pin } = await pinOf(citizen);
      const row = z.object({ row: z.string() });
      const dumps = await Promise.all(
        ['pin', 'pin_tries', 'request', 'pin_audit'].map((table) =>
          database.rows(row, `SELECT t::text AS row FROM reference.${table} t`),
        ),
      );
      const stored = dumps.flat().map((one) => one.row);
      expect(stored.length).toBeGreaterThan(20);
      const everything = [...stored, ...output].join('\n');
      expect(everything).toContain('my-inps');
      // In the middle of a digest or of a longer number eight digits may stand by chance.
      const kept = secrets.filter((secret) =>
        new RegExp(`(?<![0-9a-f])${secret}(?![0-9a-f])`, 'i').test(everything),
      );
      if (kept.length > 0)
        throw new Error(`secrets are kept, of these lengths: ${kept.map((one) => one.length)}`);
      minutes(92 * 24 * 60);
      await office.prune();
      expect((await key(citizen, pin)).outcome).toBe('absent');
      expect((await auditOf(citizen)).length).toBe(1);
      minutes(731 * 24 * 60);
      await office.prune();
      expect(await auditOf(citizen)).toEqual([]);
    });
  });
}
