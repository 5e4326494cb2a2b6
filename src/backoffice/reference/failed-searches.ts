/** Searches that found nothing, counted so that nobody can try out names and numbers. */
import { z } from 'zod';
import { mac } from '../../privacy/mac.ts';
import { arrayText, type Database } from '../../store/database.ts';
import { searchRule } from './handlers/handler.ts';
import type { ReferenceKeys } from './keys.ts';

const windowMs = searchRule.windowMinutes * 60_000;
const locked = { outcome: 'locked', value: {} } as const;

export interface FailedSearchesOptions {
  readonly database: Database;
  readonly keys: ReferenceKeys;
  /** The clock; tests give their own. */
  readonly now?: (() => Date) | undefined;
}

export class FailedSearches {
  readonly #database: Database;
  readonly #keys: ReferenceKeys;
  readonly #now: () => Date;

  constructor({ database, keys, now = () => new Date() }: FailedSearchesOptions) {
    this.#database = database;
    this.#keys = keys;
    this.#now = now;
  }

  /**
   * Searches, unless too many searches counted against one of the subjects. A repeated request counts once.
   * @param subjects what a search without a result counts against; only a keyed digest of each is kept
   * @returns the search's answer, or `locked`
   */
  async counted<Answer extends { readonly outcome: string }>(
    subjects: readonly string[],
    idempotencyKey: string,
    search: () => Answer,
  ): Promise<Answer | typeof locked> {
    const names = arrayText(
      subjects.map((subject) => mac(this.#keys.callers, subject).toString('base64url')),
    );
    const now = this.#now();
    // Counted before it is searched: of requests at one time no more pass than the rule allows.
    await this.#database.run(
      `INSERT INTO reference.failed_search (subject, request, at)
       SELECT subject, $2, $3 FROM unnest($1::text::text[]) AS new (subject) ON CONFLICT DO NOTHING`,
      [names, idempotencyKey, now],
    );
    const most = await this.#most(names, now);
    const answer = most > searchRule.tries ? locked : search();
    if (answer.outcome !== 'not-found') {
      await this.#database.run(
        'DELETE FROM reference.failed_search WHERE subject = ANY($1::text::text[]) AND request = $2',
        [names, idempotencyKey],
      );
    }
    return answer;
  }

  /** Forgets what counts no more. */
  async prune(): Promise<void> {
    await this.#database.run('DELETE FROM reference.failed_search WHERE at <= $1', [
      new Date(this.#now().getTime() - windowMs),
    ]);
  }

  /** The most searches that count against one of the subjects. */
  async #most(names: string, now: Date): Promise<number> {
    const counts = await this.#database.rows(
      z.object({ searches: z.number() }),
      `SELECT count(*)::integer AS searches FROM reference.failed_search
       WHERE subject = ANY($1::text::text[]) AND at > $2 GROUP BY subject`,
      [names, new Date(now.getTime() - windowMs)],
    );
    return Math.max(0, ...counts.map(({ searches }) => searches));
  }
}
