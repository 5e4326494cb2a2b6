import type { Logger } from 'pino';
import { z } from 'zod';
import { arrayText, type Database } from '../../store/database.ts';
import { followers, type State } from '../states.ts';
import { Hindrance, type Reason } from './faults.ts';
import type { Ledger } from './ledger.ts';
import type { ManifestLine } from './manifest.ts';
import type { Spool } from './spool.ts';

/** Letters that go to the post together. */
export interface Batch {
  readonly id: string;
  /** Name of its folder: `2026-11-23`, and `2026-11-23-2` if that day has another. */
  readonly name: string;
}

/** When the post comes. */
export interface Schedule {
  /** The next time that a batch closes, and the day by which it is called: `YYYY-MM-DD`. */
  nextClosing(at: Date): { readonly day: string; readonly at: Date };
}

export interface BatchParts {
  readonly database: Database;
  readonly ledger: Ledger;
  readonly spool: Spool;
  readonly schedule: Schedule;
  readonly logger: Logger;
  readonly now?: () => Date;
  /** Brings a folder that is complete to where the post takes it from. May be asked again for the same. */
  readonly bring?: (batch: { readonly name: string; readonly folder: string }) => Promise<void>;
}

const batchRow = z.object({ id: z.string(), name: z.string() });
const letterRow = z.object({ id: z.string(), reference: z.string() });
const batchedRow = letterRow.extend({
  kind: z.string(),
  pages: z.number(),
  bytes: z.number(),
  sha256: z.string(),
});

/** In these a letter belongs to its batch for good. */
const inBatch: readonly State[] = ['BATCHED', 'HANDED_OVER', ...followers.HANDED_OVER];

/** The batches of the spool: one is open; at its hour it closes, and its letters are handed over. */
export class Batches {
  readonly #parts: BatchParts;

  constructor(parts: BatchParts) {
    this.#parts = parts;
  }

  /**
   * Puts a rendered letter into a batch: the one that it was put into before, or the open one. Until that closes it stays
   * there, whoever works on it.
   * @returns undefined when the request is not to be sent any more
   * @throws Hindrance when no batch can be opened
   */
  async put(request: string, pages: number): Promise<Batch | undefined> {
    const { database, ledger } = this.#parts;
    const put = () =>
      database.rows(
        batchRow,
        `WITH open AS (SELECT id FROM mail.batch WHERE state = 'OPEN' FOR SHARE),
         before AS (
           SELECT id, state, batch FROM mail.request
           WHERE id = $1 AND state IN ('ADDRESS_OK', 'RENDERED') FOR UPDATE),
         put AS (
           UPDATE mail.request r
           SET state = 'RENDERED', reason = NULL, pages = $2, batch = coalesce(r.batch, (SELECT id FROM open))
           FROM before WHERE r.id = before.id AND (before.batch IS NOT NULL OR EXISTS (SELECT FROM open))
           RETURNING r.id, r.batch, before.state),
         noted AS (
           INSERT INTO mail.history (request, state, at)
           SELECT id, 'RENDERED', $3 FROM put WHERE state = 'ADDRESS_OK')
         SELECT b.id, b.name FROM put JOIN mail.batch b ON b.id = put.batch`,
        [request, pages, this.#now()],
      );
    const [batch] = await put();
    if (batch !== undefined) return batch;
    await this.#ensureOpen();
    const [again] = await put();
    if (again !== undefined) return again;
    const state = await ledger.state(request);
    if (state === 'ADDRESS_OK' || state === 'RENDERED') throw new Hindrance('no-batch', false);
    return undefined;
  }

  /** Batches that are due to close, or were being closed when a process died. @param most letters that one may hold */
  async due(most: number): Promise<readonly Batch[]> {
    return this.#parts.database.rows(
      batchRow,
      `SELECT id, name FROM mail.batch b
       WHERE state = 'CLOSING' OR state = 'OPEN' AND (closes_at <= $1 OR
         (SELECT count(*) FROM mail.request r WHERE r.batch = b.id AND r.state = 'BATCHED') >= $2::bigint)
       ORDER BY id`,
      [this.#now(), most],
    );
  }

  async open(): Promise<readonly Batch[]> {
    return this.#parts.database.rows(
      batchRow,
      `SELECT id, name FROM mail.batch WHERE state IN ('OPEN', 'CLOSING') ORDER BY id`,
    );
  }

  /**
   * Closes a batch: no letter gets in any more, the manifest is written, and its letters are handed over. Every step can
   * be done again, so whoever finds it half done does all of them.
   * @returns how many letters were handed over
   * @throws Hindrance, DatabaseError, an Error of Node: it stays to be closed
   */
  async close({ id, name }: Batch): Promise<number> {
    const { database, spool, logger, bring } = this.#parts;
    // From here on no request is put into it, and none that is in it can be cancelled.
    await database.run(`UPDATE mail.batch SET state = 'CLOSING' WHERE id = $1 AND state = 'OPEN'`, [id]);
    await spool.shut(id);
    await this.#settle(id, name);
    const lines = await this.#checked(id, name);
    await this.#clear(name, lines);
    if (!(await this.#isClosing(id))) return 0;
    await spool.writeManifest(id, name, lines);
    await bring?.({ name, folder: spool.folder(name) });
    const handedOver = await this.#handOver(id);
    if (handedOver > 0) logger.info({ batch: name, letters: handedOver }, 'a batch is closed');
    return handedOver;
  }

  /** Whoever was interrupted between the letter and its state: the letter is there, or it goes into the next batch. */
  async #settle(id: string, name: string): Promise<void> {
    const { database, ledger, spool } = this.#parts;
    const rendered = await database.rows(
      letterRow,
      `SELECT id, reference FROM mail.request WHERE batch = $1 AND state = 'RENDERED' ORDER BY id`,
      [id],
    );
    for (const { id: request, reference } of rendered) {
      const letter = await spool.find(name, reference);
      if (letter !== undefined) await ledger.batched(request, id, letter);
      else {
        await database.run(
          `UPDATE mail.request SET batch = NULL WHERE id = $1 AND state = 'RENDERED' AND batch = $2`,
          [request, id],
        );
      }
    }
  }

  /**
   * The letters as they lie there; one that is not what was put there is taken out, for a person to look at. It counts
   * those that are handed over already, too: whoever closes the same batch at once finds the same.
   */
  async #checked(id: string, name: string): Promise<readonly ManifestLine[]> {
    const { database, spool, logger } = this.#parts;
    const batched = await database.rows(
      batchedRow,
      `SELECT id, reference, kind, pages, bytes, sha256 FROM mail.request
       WHERE batch = $1 AND state = ANY($2::text::text[]) ORDER BY reference`,
      [id, arrayText(inBatch)],
    );
    const lines: ManifestLine[] = [];
    for (const { id: request, ...letter } of batched) {
      const there = await spool.find(name, letter.reference);
      if (there?.sha256 === letter.sha256) {
        lines.push({ ...letter, file: `${letter.reference}.pdf` });
        continue;
      }
      logger.error({ request, batch: name }, 'a letter in the spool is not the one that was put there');
      await this.#failed(request, there === undefined ? 'spool:missing' : 'spool:changed');
    }
    return lines;
  }

  /** Takes out what is none of its letters: cancelled ones, and what came in some other way. */
  async #clear(name: string, lines: readonly ManifestLine[]): Promise<void> {
    const { spool, logger } = this.#parts;
    const own = new Set(lines.map(({ reference }) => reference));
    const others = (await spool.references(name)).filter((reference) => !own.has(reference));
    for (const reference of others) await spool.remove(name, reference);
    if (others.length > 0) logger.warn({ batch: name, letters: others.length }, 'letters were taken out');
  }

  async #failed(request: string, reason: Reason): Promise<void> {
    await this.#parts.database.run(
      `WITH moved AS (
         UPDATE mail.request SET state = 'FAILED', reason = $2::text WHERE id = $1 AND state = 'BATCHED' RETURNING id)
       INSERT INTO mail.history (request, state, at, reason) SELECT id, 'FAILED', $3, $2::text FROM moved`,
      [request, reason, this.#now()],
    );
  }

  async #handOver(id: string): Promise<number> {
    return this.#parts.database.transaction(async (queries) => {
      const at = this.#now();
      // Whoever locks both locks the batch first.
      await queries.run(`UPDATE mail.batch SET state = 'CLOSED', closed_at = $2 WHERE id = $1`, [id, at]);
      return queries.run(
        `WITH moved AS (
           UPDATE mail.request SET state = 'HANDED_OVER', reason = NULL, carrier = 'spool'
           WHERE batch = $1 AND state = 'BATCHED' RETURNING id)
         INSERT INTO mail.history (request, state, at) SELECT id, 'HANDED_OVER', $2 FROM moved`,
        [id, at],
      );
    });
  }

  async #isClosing(id: string): Promise<boolean> {
    const found = await this.#parts.database.rows(
      z.object({}),
      `SELECT 1 AS one FROM mail.batch WHERE id = $1 AND state = 'CLOSING'`,
      [id],
    );
    return found.length > 0;
  }

  async #ensureOpen(): Promise<void> {
    const { database, spool, schedule } = this.#parts;
    const open = await database.rows(batchRow, `SELECT id, name FROM mail.batch WHERE state = 'OPEN'`);
    if (open.length > 0) return;
    const now = this.#now();
    const { day, at } = schedule.nextClosing(now);
    const [next] = await database.rows(
      z.object({ id: z.string(), before: z.string() }),
      `SELECT nextval('mail.batch_id_seq') AS id,
         (SELECT count(*) FROM mail.batch WHERE name = $1 OR name LIKE $1 || '-%') AS before`,
      [day],
    );
    if (next === undefined) return;
    const name = next.before === '0' ? day : `${day}-${Number(next.before) + 1}`;
    // The place is there before anybody can be told of it. Of two who open one at once, the database takes one.
    await spool.open(next.id);
    const opened = await database.run(
      `INSERT INTO mail.batch (id, name, state, closes_at, opened_at) OVERRIDING SYSTEM VALUE
       VALUES ($1, $2, 'OPEN', $3, $4) ON CONFLICT DO NOTHING`,
      [next.id, name, at, now],
    );
    if (opened === 0) await spool.shut(next.id);
  }

  #now(): Date {
    return this.#parts.now?.() ?? new Date();
  }
}
