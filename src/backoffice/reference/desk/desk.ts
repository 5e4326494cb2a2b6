/** sportello.*: slots of first-level desks, booked, moved and cancelled. */
import { randomInt } from 'node:crypto';
import { z } from 'zod';
import { mac } from '../../../privacy/mac.ts';
import { Sealer } from '../../../privacy/seal.ts';
import type { Sensitive } from '../../../privacy/sensitive.ts';
import { arrayText, type Database, type Queries } from '../../../store/database.ts';
import type { ArgumentsOf, ResultOf } from '../../operation.ts';
import { nothing } from '../../operations/persone.ts';
import type { sportelloCerca } from '../../operations/sportello.cerca.ts';
import type { sportelloConferma } from '../../operations/sportello.conferma.ts';
import type { sportelloDisdici } from '../../operations/sportello.disdici.ts';
import type { sportelloSposta } from '../../operations/sportello.sposta.ts';
import type { sportelloStato } from '../../operations/sportello.stato.ts';
import { prenotazione, rifiuto } from '../../operations/sportello.ts';
import { dayInItaly } from '../day-in-italy.ts';
import { keyedText } from '../keyed-text.ts';
import type { ReferenceKeys } from '../keys.ts';
import type { References } from '../references.ts';
import { once } from '../requests.ts';
import {
  bookableDays,
  type DeskRules,
  deskRules,
  levelOf,
  placesOf,
  readSlot,
  type Slot,
  slotText,
} from './agenda.ts';
import { bookingCode, codeCount, isBookingCode } from './code.ts';
import { isPast, objectionTo } from './judge.ts';
import { type Booking, offerOf, officesAsked, toldOf } from './offer.ts';
import { bookingOf, bookingRow, takenRow } from './rows.ts';
import { addDays } from './working-days.ts';

const outcome = <Name extends string, Value extends z.ZodType>(name: Name, value: Value) =>
  z.object({ outcome: z.literal(name), value });
const confirmed = z.union([
  outcome('accepted', prenotazione),
  outcome('already', prenotazione),
  outcome('taken', nothing),
  outcome('refused', rifiuto),
]);
const moved = z.union([
  outcome('accepted', prenotazione),
  outcome('taken', nothing),
  outcome('not-found', nothing),
  outcome('refused', rifiuto),
]);
const cancelled = z.union([
  outcome('accepted', nothing),
  outcome('already', nothing),
  outcome('not-found', nothing),
]);

/** Somebody else took the slot that a booking was to be moved to: what the transaction did so far must go. */
class SlotTaken extends Error {}

/** Any number: it tells these advisory locks from others. */
const citizenLocks = 41_135;
const keepBookingsDays = 30;
const mostCodeTries = 50;

export interface DeskOptions {
  readonly database: Database;
  readonly references: References;
  readonly keys: ReferenceKeys;
  readonly rules?: DeskRules | undefined;
  /** The clock; tests give their own. */
  readonly now?: (() => Date) | undefined;
}

export class Desk {
  readonly #database: Database;
  readonly #references: References;
  readonly #keys: ReferenceKeys;
  readonly #sealer: Sealer;
  readonly #rules: DeskRules;
  readonly #now: () => Date;

  constructor({ database, references, keys, rules = deskRules, now = () => new Date() }: DeskOptions) {
    this.#database = database;
    this.#references = references;
    this.#keys = keys;
    this.#sealer = new Sealer(keys.bookings);
    this.#rules = rules;
    this.#now = now;
  }

  async cerca(args: ArgumentsOf<typeof sportelloCerca>): Promise<ResultOf<typeof sportelloCerca>> {
    const citizen = this.#references.readPerson(args.persona);
    const offices = officesAsked(args, citizen);
    const now = this.#now();
    const { from, to } = bookableDays(now, this.#rules);
    const [rows, held] = await Promise.all([
      this.#database.rows(
        takenRow,
        `SELECT office, day, at, count(*)::integer AS desks FROM reference.desk_slot
         WHERE office = ANY($1::text::text[]) AND day BETWEEN $2 AND $3 GROUP BY office, day, at`,
        [arrayText(offices.map(({ code }) => code)), from, to],
      ),
      openBookings(this.#database, citizen),
    ]);
    const taken = new Map(rows.map(({ office, day, at, desks }) => [`${office} ${day} ${at}`, desks]));
    return offerOf(offices, {
      precedence: args.precedenza,
      now,
      rules: this.#rules,
      after: args.dopo,
      level: args.livello,
      taken: (slot) => taken.get(slotText(slot)) ?? 0,
      own: new Set(held.map(({ slot }) => `${slot.day}T${slot.at}`)),
    });
  }

  /** @throws IdempotencyKeyReused, UnknownReference */
  async conferma(
    args: ArgumentsOf<typeof sportelloConferma>,
    idempotencyKey: string,
  ): Promise<ResultOf<typeof sportelloConferma>> {
    const citizen = this.#references.readPerson(args.persona);
    const { modo: mode, motivo: reason, precedenza: precedence, livello: level = 1 } = args;
    const fingerprint = this.#fingerprint(
      citizen,
      args.posto,
      args.cellulare.reveal(),
      mode,
      reason,
      precedence,
      String(level),
    );
    return await this.#work(
      citizen,
      { idempotencyKey, fingerprint, answer: confirmed },
      async (queries, now) => {
        await this.#closePast(queries, citizen, now);
        const slot = readSlot(args.posto);
        const held = await openBookings(queries, citizen);
        const objection = objectionTo(slot, held, {
          reason,
          precedence,
          now,
          rules: this.#rules,
          level,
        });
        if (objection !== undefined && 'already' in objection)
          return { outcome: 'already', value: toldOf(objection.already) };
        if (objection !== undefined || slot === undefined)
          return { outcome: 'refused', value: { perche: objection?.refused ?? 'non-prenotabile' } };
        const booking = { slot, mode, reason, precedence };
        const code = await this.#insert(queries, citizen, booking, args.cellulare);
        if (await claimDesk(queries, slot, citizen, code))
          return { outcome: 'accepted', value: toldOf({ ...booking, code }) };
        await queries.run('DELETE FROM reference.desk_booking WHERE code = $1', [code]);
        return { outcome: 'taken', value: {} };
      },
    );
  }

  async stato(args: ArgumentsOf<typeof sportelloStato>): Promise<ResultOf<typeof sportelloStato>> {
    const citizen = this.#references.readPerson(args.persona);
    const code = keyedText(args.codice);
    if (!isBookingCode(code)) return { outcome: 'not-found', value: { perche: 'errato' } };
    const found = await bookingWith(this.#database, citizen, code);
    if (found === undefined) return { outcome: 'not-found', value: { perche: 'sconosciuto' } };
    if (found.state === 'cancelled') return { outcome: 'not-found', value: { perche: 'disdetta' } };
    if (found.state === 'past' || isPast(found.booking, this.#now()))
      return { outcome: 'not-found', value: { perche: 'passata' } };
    return { outcome: 'found', value: toldOf(found.booking) };
  }

  /** @throws IdempotencyKeyReused, UnknownReference */
  async sposta(
    args: ArgumentsOf<typeof sportelloSposta>,
    idempotencyKey: string,
  ): Promise<ResultOf<typeof sportelloSposta>> {
    const citizen = this.#references.readPerson(args.persona);
    const code = keyedText(args.codice);
    const fingerprint = this.#fingerprint(citizen, code, args.posto);
    const work = async (queries: Queries, now: Date): Promise<ResultOf<typeof sportelloSposta>> => {
      const found = await bookingWith(queries, citizen, code);
      if (found?.state !== 'open' || isPast(found.booking, now)) return { outcome: 'not-found', value: {} };
      const { booking } = found;
      const others = (await openBookings(queries, citizen)).filter((one) => one.code !== code);
      const slot = readSlot(args.posto);
      const { precedence } = booking;
      const objection = objectionTo(slot, others, {
        reason: undefined,
        precedence,
        now,
        rules: this.#rules,
        level: levelOf(booking.slot),
      });
      if (slot === undefined || objection !== undefined) {
        const perche =
          objection !== undefined && 'refused' in objection ? objection.refused : 'non-prenotabile';
        return { outcome: 'refused', value: { perche } };
      }
      await queries.run('DELETE FROM reference.desk_slot WHERE code = $1', [code]);
      if (!(await claimDesk(queries, slot, citizen, code))) throw new SlotTaken();
      await queries.run('UPDATE reference.desk_booking SET office = $2, day = $3, at = $4 WHERE code = $1', [
        code,
        slot.office.code,
        slot.day,
        slot.at,
      ]);
      return { outcome: 'accepted', value: toldOf({ ...booking, slot }) };
    };
    try {
      return await this.#work(citizen, { idempotencyKey, fingerprint, answer: moved }, work);
    } catch (error) {
      if (error instanceof SlotTaken) return { outcome: 'taken', value: {} };
      throw error;
    }
  }

  /** @throws IdempotencyKeyReused, UnknownReference */
  async disdici(
    args: ArgumentsOf<typeof sportelloDisdici>,
    idempotencyKey: string,
  ): Promise<ResultOf<typeof sportelloDisdici>> {
    const citizen = this.#references.readPerson(args.persona);
    const code = keyedText(args.codice);
    const fingerprint = this.#fingerprint(citizen, code);
    return await this.#work(
      citizen,
      { idempotencyKey, fingerprint, answer: cancelled },
      async (queries, now) => {
        const found = await bookingWith(queries, citizen, code);
        if (found?.state === 'cancelled') return { outcome: 'already', value: {} };
        if (found?.state !== 'open' || isPast(found.booking, now)) return { outcome: 'not-found', value: {} };
        await queries.run('DELETE FROM reference.desk_slot WHERE code = $1', [code]);
        await queries.run("UPDATE reference.desk_booking SET state = 'cancelled' WHERE code = $1", [code]);
        return { outcome: 'accepted', value: {} };
      },
    );
  }

  /** Forgets bookings whose day is long over. */
  async prune(): Promise<void> {
    const day = addDays(dayInItaly(this.#now()), -keepBookingsDays);
    await this.#database.run('DELETE FROM reference.desk_slot WHERE day < $1', [day]);
    await this.#database.run(
      `DELETE FROM reference.desk_booking b WHERE day < $1
       AND NOT EXISTS (SELECT 1 FROM reference.desk_slot s WHERE s.code = b.code)`,
      [day],
    );
  }

  /** One request of a person at a time, and each key once, all in one transaction. */
  #work<Answer>(
    citizen: number,
    request: { idempotencyKey: string; fingerprint: Buffer; answer: z.ZodType<Answer> },
    work: (queries: Queries, now: Date) => Promise<Answer>,
  ): Promise<Answer> {
    const { idempotencyKey: key, fingerprint, answer } = request;
    const now = this.#now();
    return this.#database.transaction((queries) =>
      once(queries, { key, fingerprint, now, answer }, async () => {
        await queries.run('SELECT pg_advisory_xact_lock($1, $2)', [citizenLocks, citizen]);
        return await work(queries, now);
      }),
    );
  }

  #fingerprint(citizen: number, ...parts: readonly string[]): Buffer {
    return mac(this.#keys.requests, String(citizen), ...parts);
  }

  /** Bookings whose day is over no longer stand in the way of new ones. */
  async #closePast(queries: Queries, citizen: number, now: Date): Promise<void> {
    await queries.run(
      "UPDATE reference.desk_booking SET state = 'past' WHERE citizen = $1 AND state = 'open' AND day < $2",
      [citizen, dayInItaly(now)],
    );
  }

  /** Writes a booking under a code that nobody has. */
  async #insert(
    queries: Queries,
    citizen: number,
    { slot, mode, reason, precedence }: Omit<Booking, 'code'>,
    telephone: Sensitive,
  ): Promise<string> {
    const sealed = this.#sealer.seal(telephone);
    for (let tries = 0; tries < mostCodeTries; tries += 1) {
      const code = bookingCode(randomInt(codeCount));
      const written = await queries.run(
        `INSERT INTO reference.desk_booking
           (code, citizen, mode, reason, precedence, telephone, office, day, at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (code) DO NOTHING`,
        [code, citizen, mode, reason, precedence, sealed, slot.office.code, slot.day, slot.at],
      );
      if (written === 1) return code;
    }
    throw new RangeError('almost all booking codes are in use: delete old bookings, or make codes longer');
  }
}

const bookingColumns = 'code, state, mode, reason, precedence, office, day, at';

async function openBookings(queries: Queries, citizen: number): Promise<readonly Booking[]> {
  const rows = await queries.rows(
    bookingRow,
    `SELECT ${bookingColumns} FROM reference.desk_booking WHERE citizen = $1 AND state = 'open'`,
    [citizen],
  );
  return rows.map(bookingOf);
}

async function bookingWith(queries: Queries, citizen: number, code: string) {
  const [row] = await queries.rows(
    bookingRow,
    `SELECT ${bookingColumns} FROM reference.desk_booking WHERE code = $1 AND citizen = $2`,
    [code, citizen],
  );
  return row && { state: row.state, booking: bookingOf(row) };
}

/**
 * Takes one desk of a slot. A desk that somebody is taking at this moment is waited for, and the next one tried then:
 * each round another desk is gone, so there are no more rounds than desks.
 * @returns false when all are taken
 */
async function claimDesk(queries: Queries, slot: Slot, citizen: number, code: string): Promise<boolean> {
  const { office, day, at } = slot;
  const places = placesOf(slot);
  for (let round = 0; round <= places; round += 1) {
    const claimed = await queries.run(
      `INSERT INTO reference.desk_slot (office, day, at, desk, citizen, code)
       SELECT $1::text, $2::date, $3::text, desk, $4::integer, $5::text FROM generate_series(1, $6::integer) AS free (desk)
       WHERE NOT EXISTS (SELECT 1 FROM reference.desk_slot held WHERE held.office = $1::text AND held.day = $2::date
                         AND held.at = $3::text AND held.desk = free.desk)
       ORDER BY desk LIMIT 1 ON CONFLICT (office, day, at, desk) DO NOTHING`,
      [office.code, day, at, citizen, code, places],
    );
    if (claimed === 1) return true;
  }
  return false;
}
