/** The in-memory back office of the simulator and the one over a database, asked the same. */
import { randomBytes, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import pino from 'pino';
import { z } from 'zod';
import { type BackOfficeClient, createBackOfficeClient } from '../backoffice/client.ts';
import { motiviAssenza } from '../backoffice/operations/assenze.ts';
import { modi, motivi, precedenze } from '../backoffice/operations/sportello.ts';
import { syntheticCitizen } from '../backoffice/reference/citizens.ts';
import { bookingCode, codeCount } from '../backoffice/reference/desk/code.ts';
import { createReferenceBackOffice, type ReferenceBackOffice } from '../backoffice/reference/server.ts';
import type { Value } from '../flow/values.ts';
import { loadCalendars } from '../numbers/calendar.ts';
import { DatedMailing, usualMailing } from '../numbers/mailing.ts';
import { Sensitive } from '../privacy/sensitive.ts';
import type { Database } from '../store/database.ts';
import type { OpenDatabase } from '../store/store.contract.ts';
import { operationOf } from './answers.ts';
import { ReferenceAnswers, ReferencePopulation } from './reference.ts';

const population = 200;
const calendars = await loadCalendars(join(import.meta.dirname, '../../flows/hours.yaml'));
/** The simulated desk gives codes from the middle on, the line any: this one is the last. */
const nobodysCode = bookingCode(codeCount - 1);
const token = randomBytes(16).toString('hex');

const answerSchema = z.object({ outcome: z.string(), value: z.record(z.string(), z.unknown()).nullable() });
type Given = z.infer<typeof answerSchema>;
type Side = 'line' | 'simulated';
/** What both gave for the same thing: references and codes are each one's own. */
type Both<Thing> = { readonly [side in Side]: Thing };

/** Made up by each side itself: only whether it is there can be compared. */
const ownFields = new Set(['codice', 'riferimento', 'scaduto']);

function comparable(value: unknown, field = ''): unknown {
  if (value instanceof Sensitive) return value.kind;
  if (ownFields.has(field)) return typeof value;
  if (Array.isArray(value)) return value.map((one) => comparable(one));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, comparable(inner, name)]));
}

function shown({ outcome, value }: Given) {
  return { outcome, value: comparable(value) };
}

/** A personal field that both answers have. */
function both({ line, simulated }: Both<Given>, field: string): Both<Sensitive> | undefined {
  const [one, other] = [line.value?.[field], simulated.value?.[field]];
  const text = z.instanceof(Sensitive<string>);
  return one === undefined ? undefined : { line: text.parse(one), simulated: text.parse(other) };
}

/** Some of them, while there are any. */
function at<Thing>(things: readonly Thing[], number: number): Thing | undefined {
  return things[number % things.length];
}

/** One of the first: each special case is among them. */
const citizenOf = (number: number) => syntheticCitizen(number % 12);

const pick = fc.nat({ max: 1_000 });
const reasons = { modo: fc.constantFrom(...modi), motivo: fc.constantFrom(...motivi.slice(0, 2)) };
const keysOfSomebody = fc.nat({ max: population - 1 }).chain((index) => {
  const { keys, formerKeys = keys } = syntheticCitizen(index);
  return fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(keys, formerKeys) },
    { weight: 1, arbitrary: fc.constant(keys.padStart(16, '0')) },
    {
      weight: 2,
      arbitrary: fc
        .tuple(fc.nat({ max: keys.length - 1 }), fc.nat({ max: 9 }))
        .map(([at, digit]) => keys.slice(0, at) + digit + keys.slice(at + 1)),
    },
    { weight: 1, arbitrary: fc.stringMatching(/^(\d{11}|\d{16})$/) },
  );
});

const request = fc.oneof(
  { weight: 3, arbitrary: fc.record({ ask: fc.constant('search' as const), keys: keysOfSomebody }) },
  {
    weight: 1,
    arbitrary: fc.record({
      ask: fc.constant('narrow' as const),
      which: pick,
      mese: fc.option(fc.integer({ min: 1, max: 12 }), { nil: undefined }),
      iniziale: fc.option(fc.constantFrom('M', '7', 'r'), { nil: undefined }),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      ask: fc.constant('pin' as const),
      who: pick,
      right: fc.boolean(),
      caller: fc.constantFrom(null, '+390655512345', '+39 06 555 12346'),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      ask: fc.constant('slots' as const),
      who: pick,
      cap: fc.constantFrom('00144', '20121', '99999', undefined),
      precedenza: fc.constantFrom(...precedenze.slice(0, 2)),
      ...reasons,
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      ask: fc.constant('book' as const),
      who: pick,
      slot: pick,
      precedenza: fc.constantFrom(...precedenze.slice(0, 2)),
      ...reasons,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ ask: fc.constant('move' as const), which: pick, who: pick, slot: pick }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      ask: fc.constantFrom('booking' as const, 'cancel' as const),
      which: pick,
      who: pick,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      ask: fc.constant('absence' as const),
      matricola: fc.constantFrom('10001', '10002', '99999'),
      motivo: fc.constantFrom(...motiviAssenza),
      day: fc.integer({ min: -20, max: 60 }),
      giorni: fc.constantFrom(1, 3, 400),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ ask: fc.constant('wait' as const), minutes: fc.integer({ min: 1, max: 1_500 }) }),
  },
);
type Request = typeof request extends fc.Arbitrary<infer One> ? One : never;

export function alikeContract(engine: Database['engine'], open: OpenDatabase): void {
  describe(`the simulated back office and the one on ${engine}`, () => {
    let clock = new Date();
    let database: Database;
    let office: ReferenceBackOffice;
    let client: BackOfficeClient;
    const simulated = new ReferencePopulation(population);

    beforeAll(async () => {
      const logger = pino({ level: 'silent' });
      database = await open();
      const pepper = randomBytes(32);
      office = await createReferenceBackOffice({
        database,
        token,
        pepper,
        logger,
        citizens: population,
        now: () => clock,
      });
      client = createBackOfficeClient({
        baseUrl: await office.listen({ port: 0 }),
        token,
        logger,
        timeoutMs: 60_000,
      });
    }, 120_000);
    afterAll(async () => {
      client.close();
      await office.close();
      await database.close();
    });
    beforeEach(forget);

    /** As if nobody had called before. */
    async function forget(): Promise<void> {
      clock = new Date();
      await database.script(
        `TRUNCATE reference.pin_tries, reference.request, reference.desk_slot, reference.desk_booking,
           reference.absence`,
      );
    }

    /** One call: what it has been given, by both sides. */
    class Call {
      readonly #answers = new ReferenceAnswers(simulated, new DatedMailing(usualMailing, calendars));
      readonly #searches: Both<Sensitive>[] = [];
      readonly #codes: Both<string>[] = [{ line: nobodysCode, simulated: nobodysCode }];
      readonly #slots: string[] = ['no slot'];

      /** How many have been offered. */
      get slots(): number {
        return this.#slots.length - 1;
      }

      async make(one: Request): Promise<void> {
        switch (one.ask) {
          case 'wait':
            clock = new Date(clock.getTime() + one.minutes * 60_000);
            return;
          case 'search':
            await this.#search(one.keys);
            return;
          case 'narrow': {
            const ricerca = at(this.#searches, one.which);
            if (ricerca === undefined) return;
            const { mese = null, iniziale = null } = one;
            await this.#ask('persone.distingui', (side) => ({ ricerca: ricerca[side], mese, iniziale }));
            return;
          }
          case 'pin': {
            const { index, pin } = citizenOf(one.who);
            const keys = one.right ? (pin?.keys ?? '12345678') : '99999999';
            const chiamante = one.caller === null ? null : new Sensitive('telefono', one.caller);
            await this.#forPerson(index, 'pin.verifica', () => ({
              pin: new Sensitive('pin', keys),
              chiamante,
            }));
            return;
          }
          case 'slots': {
            const { who, cap = null, modo, motivo, precedenza } = one;
            const wish = { cap, modo, motivo, precedenza, ufficio: null, dopo: null };
            const given = await this.#forPerson(citizenOf(who).index, 'sportello.cerca', () => wish);
            const offered = z.object({ posti: z.array(z.object({ posto: z.string() })) });
            const posti = offered.safeParse(given?.line.value).data?.posti ?? [];
            this.#slots.push(...posti.map(({ posto }) => posto));
            return;
          }
          case 'book': {
            const { who, slot, modo, motivo, precedenza } = one;
            const cellulare = new Sensitive('telefono', '+393331234567');
            const wish = { posto: at(this.#slots, slot) ?? '', cellulare, modo, motivo, precedenza };
            const given = await this.#forPerson(citizenOf(who).index, 'sportello.conferma', () => wish);
            if (given?.line.outcome !== 'accepted') return;
            const codice = (answer: Given) => z.string().parse(answer.value?.['codice']);
            this.#codes.push({ line: codice(given.line), simulated: codice(given.simulated) });
            return;
          }
          case 'move':
          case 'booking':
          case 'cancel': {
            const codice = at(this.#codes, one.which);
            const operation = { move: 'sposta', booking: 'stato', cancel: 'disdici' }[one.ask];
            const more = one.ask === 'move' ? { posto: at(this.#slots, one.slot) ?? '' } : {};
            const args = (side: Side) => ({ codice: codice?.[side] ?? '', ...more });
            await this.#forPerson(citizenOf(one.who).index, `sportello.${operation}`, args);
            return;
          }
          case 'absence': {
            const { matricola, motivo, giorni } = one;
            const dal = new Date(clock.getTime() + one.day * 86_400_000).toISOString().slice(0, 10);
            await this.#ask('assenze.comunica', () => ({
              matricola,
              motivo,
              dal,
              giorni,
              certificato: null,
            }));
          }
        }
      }

      async #search(keys: string): Promise<Both<Given>> {
        const chiavi = new Sensitive('codice-fiscale', keys);
        const given = await this.#ask('persone.cerca', () => ({ chiavi }));
        const ricerca = both(given, 'ricerca');
        if (ricerca !== undefined) this.#searches.push(ricerca);
        return given;
      }

      async #forPerson(
        citizen: number,
        operation: string,
        args: (side: Side) => Readonly<Record<string, Value>>,
      ): Promise<Both<Given> | undefined> {
        const persona = both(await this.#search(syntheticCitizen(citizen).keys), 'persona');
        if (persona === undefined) return undefined;
        return await this.#ask(operation, (side) => ({ persona: persona[side], ...args(side) }));
      }

      /** Asks both sides, and expects them to answer alike. */
      async #ask(
        operation: string,
        args: (side: Side) => Readonly<Record<string, Value>>,
      ): Promise<Both<Given>> {
        const idempotencyKey = randomUUID();
        const answers: Given[] = [];
        // A repeated request comes to what the first one came to.
        const times = operationOf(operation)?.safe ? 1 : 2;
        for (let time = 0; time < times; time += 1) {
          const line = answerSchema.parse(await client.call(operation, args('line'), { idempotencyKey }));
          const asked = { name: operation, operation, service: undefined, outcomes: [] };
          const given = this.#answers.answer({
            ...asked,
            arguments: args('simulated'),
            idempotencyKey,
            now: clock.getTime(),
          });
          const told = answerSchema.parse(given);
          expect({ operation, ...shown(told) }).toEqual({ operation, ...shown(line) });
          expect(told.outcome).not.toBe('unavailable');
          answers.push(line, told);
        }
        const [line, told] = answers;
        if (line === undefined || told === undefined) throw new Error('nobody answered');
        return { line, simulated: told };
      }
    }

    test('answer alike to whoever moves a booking to where it is', async () => {
      const call = new Call();
      const wish = { who: 0, precedenza: 'nessuna', modo: 'in-presenza', motivo: 'informazioni' } as const;
      await call.make({ ...wish, ask: 'slots', cap: '00144' });
      // Some of them are slots of one desk.
      for (let slot = 1; slot <= call.slots; slot += 1) {
        await call.make({ ...wish, ask: 'book', slot });
        await call.make({ ask: 'move', who: 0, which: slot, slot });
        await call.make({ ask: 'cancel', who: 0, which: slot });
      }
    }, 120_000);

    test('answer alike', async () => {
      await fc.assert(
        fc
          .asyncProperty(fc.array(request, { minLength: 5, maxLength: 25 }), async (requests) => {
            const call = new Call();
            for (const one of requests) await call.make(one);
          })
          .beforeEach(forget),
        { numRuns: 15 },
      );
    }, 300_000);
  });
}
