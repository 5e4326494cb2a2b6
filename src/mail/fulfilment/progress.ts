import { z } from 'zod';
import { arrayText, type Database } from '../../store/database.ts';
import { WebError } from '../../web/errors.ts';
import type { FeedbackState } from '../feedback/event.ts';
import type { Advance, FeedbackBook } from '../feedback/intake.ts';
import { leadingTo, states } from '../states.ts';

const foundRow = z.object({ id: z.string(), reference: z.string(), handingOver: z.boolean() });
const stateRow = z.object({ state: z.enum(states) });

/** Whoever carries what lies in the spool tells it under a name of its own. */
const spool = 'spool';

/** How far requests get after they were handed over, as carriers tell it. */
export class Progress implements FeedbackBook {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /**
   * By our reference, or by the one of the carrier that took it. What another carrier took is unknown to this one; only
   * what was in the spool may be told of by any.
   * @throws WebError 503 for what is being handed over just now: the carrier is faster than our own note of it
   */
  async advance(
    reference: string | undefined,
    state: FeedbackState,
    at: Date,
    carrierReference: string | undefined,
    { carrier, reason }: { readonly carrier: string; readonly reason: string | undefined },
  ): Promise<Advance> {
    const [found] = await this.#database.rows(
      foundRow,
      `SELECT id, reference, coalesce(state = 'RENDERED' AND held_until > now(), false) AS "handingOver"
       FROM mail.request
       WHERE (carrier IS NULL OR carrier IN ($1, '${spool}'))
         AND ${reference === undefined ? 'carrier = $1 AND carrier_reference = $2' : 'reference = $2'}`,
      [carrier, reference ?? carrierReference ?? ''],
    );
    if (found === undefined) return { outcome: 'unknown' };
    if (found.handingOver) throw new WebError(503, 'try-again');
    const moved = await this.#database.run(
      `WITH moved AS (
         UPDATE mail.request SET state = $2::text, reason = $3::text
         WHERE id = $1 AND state = ANY($4::text::text[]) RETURNING id)
       INSERT INTO mail.history (request, state, at, reason) SELECT id, $2::text, $5, $3::text FROM moved`,
      [found.id, state, reason ?? null, arrayText(leadingTo(state)), at],
    );
    if (moved === 1) return { outcome: 'advanced', reference: found.reference, state };
    const [now] = await this.#database.rows(stateRow, 'SELECT state FROM mail.request WHERE id = $1', [
      found.id,
    ]);
    return now === undefined
      ? { outcome: 'unknown' }
      : { outcome: 'unchanged', reference: found.reference, state: now.state };
  }
}
