import { z } from 'zod';
import { arrayText, type Database } from '../../store/database.ts';
import type { FeedbackState } from '../feedback/event.ts';
import type { Advance, FeedbackBook } from '../feedback/intake.ts';
import { leadingTo } from '../states.ts';

const foundRow = z.object({ id: z.string(), reference: z.string() });

/** How far requests get after they were handed over, as carriers tell it. */
export class Progress implements FeedbackBook {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** The spool and the post behind it are known by our reference, other carriers by theirs as well. */
  async advance(
    reference: string | undefined,
    state: FeedbackState,
    at: Date,
    carrierReference: string | undefined,
    { carrier, reason }: { readonly carrier: string; readonly reason: string | undefined },
  ): Promise<Advance> {
    const [found] = await this.#database.rows(
      foundRow,
      reference === undefined
        ? 'SELECT id, reference FROM mail.request WHERE carrier = $1 AND carrier_reference = $2'
        : 'SELECT id, reference FROM mail.request WHERE reference = $2 AND $1::text IS NOT NULL',
      [carrier, reference ?? carrierReference ?? ''],
    );
    if (found === undefined) return { outcome: 'unknown' };
    const moved = await this.#database.run(
      `WITH moved AS (
         UPDATE mail.request SET state = $2::text, reason = $3::text
         WHERE id = $1 AND state = ANY($4::text::text[]) RETURNING id)
       INSERT INTO mail.history (request, state, at, reason) SELECT id, $2::text, $5, $3::text FROM moved`,
      [found.id, state, reason ?? null, arrayText(leadingTo(state)), at],
    );
    return { outcome: moved === 1 ? 'advanced' : 'unchanged', reference: found.reference };
  }
}
