import { z } from 'zod';
import type { Database, Queries } from '../store/database.ts';
import {
  type CallBackRecords,
  type CallBackSummary,
  callBackStates,
  callBackSummary,
  type EndReason,
  type NewCallBack,
  type Noted,
  type PendingCallBack,
  pendingCallBack,
} from './call-back.ts';

const dayMs = 86_400_000;
const iso = z.date().transform((at) => at.toISOString());
const pendingRow = pendingCallBack.extend({
  since: iso,
  notBefore: iso,
  giveUpAt: iso,
  calledAt: iso.nullable(),
});
const summaryRow = callBackSummary.extend({ since: iso, notBefore: iso, endedAt: iso.nullable() });
const heldRow = z.object({ id: z.string(), queue: z.string(), since: iso });
const placeColumns = `id, queue, topic, language, since, not_before AS "notBefore", calls`;
const pendingColumns = `${placeColumns}, caller, give_up_at AS "giveUpAt", called_at AS "calledAt", sealed`;

/** Call-backs in the database: once `note` resolves one is written and will not be lost. All methods throw DatabaseError. */
export class CallBackBook implements CallBackRecords {
  readonly #database: Database;
  readonly #days: number;
  readonly #now: () => Date;

  /** @param given.days for which one that has ended remains */
  constructor(given: { database: Database; days: number; now?: () => Date }) {
    this.#database = given.database;
    this.#days = given.days;
    this.#now = given.now ?? (() => new Date());
  }

  async note(given: NewCallBack): Promise<Noted> {
    return await this.#database.transaction(async (queries) => {
      // Two calls of one number at once: the second waits, and replaces the first.
      await queries.run("SELECT pg_advisory_xact_lock(hashtext('centralino call-back ' || $1::text))", [
        given.caller,
      ]);
      const [older] = await queries.rows(
        heldRow,
        `SELECT id, queue, since FROM callback.request WHERE caller = $1 AND state = 'pending' AND id <> $2`,
        [given.caller, given.id],
      );
      if (older !== undefined) await this.#end(queries, older.id, 'cancelled', 'replaced');
      const keeps = older?.queue === given.queue && older.since < given.since ? older.since : given.since;
      const [row] = await queries.rows(
        z.object({ since: iso }),
        `INSERT INTO callback.request (id, caller, queue, topic, language, since, not_before, give_up_at, sealed, state,
           created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'pending', $10)
         ON CONFLICT (id) DO UPDATE SET caller = excluded.caller, sealed = excluded.sealed
           WHERE request.state = 'pending'
         RETURNING since`,
        [
          given.id,
          given.caller,
          given.queue,
          given.topic,
          given.language,
          new Date(keeps),
          new Date(given.notBefore),
          new Date(given.giveUpAt),
          given.sealed,
          this.#now(),
        ],
      );
      return { since: row?.since ?? keeps, replaced: older?.id ?? null };
    });
  }

  async find(id: string): Promise<PendingCallBack | undefined> {
    const [row] = await this.#pending('AND id = $1', [id]);
    return row;
  }

  async of(caller: string): Promise<PendingCallBack | undefined> {
    const [row] = await this.#pending('AND caller = $1', [caller]);
    return row;
  }

  async pending(after: string, limit: number): Promise<readonly PendingCallBack[]> {
    return await this.#pending('AND id > $1 ORDER BY id LIMIT $2::integer', [after, limit]);
  }

  async claim(id: string, calls: number): Promise<boolean> {
    const changed = await this.#database.run(
      `UPDATE callback.request SET calls = calls + 1, called_at = $3
       WHERE id = $1 AND state = 'pending' AND calls = $2::smallint`,
      [id, calls, this.#now()],
    );
    return changed === 1;
  }

  async postpone(id: string, notBefore: string): Promise<void> {
    await this.#database.run(
      `UPDATE callback.request SET not_before = $2 WHERE id = $1 AND state = 'pending'`,
      [id, new Date(notBefore)],
    );
  }

  async end(id: string, state: 'done' | 'cancelled' | 'failed', reason: EndReason): Promise<void> {
    await this.#end(this.#database, id, state, reason);
  }

  /** What supervisors see: those that are pending first, then the latest. @param limit how many at most */
  async summaries(limit: number): Promise<readonly CallBackSummary[]> {
    return await this.#database.rows(
      summaryRow,
      `SELECT ${placeColumns}, state, reason, ended_at AS "endedAt" FROM callback.request
       ORDER BY (state = 'pending') DESC, coalesce(ended_at, since) DESC, id LIMIT $1::integer`,
      [limit],
    );
  }

  /** How many there are in each state, of those asked for in the last 24 hours or pending still. */
  async counts(): Promise<Readonly<Record<(typeof callBackStates)[number], number>>> {
    const rows = await this.#database.rows(
      z.object({ state: z.enum(callBackStates), count: z.coerce.number() }),
      `SELECT state, count(*) AS count FROM callback.request WHERE state = 'pending' OR created_at > $1 GROUP BY state`,
      [new Date(this.#now().getTime() - dayMs)],
    );
    const of = (state: (typeof callBackStates)[number]) =>
      rows.find((row) => row.state === state)?.count ?? 0;
    return { pending: of('pending'), done: of('done'), cancelled: of('cancelled'), failed: of('failed') };
  }

  /** Forgets those that ended long enough ago, and ends those whose time is over. */
  async prune(): Promise<void> {
    const now = this.#now();
    await this.#database.run(
      `UPDATE callback.request SET state = 'failed', reason = 'expired', ended_at = $1, caller = NULL, sealed = ''
       WHERE state = 'pending' AND give_up_at < $2`,
      // Somebody may be talking to the citizen in this very moment.
      [now, new Date(now.getTime() - dayMs / 24)],
    );
    await this.#database.run('DELETE FROM callback.request WHERE ended_at < $1', [
      new Date(now.getTime() - this.#days * dayMs),
    ]);
  }

  async #pending(where: string, parameters: readonly (string | number)[]): Promise<PendingCallBack[]> {
    return await this.#database.rows(
      pendingRow,
      `SELECT ${pendingColumns} FROM callback.request WHERE state = 'pending' ${where}`,
      parameters,
    );
  }

  async #end(queries: Queries, id: string, state: string, reason: EndReason): Promise<void> {
    await queries.run(
      `UPDATE callback.request SET state = $2, reason = $3, ended_at = $4, caller = NULL, sealed = ''
       WHERE id = $1 AND state = 'pending'`,
      [id, state, reason, this.#now()],
    );
  }
}
