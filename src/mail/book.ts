import { timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { Database, Queries } from '../store/database.ts';
import { referenceOf } from '../store/reference.ts';
import { WebError } from '../web/errors.ts';
import type { Channel } from './kind.ts';
import { type State, states } from './states.ts';

/** A request before it is entered. The bytes are keyed digests. */
export interface Entry {
  /** Kind of document, or `sms`. */
  readonly kind: string;
  readonly channel: Channel | 'sms';
  readonly person: Buffer;
  readonly parameters: Readonly<Record<string, string | number>>;
  readonly sealed: string;
  readonly language: string;
  /** `YYYY-MM-DD`. */
  readonly expectedBy: string;
  /** The request as it was sent: a repeated one is the same. */
  readonly fingerprint: Buffer;
  /** Who asks, for what, and the day: the same twice is one request. */
  readonly deduplication: Buffer;
  readonly idempotencyKey: string;
  readonly at: Date;
}

/** What became of an entry: a new request, or the one that was there. */
export interface Entered {
  readonly outcome: 'accepted' | 'already';
  readonly reference: string;
  readonly expectedBy: string;
}

const heldRow = z.object({
  reference: z.string(),
  expectedBy: z.string(),
  idempotencyKey: z.string(),
  fingerprint: z.instanceof(Uint8Array),
});
const summaryRow = z.object({
  id: z.string(),
  reference: z.string(),
  kind: z.string(),
  channel: z.string(),
  parameters: z.record(z.string(), z.unknown()),
  language: z.string(),
  state: z.enum(states),
  expectedBy: z.string(),
  createdAt: z.date(),
});
const historyRow = z.object({ state: z.enum(states), at: z.date() });
const columns = `id, reference, kind, channel, parameters, language, state,
  expected_by AS "expectedBy", created_at AS "createdAt"`;

/** A request as it may be shown: nothing about the person. */
export type Summary = z.output<typeof summaryRow>;
export type History = readonly z.output<typeof historyRow>[];

/** Requests in the database: entered once, whoever asks at once, and never lost once they are. */
export class RequestBook {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /**
   * Enters a request with its first state and its row for the outbox, all or nothing.
   * A repeated Idempotency-Key is answered as the first time.
   * @throws WebError when the key was used for something else; DatabaseError
   */
  enter(entry: Entry): Promise<Entered> {
    return this.#database.transaction(async (queries) => {
      const held = await this.#held(queries, entry);
      if (held !== undefined) return held;
      const entered = await this.#insert(queries, entry);
      // Somebody else was faster, and has committed: that is what the insert waited for.
      const answer = entered ?? (await this.#held(queries, entry));
      if (answer === undefined) throw new WebError(503, 'try-again');
      return answer;
    });
  }

  /** The request that an Idempotency-Key was answered with, if there is one. @throws WebError for another request */
  async answered(idempotencyKey: string, fingerprint: Buffer): Promise<Entered | undefined> {
    const [row] = await this.#database.rows(
      heldRow,
      `SELECT reference, expected_by AS "expectedBy", idempotency_key AS "idempotencyKey", fingerprint
       FROM mail.request WHERE idempotency_key = $1`,
      [idempotencyKey],
    );
    return row && answerOf(row, { idempotencyKey, fingerprint });
  }

  async find(reference: string): Promise<{ request: Summary; history: History } | undefined> {
    const [request] = await this.#database.rows(
      summaryRow,
      `SELECT ${columns} FROM mail.request WHERE reference = $1`,
      [reference],
    );
    if (request === undefined) return undefined;
    const history = await this.#database.rows(
      historyRow,
      'SELECT state, at FROM mail.history WHERE request = $1 ORDER BY id',
      [request.id],
    );
    return { request, history };
  }

  async #held(queries: Queries, entry: Entry): Promise<Entered | undefined> {
    const rows = await queries.rows(
      heldRow,
      `SELECT reference, expected_by AS "expectedBy", idempotency_key AS "idempotencyKey", fingerprint
       FROM mail.request WHERE idempotency_key = $1 OR deduplication = $2`,
      [entry.idempotencyKey, entry.deduplication],
    );
    const row = rows.find(({ idempotencyKey }) => idempotencyKey === entry.idempotencyKey) ?? rows[0];
    return row && answerOf(row, entry);
  }

  async #insert(queries: Queries, entry: Entry): Promise<Entered | undefined> {
    const [next] = await queries.rows(
      z.object({ count: z.string() }),
      "SELECT nextval('mail.reference') AS count",
    );
    const reference = referenceOf(BigInt(next?.count ?? 0));
    const state: State = 'REQUESTED';
    const [inserted] = await queries.rows(
      z.object({ id: z.string() }),
      `INSERT INTO mail.request (reference, kind, channel, person, parameters, sealed, language, state,
         expected_by, fingerprint, deduplication, idempotency_key, created_at)
       VALUES ($1, $2, $3, $4, $5::text::jsonb, $6, $7, $8, $9::text::date, $10, $11, $12, $13)
       ON CONFLICT DO NOTHING RETURNING id`,
      [
        reference,
        entry.kind,
        entry.channel,
        entry.person,
        JSON.stringify(entry.parameters),
        entry.sealed,
        entry.language,
        state,
        entry.expectedBy,
        entry.fingerprint,
        entry.deduplication,
        entry.idempotencyKey,
        entry.at,
      ],
    );
    if (inserted === undefined) return undefined;
    await queries.run('INSERT INTO mail.history (request, state, at) VALUES ($1, $2, $3)', [
      inserted.id,
      state,
      entry.at,
    ]);
    await queries.run('INSERT INTO mail.outbox (request, state, created_at) VALUES ($1, $2, $3)', [
      inserted.id,
      state,
      entry.at,
    ]);
    return { outcome: 'accepted', reference, expectedBy: entry.expectedBy };
  }
}

function answerOf(
  held: z.output<typeof heldRow>,
  asked: { readonly idempotencyKey: string; readonly fingerprint: Buffer },
): Entered {
  const { reference, expectedBy } = held;
  if (held.idempotencyKey !== asked.idempotencyKey) return { outcome: 'already', reference, expectedBy };
  if (!timingSafeEqual(held.fingerprint, asked.fingerprint))
    throw new WebError(422, 'idempotency-key-reused');
  return { outcome: 'accepted', reference, expectedBy };
}
