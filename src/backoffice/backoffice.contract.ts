import { randomBytes, randomUUID } from 'node:crypto';
import { Writable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pino from 'pino';
import { z } from 'zod';
import { differingBlocks } from '../codice-fiscale/neighbours.ts';
import { Sensitive } from '../privacy/sensitive.ts';
import type { Database } from '../store/database.ts';
import type { OpenDatabase } from '../store/store.contract.ts';
import { type BackOfficeClient, createBackOfficeClient } from './client.ts';
import { openApiDocument } from './contract.ts';
import { type ListedCitizen, listCitizens, syntheticCitizen } from './reference/citizens.ts';
import { createReferenceBackOffice, type ReferenceBackOffice } from './reference/server.ts';

const population = 3_000;
const token = randomBytes(16).toString('hex');
const citizens = listCitizens({ limit: population, total: population });

function sensitiveField(value: Readonly<Record<string, unknown>>, name: string): Sensitive {
  return z.instanceof(Sensitive<string>).parse(value[name]);
}

function citizenWhere(what: string, fits: (citizen: ListedCitizen) => boolean): ListedCitizen {
  const citizen = citizens.find(fits);
  if (citizen === undefined) throw new Error(`among ${population} citizens there is none ${what}`);
  return citizen;
}

function changeKey(keys: string, index: number, key: string): string {
  return keys.slice(0, index) + key + keys.slice(index + 1);
}

/** The client and the reference implementation together, over real HTTP, whatever the database engine. */
export function backOfficeContract(engine: Database['engine'], open: OpenDatabase): void {
  describe(`back office on ${engine}`, () => {
    const output: string[] = [];
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
        token,
        pepper: randomBytes(32),
        logger,
        citizens: population,
        now: () => clock,
      });
      baseUrl = await office.listen({ port: 0 });
      client = createBackOfficeClient({ baseUrl, token, logger, timeoutMs: 10_000 });
    });
    afterAll(async () => {
      client.close();
      await office.close();
      await database.close();
    });

    const call = (operation: string, args: Record<string, unknown>, idempotencyKey: string = randomUUID()) =>
      client.call(operation, args, { idempotencyKey });
    const search = (keys: string) => call('persone.cerca', { chiavi: new Sensitive('codice-fiscale', keys) });
    const personOf = async (citizen: ListedCitizen) => {
      const answer = await search(citizen.tasti);
      expect(answer.outcome).toBe('found');
      return sensitiveField(answer.value, 'persona');
    };
    const ordinary = (fits: (citizen: ListedCitizen) => boolean, from = 0) =>
      citizenWhere('that fits', (citizen) => {
        const index = citizens.indexOf(citizen);
        return citizen.caso === 'ordinario' && index % 1_000 > 20 && index >= from && fits(citizen);
      });

    describe('persone', () => {
      test('200 citizens picked at random resolve to themselves', async () => {
        for (let count = 0; count < 200; count += 1) {
          const citizen = citizens[Math.floor(Math.random() * citizens.length)];
          if (citizen === undefined) throw new Error('no citizen');
          await expectResolves(citizen);
        }
      }, 60_000);

      test('every special case of the first thousand resolves to itself', async () => {
        for (const citizen of citizens.slice(0, 20)) await expectResolves(citizen);
        expect(new Set(citizens.slice(0, 20).map(({ caso }) => caso)).size).toBe(6);
      });

      /** Answers every question as the citizen would; the practices that are then found must be exactly theirs. */
      async function expectResolves(citizen: ListedCitizen): Promise<void> {
        let answer = await search(citizen.tasti);
        const questions: unknown[] = [];
        while (answer.outcome === 'ambiguous' && answer.value['discriminante'] !== 'pratica') {
          const question = answer.value['discriminante'];
          questions.push(question);
          expect(questions.length).toBeLessThan(3);
          answer = await call('persone.distingui', {
            ricerca: answer.value['ricerca'],
            ...(question === 'mese' ? { mese: citizen.mese } : { iniziale: citizen.iniziale }),
          });
        }
        let persona = answer.value['persona'];
        if (answer.outcome === 'ambiguous') {
          const [practice] = citizen.pratiche;
          const settled = await call('domande.stato', {
            persona: answer.value['ricerca'],
            pratica: new Sensitive('pratica', practice?.domus ?? ''),
          });
          persona = settled.value['persona'];
        }
        const list = await call('domande.elenco', { persona });
        const found = z
          .array(z.object({ domus: z.instanceof(Sensitive<string>) }))
          .parse(list.value['domande'] ?? [])
          .map(({ domus }) => domus.reveal());
        expect(list.outcome).toBe(citizen.pratiche.length === 0 ? 'absent' : 'found');
        expect(found.sort()).toEqual(citizen.pratiche.map(({ domus }) => domus).sort());
      }

      test('an older card finds the person under omocodia, after a question', async () => {
        const [first, second] = citizens.filter(({ caso }) => caso === 'omocodia');
        // The second one's own code is theirs alone; the code of the first is on the second one's older card.
        expect((await search(second?.tasti ?? '')).outcome).toBe('found');
        const shared = await search(first?.tasti ?? '');
        expect(shared).toMatchObject({ outcome: 'ambiguous', value: { discriminante: 'pratica' } });
        const practice = second?.pratiche[0];
        const settled = await call('domande.stato', {
          persona: shared.value['ricerca'],
          pratica: new Sensitive('pratica', practice?.tasti.slice(-7) ?? ''),
        });
        expect(settled).toMatchObject({
          outcome: 'found',
          value: { stato: practice?.stato, prestazione: practice?.prestazione },
        });
      });

      test('a month or an initial that nobody of the search has is not found', async () => {
        const byMonth = await search(
          citizenWhere('of the month case', ({ caso }) => caso === 'stesse-chiavi-mese').tasti,
        );
        expect(byMonth).toMatchObject({ outcome: 'ambiguous', value: { discriminante: 'mese' } });
        const { ricerca } = byMonth.value;
        for (const mese of [7, '13', new Sensitive('data', '00')]) {
          expect((await call('persone.distingui', { ricerca, mese })).outcome).toBe('not-found');
        }
        expect(
          (await call('persone.distingui', { ricerca, mese: new Sensitive('data', '02') })).outcome,
        ).toBe('found');
      });

      test('the initial may be a letter or the key that carries it', async () => {
        const citizen = citizenWhere('of the initial case', ({ caso }) => caso === 'stesse-chiavi-iniziale');
        const answer = await search(citizen.tasti);
        expect(answer.value['discriminante']).toBe('iniziale');
        const { ricerca } = answer.value;
        expect((await call('persone.distingui', { ricerca, iniziale: 'R' })).outcome).toBe('found');
        expect((await call('persone.distingui', { ricerca, iniziale: '7' })).outcome).toBe('found');
        expect((await call('persone.distingui', { ricerca, iniziale: 'Z' })).outcome).toBe('not-found');
        expect((await call('persone.distingui', { ricerca })).value['discriminante']).toBe('iniziale');
      });

      test('a slip of the finger points to its block and gives nobody away', async () => {
        const { tasti } = ordinary(({ tasti: keys }) => keys.charAt(12) !== '9');
        for (const index of [12, 13, 14]) {
          const slipped = changeKey(tasti, index, tasti.charAt(index) === '2' ? '3' : '2');
          const answer = await search(slipped);
          if (answer.outcome !== 'not-found') continue; // another citizen's keys, by chance
          expect(Object.keys(answer.value)).toEqual(['blocco']);
          expect([...differingBlocks(slipped, tasti), 'controllo']).toContain(answer.value['blocco']);
        }
        expect(await search('0'.repeat(16))).toEqual({
          outcome: 'not-found',
          value: { blocco: 'cognome-nome' },
        });
        expect(await search('2222229929922222')).toEqual({
          outcome: 'not-found',
          value: { blocco: 'nascita' },
        });
        expect(await search('12345678901')).toEqual({ outcome: 'not-found', value: { blocco: 'controllo' } });
      });
    });

    describe('domande', () => {
      test('a practice is found by DOMUS, protocol and the last seven digits, by its owner only', async () => {
        const citizen = ordinary(({ pratiche }) => pratiche.length > 1);
        const stranger = ordinary(({ pratiche }) => pratiche.length > 0, citizens.indexOf(citizen) + 1);
        const [practice] = citizen.pratiche;
        if (practice === undefined) throw new Error('no practice');
        const persona = await personOf(citizen);
        for (const keyed of [practice.domus, practice.tasti, practice.tasti.slice(-7)]) {
          const pratica = new Sensitive('pratica', keyed);
          const answer = await call('domande.stato', { persona, pratica });
          expect(answer).toMatchObject({
            outcome: 'found',
            value: {
              prestazione: practice.prestazione,
              stato: practice.stato,
              presentata: practice.presentata,
              aggiornata: practice.aggiornata,
              sede: expect.stringMatching(/^[A-Z][a-z]/),
              domus: expect.any(Sensitive),
              protocollo: expect.any(Sensitive),
              id: expect.any(Sensitive),
            },
          });
          expect(JSON.stringify(answer)).not.toContain(practice.domus);
          const others = await call('domande.stato', { persona: await personOf(stranger), pratica });
          expect(others).toEqual({ outcome: 'not-found', value: {} });
        }
      });

      test('the list has the newest first', async () => {
        const persona = await personOf(ordinary(({ pratiche }) => pratiche.length > 2));
        const { value } = await call('domande.elenco', { persona });
        const days = z
          .array(z.object({ presentata: z.string() }))
          .parse(value['domande'])
          .map(({ presentata }) => presentata);
        expect(value['quante']).toBe(days.length);
        expect(days).toEqual([...days].sort().reverse());
      });

      test('a reference made up is refused', async () => {
        const persona = new Sensitive(
          'persona',
          Buffer.from('{"type":"persona","citizen":1}').toString('base64url'),
        );
        expect(await call('domande.elenco', { persona })).toEqual({
          outcome: 'unavailable',
          value: { fault: 'http-400' },
        });
      });
    });

    describe('lavoro-domestico', () => {
      const contributions = (persona: unknown, code = '') =>
        call('lavoro-domestico.contributi', { persona, rapporto: new Sensitive('pratica', code) });

      test('the contributions of a relation are told to its employer, and to nobody else', async () => {
        const [employer, other] = [citizens[0], citizens[1]];
        if (employer === undefined || other === undefined) throw new Error('no citizens');
        const [code] = employer.rapportiDomestici;
        const persona = await personOf(employer);
        // The clock stands at 23 November: 13 weeks of 20 hours at 1.92 euro, to be paid in January.
        expect(await contributions(persona, code)).toMatchObject({
          outcome: 'found',
          value: { stato: 'non-ancora-aperto', trimestre: 4, importo: 49_920, apertura: '2027-01-01' },
        });
        expect((await contributions(await personOf(other), code)).outcome).toBe('not-found');
        expect((await contributions(persona, '123')).outcome).toBe('unavailable');
      });

      test('a relation code settles an open search, and the answer says whose it is', async () => {
        const employer = citizenWhere('with omocodia and a worker', ({ caso, rapportiDomestici }) => {
          return caso === 'omocodia' && rapportiDomestici.length > 0;
        });
        const answer = await search(employer.tasti);
        expect(answer.outcome).toBe('ambiguous');
        const told = await contributions(answer.value['ricerca'], employer.rapportiDomestici[0]);
        expect(told.outcome).toBe('found');
        const listed = await call('domande.elenco', { persona: told.value['persona'] });
        expect(z.object({ quante: z.number() }).parse(listed.value).quante).toBe(employer.pratiche.length);
      });
    });

    describe('pin', () => {
      const minutes = (count: number) => {
        clock = new Date(clock.getTime() + count * 60_000);
      };
      const number = () => `+3906${String(Math.floor(Math.random() * 1e8)).padStart(8, '0')}`;
      const withPin = citizens.filter(
        ({ caso, pinTelefonico }) => caso === 'ordinario' && pinTelefonico !== undefined,
      );
      let used = 100;
      /** Each test takes citizens that no other has touched. */
      const nextWithPin = async () => {
        used += 1;
        const citizen = withPin[used];
        if (citizen?.pinTelefonico === undefined) throw new Error('no citizen with a PIN is left');
        const right = citizen.pinTelefonico.tasti;
        return {
          persona: await personOf(citizen),
          right,
          wrong: changeKey(right, 7, right.endsWith('2') ? '3' : '2'),
        };
      };
      const verify = async (
        persona: Sensitive,
        keys: string,
        caller: string | null,
        idempotencyKey?: string,
      ) =>
        await call(
          'pin.verifica',
          {
            persona,
            pin: new Sensitive('pin', keys),
            chiamante: caller === null ? null : new Sensitive('telefono', caller),
          },
          idempotencyKey,
        );

      test('three wrong ones lock the person, whoever calls, until the time is over', async () => {
        const { persona, right, wrong } = await nextWithPin();
        expect(await verify(persona, wrong, null)).toEqual({ outcome: 'wrong', value: { restano: 2 } });
        expect(await verify(persona, wrong, number())).toEqual({ outcome: 'wrong', value: { restano: 1 } });
        const locked = {
          outcome: 'locked',
          value: { fino: new Date(clock.getTime() + 60 * 60_000).toISOString() },
        };
        expect(await verify(persona, wrong, number())).toEqual(locked);
        expect(await verify(persona, right, number())).toEqual(locked);
        minutes(59);
        expect(await verify(persona, right, null)).toEqual(locked);
        minutes(2);
        expect((await verify(persona, right, null)).outcome).toBe('found');
      });

      test('three wrong ones lock the number, whoever it asks for, and a right one in between does not help', async () => {
        const caller = number();
        const [own, first, second] = [await nextWithPin(), await nextWithPin(), await nextWithPin()];
        expect((await verify(first.persona, first.wrong, caller)).outcome).toBe('wrong');
        expect((await verify(first.persona, first.wrong, caller)).outcome).toBe('wrong');
        expect((await verify(own.persona, own.right, caller)).outcome).toBe('found');
        expect(
          (await verify(second.persona, second.wrong, `${caller.slice(0, 5)} ${caller.slice(5)}`)).outcome,
        ).toBe('locked');
        expect((await verify(own.persona, own.right, caller)).outcome).toBe('locked');
        expect((await verify(own.persona, own.right, number())).outcome).toBe('found');
        minutes(61);
        expect((await verify(own.persona, own.right, caller)).outcome).toBe('found');
      });

      test('a right one clears the tries of the person, and so does time', async () => {
        const { persona, right, wrong } = await nextWithPin();
        await verify(persona, wrong, null);
        await verify(persona, wrong, null);
        expect((await verify(persona, right, null)).outcome).toBe('found');
        expect((await verify(persona, wrong, null)).value).toEqual({ restano: 2 });
        minutes(24 * 60 + 1);
        expect((await verify(persona, wrong, null)).value).toEqual({ restano: 2 });
      });

      test('a repeated request counts once, at once or later, and its key fits no other request', async () => {
        const { persona, right, wrong } = await nextWithPin();
        const key = randomUUID();
        const answers = await Promise.all([1, 2, 3, 4].map(() => verify(persona, wrong, null, key)));
        for (const answer of [...answers, await verify(persona, wrong, null, key)]) {
          expect(answer).toEqual({ outcome: 'wrong', value: { restano: 2 } });
        }
        expect((await verify(persona, right, null, key)).value).toEqual({ fault: 'http-422' });
        expect((await verify(persona, wrong, null)).value).toEqual({ restano: 1 });
      });

      test('guesses at the same time are counted one by one', async () => {
        const { persona, wrong } = await nextWithPin();
        const answers = await Promise.all(Array.from({ length: 8 }, () => verify(persona, wrong, number())));
        const outcomes = answers.map(({ outcome }) => outcome).sort();
        expect(outcomes).toEqual([...Array(6).fill('locked'), 'wrong', 'wrong']);
      });

      test('without a PIN there is none to be wrong', async () => {
        const citizen = citizens.find(
          ({ caso }, at) => caso === 'ordinario' && at > 20 && syntheticCitizen(at).pin === undefined,
        );
        if (citizen === undefined) throw new Error('no citizen without a PIN');
        const persona = await personOf(citizen);
        expect(await verify(persona, '23456789', null)).toEqual({ outcome: 'absent', value: {} });
      });

      test('that a PIN ran out is told to whoever has it, and to nobody else', async () => {
        const index = citizens.findIndex(
          ({ caso }, at) => caso === 'ordinario' && at > 20 && syntheticCitizen(at).pin?.active === false,
        );
        const [citizen, pin] = [citizens[index], syntheticCitizen(index).pin];
        if (citizen === undefined || pin === undefined) throw new Error('no citizen whose PIN ran out');
        const persona = await personOf(citizen);
        const other = changeKey(pin.keys, 7, pin.keys.endsWith('2') ? '3' : '2');
        expect(await verify(persona, other, null)).toEqual({ outcome: 'wrong', value: { restano: 2 } });
        const expired = await verify(persona, pin.keys, null);
        expect(expired).toEqual({
          outcome: 'expired',
          value: { scaduto: expect.stringMatching(/^\d{4}-\d\d-\d\d$/) },
        });
        expect(await verify(persona, pin.keys, null)).toEqual(expired);
      });

      test('neither PINs nor numbers are in the database, and old tries are forgotten', async () => {
        const caller = number();
        const { persona, right, wrong } = await nextWithPin();
        await verify(persona, wrong, caller);
        const text = z.object({ row: z.string() });
        const dump = async () =>
          [
            ...(await database.rows(text, 'SELECT p::text AS row FROM reference.pin p')),
            ...(await database.rows(text, 'SELECT p::text AS row FROM reference.pin_tries p')),
            ...(await database.rows(text, 'SELECT p::text AS row FROM reference.request p')),
          ]
            .map(({ row }) => row)
            .join('\n');
        const stored = await dump();
        for (const secret of [right, wrong, caller, caller.slice(1)]) {
          expect(stored).not.toContain(secret);
          expect(stored).not.toContain(Buffer.from(secret).toString('hex'));
        }
        expect(stored).toContain('chiamante:');
        minutes(3 * 24 * 60);
        await office.prune();
        expect(await dump()).not.toContain('chiamante:');
      });
    });

    test('the contract is served as it is written', async () => {
      const response = await fetch(`${baseUrl}/openapi.json`);
      expect(await response.json()).toEqual(JSON.parse(JSON.stringify(openApiDocument())));
    });

    test('requests without the token, of another form or to nowhere are refused without an echo', async () => {
      const post = async (path: string, body: string, authorization = `Bearer ${token}`) => {
        const headers = { authorization, 'content-type': 'application/json' };
        const response = await fetch(baseUrl + path, { method: 'POST', headers, body });
        return { status: response.status, text: await response.text() };
      };
      const keys = '{"chiavi":"7776728020145018"}';
      expect(await post('/persone/cerca', keys, 'Bearer other')).toMatchObject({ status: 401 });
      for (const [path, body, status] of [
        ['/persone/cerca', '{"chiavi":"RSSMRA80A01H501U"}', 400],
        ['/persone/cerca', '{"chiavi":"7776728020145018","altro":1}', 400],
        ['/persone/cerca', '{"chiavi":"77767280201', 400],
        ['/persone/7776728020145018', keys, 404],
        ['/_faults', '{}', 404],
        ['/pin/verifica', '{"persona":"7776728020145018","pin":"23456789","chiamante":null}', 400],
        ['/persone/cerca', JSON.stringify({ chiavi: '7'.repeat(20_000) }), 413],
      ] as const) {
        const answer = await post(path, body);
        expect(answer.status).toBe(status);
        expect(answer.text).not.toMatch(/7776728|RSSMRA/);
      }
    });

    test('no log line of client or server holds a code, a PIN, a practice or a number', () => {
      const logged = output.join('');
      expect(logged).toContain('served');
      for (const citizen of citizens) {
        const secrets = [
          citizen.codiceFiscale,
          citizen.tasti,
          citizen.pinTelefonico?.tasti,
          citizen.pinTelefonico?.codice,
          ...citizen.pratiche.flatMap(({ domus, protocollo, tasti }) => [domus, protocollo, tasti]),
        ];
        for (const secret of secrets)
          if (secret !== undefined && logged.includes(secret)) throw new Error('a secret is in the log');
      }
      expect(logged).not.toMatch(/\+39|7776728020145018|RSSMRA/);
    });
  });
}
