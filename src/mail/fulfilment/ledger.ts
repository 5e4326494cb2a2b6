import { z } from 'zod';
import { arrayText, type Database, type Parameter } from '../../store/database.ts';
import { channels } from '../kind.ts';
import { leadingTo, type State, states, unfinished } from '../states.ts';
import type { Reason } from './faults.ts';

const takenRow = z.object({
  id: z.string(),
  reference: z.string(),
  kind: z.string(),
  channel: z.enum([...channels, 'sms']),
  parameters: z.record(z.string(), z.union([z.string(), z.number()])),
  sealed: z.string(),
  language: z.string(),
  state: z.enum(unfinished),
  attempts: z.number(),
  createdAt: z.date(),
});
/** A request in the hands of a worker. */
export type Taken = z.output<typeof takenRow>;

const waiting: ReadonlySet<State> = new Set(unfinished);
const list = (some: readonly State[]) => some.map((state) => `'${state}'`).join(', ');
/** Written out, so that the database can use its index of unfinished requests. */
export const isUnfinished = `state IN (${list(unfinished)})`;

/**
 * How far each request has come. Every step is one statement that compares and sets: of two workers that do the same,
 * one does it, and the other is told.
 */
export class Ledger {
  readonly #database: Database;
  readonly #now: () => Date;

  constructor(database: Database, now: () => Date = () => new Date()) {
    this.#database = database;
    this.#now = now;
  }

  /**
   * Takes a request up; the attempt counts from here, so that one which ends the process each time ends some day, too.
   * @returns undefined when there is nothing to do: it is finished, or somebody hands it over just now
   */
  async take(id: string): Promise<Taken | undefined> {
    const [row] = await this.#database.rows(
      takenRow,
      `UPDATE mail.request SET attempts = attempts + 1
       WHERE id = $1 AND ${isUnfinished} AND (held_until IS NULL OR held_until < now())
       RETURNING id, reference, kind, channel, parameters, sealed, language, state, attempts,
         created_at AS "createdAt"`,
      [id],
    );
    return row;
  }

  /** Moves an unfinished request on, if its state may come before. @returns false when it is elsewhere */
  async move(id: string, to: State, reason: Reason | null = null): Promise<boolean> {
    return this.#step(id, to, reason, '', []);
  }

  /** A letter lies in the spool, in the folder of the batch that the request was put into. */
  async batched(
    id: string,
    batch: string,
    { sha256, bytes }: { readonly sha256: string; readonly bytes: number },
  ): Promise<boolean> {
    return this.#step(
      id,
      'BATCHED',
      null,
      ', sha256 = $6, bytes = $7',
      [sha256, bytes, batch],
      'AND batch = $8',
    );
  }

  /** A carrier took it. */
  async handedOver(id: string, carrier: string, carrierReference: string): Promise<boolean> {
    return this.#step(id, 'HANDED_OVER', null, ', carrier = $6, carrier_reference = $7, held_until = NULL', [
      carrier,
      carrierReference,
    ]);
  }

  /**
   * Has a request to oneself for handing it over. Whoever dies with it loses it when the time is up; the next then
   * hands it over under the same key.
   * @returns false when somebody else has it, or it is not ready
   */
  async hold(id: string, seconds: number): Promise<boolean> {
    const held = await this.#database.run(
      `UPDATE mail.request SET held_until = now() + make_interval(secs => $2)
       WHERE id = $1 AND state = 'RENDERED' AND (held_until IS NULL OR held_until < now())`,
      [id, seconds],
    );
    return held === 1;
  }

  async letGo(id: string): Promise<void> {
    await this.#database.run('UPDATE mail.request SET held_until = NULL WHERE id = $1', [id]);
  }

  /** Writes down what stands in the way. @param counts whether the attempt counts @returns attempts made so far */
  async hindered(id: string, reason: Reason, counts: boolean): Promise<number> {
    const [row] = await this.#database.rows(
      z.object({ attempts: z.number() }),
      `UPDATE mail.request SET reason = $2, attempts = attempts - $3::integer
       WHERE id = $1 AND ${isUnfinished} RETURNING attempts`,
      [id, reason, counts ? 0 : 1],
    );
    return row?.attempts ?? 0;
  }

  async state(id: string): Promise<State | undefined> {
    const [row] = await this.#database.rows(
      z.object({ state: z.enum(states) }),
      'SELECT state FROM mail.request WHERE id = $1',
      [id],
    );
    return row?.state;
  }

  async #step(
    id: string,
    to: State,
    reason: Reason | null,
    sets: string,
    values: readonly Parameter[],
    where = '',
  ): Promise<boolean> {
    // What lies in the spool is for its batch alone to move: a late word of a worker changes nothing there.
    const from = leadingTo(to).filter((state) => waiting.has(state));
    const moved = await this.#database.run(
      `WITH moved AS (
         UPDATE mail.request SET state = $2::text, reason = $4::text${sets}
         WHERE id = $1 AND state = ANY($3::text::text[]) ${where} RETURNING id)
       INSERT INTO mail.history (request, state, at, reason) SELECT id, $2::text, $5, $4::text FROM moved`,
      [id, to, arrayText(from), reason, this.#now(), ...values],
    );
    return moved === 1;
  }
}
