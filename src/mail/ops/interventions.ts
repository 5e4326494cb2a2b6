import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { arrayText, type Database, type Queries } from '../../store/database.ts';
import { referenceOf } from '../../store/reference.ts';
import { followers, leadingTo, type State, states, unfinished } from '../states.ts';

/** What a person can have done with a request, in the words of the audit. */
export const actions = ['retry', 'cancel', 'send-again', 'close-batches'] as const;
export type Action = (typeof actions)[number];

/** Who has it done, and why. */
export interface By {
  readonly client: string;
  readonly reason: string;
  /** The same for a repeated order: it is carried out once. */
  readonly idempotencyKey: string;
}

/** Something cannot be done with a request in its state. */
export class NotPossible extends Error {
  readonly state: State;

  constructor(state: State) {
    super(`not possible in state ${state}`);
    this.name = 'NotPossible';
    this.state = state;
  }
}

export interface InterventionParts {
  readonly database: Database;
  /** The spool: what is taken back must not lie there any more. */
  readonly spool: { remove(batch: string, reference: string): Promise<boolean> };
  /** The day until which something sent now arrives, `YYYY-MM-DD`; undefined while the rules cannot be read. */
  readonly arrivesBy: (channel: string, at: Date) => string | undefined;
  /** Something is to be told to the queues. */
  readonly wake: () => void;
  readonly now?: () => Date;
}

const requestRow = z.object({
  id: z.string(),
  reference: z.string(),
  channel: z.string(),
  state: z.enum(states),
  batch: z.string().nullable(),
  batchName: z.string().nullable(),
  batchState: z.string().nullable(),
  held: z.boolean(),
});
type Found = z.output<typeof requestRow>;

/** From these on somebody outside has it: it can be sent again, as a new request. */
const sent: readonly State[] = ['HANDED_OVER', ...followers.HANDED_OVER];

/** What people of operations have done with requests. Each is one transaction with its row in the audit. */
export class Interventions {
  readonly #parts: InterventionParts;

  constructor(parts: InterventionParts) {
    this.#parts = parts;
  }

  /**
   * Has what failed, or had no address, tried from the beginning.
   * @returns undefined when there is no such request
   * @throws NotPossible
   */
  async retry(reference: string, by: By): Promise<State | undefined> {
    const state = await this.#do<State>(reference, 'retry', by, async (queries, found) => {
      if (!leadingTo('REQUESTED').includes(found.state)) throw new NotPossible(found.state);
      // It must not be found there again as what it was before.
      await this.#takeBack(found);
      await this.#begin(queries, found.id);
      return 'REQUESTED';
    });
    this.#parts.wake();
    return state;
  }

  /** The same for everything that waits in one state for one reason. @returns how many */
  async retryAll(state: State, reason: string, by: By, most: number): Promise<number> {
    if (!leadingTo('REQUESTED').includes(state)) throw new NotPossible(state);
    const waiting = await this.#parts.database.rows(
      z.object({ reference: z.string() }),
      'SELECT reference FROM mail.request WHERE state = $1 AND reason = $2 ORDER BY id LIMIT $3',
      [state, reason, most],
    );
    let tried = 0;
    for (const { reference } of waiting) {
      try {
        await this.retry(reference, by);
        tried += 1;
      } catch (error) {
        // Somebody else was faster with this one.
        if (!(error instanceof NotPossible)) throw error;
      }
    }
    return tried;
  }

  /**
   * Takes a request back, as long as nobody outside has it. The same can then be asked for anew on the same day.
   * @returns undefined when there is no such request
   * @throws NotPossible once it is handed over, or is being handed over
   */
  async cancel(reference: string, by: By): Promise<State | undefined> {
    return this.#do<State>(reference, 'cancel', by, async (queries, found) => {
      if (found.state === 'CANCELLED') return 'CANCELLED';
      const late = found.held || (found.batch !== null && found.batchState !== 'OPEN');
      if (late || !leadingTo('CANCELLED').includes(found.state)) throw new NotPossible(found.state);
      await queries.run(
        `UPDATE mail.request SET state = 'CANCELLED', reason = NULL,
           deduplication = sha256(deduplication || convert_to('cancelled ' || id, 'UTF8'))
         WHERE id = $1`,
        [found.id],
      );
      await this.#note(queries, found.id, 'CANCELLED');
      // What cannot be removed now is removed when its batch closes.
      await this.#takeBack(found).catch(() => {});
      return 'CANCELLED';
    });
  }

  /**
   * Sends again what was handed over: a new request, linked to the old one.
   * @returns its reference; undefined when there is no such request
   * @throws NotPossible for one that was never handed over
   */
  async sendAgain(reference: string, by: By): Promise<string | undefined> {
    const again = await this.#do(reference, 'send-again', by, async (queries, found) => {
      if (!sent.includes(found.state)) throw new NotPossible(found.state);
      const key = `send-again ${by.client} ${by.idempotencyKey}`;
      return (await this.#sentAgain(queries, found.id, key)) ?? this.#copy(queries, found, key);
    });
    this.#parts.wake();
    return again;
  }

  /** Writes down what was done with no single request. */
  async noted(action: Action, { client, reason }: By): Promise<void> {
    await this.#parts.database.run(
      'INSERT INTO mail.action (client, action, reason, at) VALUES ($1, $2, $3, $4)',
      [client, action, reason, this.#now()],
    );
  }

  async #do<Result>(
    reference: string,
    action: Action,
    { client, reason }: By,
    work: (queries: Queries, found: Found) => Promise<Result>,
  ): Promise<Result | undefined> {
    return this.#parts.database.transaction(async (queries) => {
      const [found] = await queries.rows(
        requestRow,
        // The batch is held, too: it cannot begin to close before this is done.
        `SELECT r.id, r.reference, r.channel, r.state, r.batch, b.name AS "batchName", b.state AS "batchState",
           coalesce(r.held_until > now(), false) AS held
         FROM mail.request r
         LEFT JOIN LATERAL (SELECT name, state FROM mail.batch WHERE id = r.batch FOR SHARE) b ON true
         WHERE r.reference = $1 FOR UPDATE OF r`,
        [reference],
      );
      if (found === undefined) return undefined;
      const result = await work(queries, found);
      await queries.run(
        'INSERT INTO mail.action (request, client, action, reason, at) VALUES ($1, $2, $3, $4, $5)',
        [found.id, client, action, reason, this.#now()],
      );
      return result;
    });
  }

  async #begin(queries: Queries, id: string): Promise<void> {
    await queries.run(
      `UPDATE mail.request SET state = 'REQUESTED', reason = NULL, attempts = 0, batch = NULL, sha256 = NULL,
         bytes = NULL, pages = NULL, held_until = NULL
       WHERE id = $1 AND state = ANY($2::text::text[])`,
      [id, arrayText(leadingTo('REQUESTED'))],
    );
    await this.#note(queries, id, 'REQUESTED');
    await queries.run('UPDATE mail.outbox SET sent_at = NULL, claimed_until = NULL WHERE request = $1', [id]);
  }

  async #sentAgain(queries: Queries, id: string, key: string): Promise<string | undefined> {
    const [before] = await queries.rows(
      z.object({ reference: z.string() }),
      'SELECT reference FROM mail.request WHERE again_for = $1 AND idempotency_key = $2',
      [id, key],
    );
    return before?.reference;
  }

  async #copy(queries: Queries, { id, channel }: Found, key: string): Promise<string> {
    const [next] = await queries.rows(
      z.object({ count: z.string() }),
      "SELECT nextval('mail.reference') AS count",
    );
    const reference = referenceOf(BigInt(next?.count ?? 0));
    const at = this.#now();
    await queries.run(
      `WITH again AS (
         INSERT INTO mail.request (reference, kind, channel, person, parameters, sealed, language, state, expected_by,
           fingerprint, deduplication, idempotency_key, created_at, again_for)
         SELECT $2, kind, channel, person, parameters, sealed, language, 'REQUESTED',
           coalesce($3::text::date, expected_by), fingerprint, $4, $5, $6, id
         FROM mail.request WHERE id = $1 RETURNING id),
       noted AS (INSERT INTO mail.history (request, state, at) SELECT id, 'REQUESTED', $6 FROM again)
       INSERT INTO mail.outbox (request, state, created_at) SELECT id, 'REQUESTED', $6 FROM again`,
      [id, reference, this.#parts.arrivesBy(channel, at) ?? null, randomBytes(32), key, at],
    );
    return reference;
  }

  async #note(queries: Queries, id: string, state: State): Promise<void> {
    await queries.run('INSERT INTO mail.history (request, state, at) VALUES ($1, $2, $3)', [
      id,
      state,
      this.#now(),
    ]);
  }

  /** Removes a letter that lies in the spool already. */
  async #takeBack({ reference, batchName, state }: Found): Promise<void> {
    const mayLie: readonly State[] = [...unfinished, 'BATCHED', 'FAILED'];
    if (batchName !== null && mayLie.includes(state)) await this.#parts.spool.remove(batchName, reference);
  }

  #now(): Date {
    return this.#parts.now?.() ?? new Date();
  }
}
