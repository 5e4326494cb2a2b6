import { z } from 'zod';
import { arrayText, type Database } from '../../store/database.ts';
import { isUnfinished } from './ledger.ts';

const dueRow = z.object({
  id: z.string(),
  request: z.string(),
  kind: z.string(),
  channel: z.enum(['residence', 'email', 'sms']),
  /** Somebody of operations has it sent, or tried, again. */
  again: z.boolean(),
});
/** A request that is to be told to the queues. */
export type Due = z.output<typeof dueRow>;

/**
 * What the queues are still to be told. Every request has its row, written in one transaction with it; telling it twice
 * does no harm.
 */
export class Outbox {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Takes some for oneself, the oldest first. Whoever dies with them loses them when the time is up. */
  claim(most: number, seconds: number): Promise<readonly Due[]> {
    return this.#database.rows(
      dueRow,
      `WITH due AS (
         SELECT id FROM mail.outbox
         WHERE sent_at IS NULL AND (claimed_until IS NULL OR claimed_until < now())
         ORDER BY id LIMIT $1::integer FOR UPDATE SKIP LOCKED),
       claimed AS (
         UPDATE mail.outbox SET claimed_until = now() + make_interval(secs => $2)
         WHERE id IN (SELECT id FROM due) RETURNING id, request)
       SELECT claimed.id, claimed.request, kind, channel,
         again_for IS NOT NULL OR EXISTS (SELECT FROM mail.action WHERE action.request = r.id) AS again
       FROM claimed JOIN mail.request r ON r.id = claimed.request ORDER BY claimed.id`,
      [most, seconds],
    );
  }

  /** The queues have them. */
  async told(rows: readonly Due[]): Promise<void> {
    await this.#database.run(
      'UPDATE mail.outbox SET sent_at = now(), claimed_until = NULL WHERE id = ANY($1::text::bigint[])',
      [arrayText(rows.map(({ id }) => id))],
    );
  }

  /** The queues could not be told. */
  async giveBack(rows: readonly Due[]): Promise<void> {
    await this.#database.run(
      'UPDATE mail.outbox SET claimed_until = NULL WHERE sent_at IS NULL AND id = ANY($1::text::bigint[])',
      [arrayText(rows.map(({ id }) => id))],
    );
  }

  /**
   * Has everything that is not finished told once more: the queues may have lost it, the database has not.
   * @param seconds only what was told longer ago
   * @returns how many
   */
  again(seconds: number): Promise<number> {
    return this.#database.run(
      `UPDATE mail.outbox SET sent_at = NULL, claimed_until = NULL
       WHERE sent_at < now() - make_interval(secs => $1)
         AND request IN (SELECT id FROM mail.request WHERE ${isUnfinished})`,
      [seconds],
    );
  }
}
