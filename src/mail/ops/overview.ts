import { z } from 'zod';
import type { Database } from '../../store/database.ts';
import { isUnfinished } from '../fulfilment/ledger.ts';
import { type State, states } from '../states.ts';
import { actions } from './interventions.ts';

const requestRow = z.object({
  id: z.string(),
  reference: z.string(),
  kind: z.string(),
  channel: z.string(),
  parameters: z.record(z.string(), z.unknown()),
  language: z.string(),
  state: z.enum(states),
  reason: z.string().nullable(),
  attempts: z.number(),
  batch: z.string().nullable(),
  pages: z.number().nullable(),
  sha256: z.string().nullable(),
  carrier: z.string().nullable(),
  carrierReference: z.string().nullable(),
  againFor: z.string().nullable(),
  expectedBy: z.string(),
  createdAt: z.date(),
});
const stepRow = z.object({ state: z.enum(states), at: z.date(), reason: z.string().nullable() });
const actionRow = z.object({
  action: z.enum(actions),
  client: z.string(),
  reason: z.string(),
  at: z.date(),
});
const countRow = z.object({ state: z.enum(states), reason: z.string().nullable(), requests: z.number() });
const batchRow = z.object({
  name: z.string(),
  state: z.enum(['OPEN', 'CLOSING', 'CLOSED']),
  letters: z.number(),
  closesAt: z.date(),
  closedAt: z.date().nullable(),
});

/** A request as operations sees it: nothing about the person. */
export type RequestView = Omit<z.output<typeof requestRow>, 'id'>;

const columns = `r.id, r.reference, r.kind, r.channel, r.parameters, r.language, r.state, r.reason, r.attempts,
  b.name AS batch, r.pages, r.sha256, r.carrier, r.carrier_reference AS "carrierReference",
  a.reference AS "againFor", r.expected_by AS "expectedBy", r.created_at AS "createdAt"`;
const tables = `mail.request r LEFT JOIN mail.batch b ON b.id = r.batch
  LEFT JOIN mail.request a ON a.id = r.again_for`;

/** What operations looks at. It changes nothing. */
export class Overview {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** A request with the history of its states, what people had done, and the requests that it was sent again as. */
  async request(reference: string) {
    const [found] = await this.#database.rows(
      requestRow,
      `SELECT ${columns} FROM ${tables} WHERE r.reference = $1`,
      [reference],
    );
    if (found === undefined) return undefined;
    const { id, ...request } = found;
    const [history, done, again] = await Promise.all([
      this.#database.rows(
        stepRow,
        'SELECT state, at, reason FROM mail.history WHERE request = $1 ORDER BY id',
        [id],
      ),
      this.#database.rows(
        actionRow,
        'SELECT action, client, reason, at FROM mail.action WHERE request = $1 ORDER BY id',
        [id],
      ),
      this.#database.rows(
        z.object({ reference: z.string() }),
        'SELECT reference FROM mail.request WHERE again_for = $1 ORDER BY id',
        [id],
      ),
    ]);
    return { ...request, history, actions: done, sentAgainAs: again.map((one) => one.reference) };
  }

  /** Those in some states, the newest first. @param query.before `next` of the page before */
  async requests(query: {
    readonly states: readonly State[];
    readonly reason: string | null;
    readonly before: string | null;
    readonly limit: number;
  }): Promise<{ readonly requests: readonly RequestView[]; readonly next: string | null }> {
    const page = await this.#database.rows(
      requestRow,
      `SELECT ${columns} FROM ${tables}
       WHERE r.state IN (${query.states.map((state) => `'${state}'`).join(', ')})
         AND ($1::text IS NULL OR r.reason = $1::text)
         AND ($2::text::bigint IS NULL OR r.id < $2::text::bigint)
       ORDER BY r.id DESC LIMIT $3`,
      [query.reason, query.before, query.limit],
    );
    const last = page.length === query.limit ? page.at(-1) : undefined;
    return { requests: page.map(({ id: _, ...request }) => request), next: last?.id ?? null };
  }

  /** How much is where, why it waits, and since when the oldest that is not finished does. */
  async status() {
    const [counts, oldest, batches] = await Promise.all([
      this.#database.rows(
        countRow,
        `SELECT state, reason, count(*)::integer AS requests FROM mail.request GROUP BY state, reason ORDER BY state, reason`,
      ),
      this.#database.rows(
        z.object({ at: z.date().nullable() }),
        `SELECT min(created_at) AS at FROM mail.request WHERE ${isUnfinished}`,
      ),
      this.#database.rows(
        batchRow,
        `SELECT name, state, closes_at AS "closesAt", closed_at AS "closedAt",
           (SELECT count(*)::integer FROM mail.request r
            WHERE r.batch = b.id AND r.state NOT IN ('CANCELLED', 'FAILED')) AS letters
         FROM mail.batch b ORDER BY id DESC LIMIT 30`,
      ),
    ]);
    return { counts, oldestUnfinished: oldest[0]?.at ?? null, batches };
  }
}
