import { z } from 'zod';
import { deriveKey } from '../privacy/derive-key.ts';
import { mac } from '../privacy/mac.ts';
import type { Sensitive } from '../privacy/sensitive.ts';
import type { Database } from '../store/database.ts';

/** Numbers are answers, texts say what they are about (the service that was used). */
export type Answers = Readonly<Record<string, string | number>>;

/** How often each answer to each question was given, apart by what the answers are about. */
export interface Tally {
  readonly about: Readonly<Record<string, string>>;
  readonly question: string;
  readonly answer: number;
  readonly times: number;
}

const dayMs = 86_400_000;
const oneRow = z.object({ one: z.number() });
const tallyRow = z.object({
  about: z.record(z.string(), z.string()),
  question: z.string(),
  answer: z.number(),
  times: z.number(),
});

/** Keeps the answers to questionnaires, without whose they are. */
export class SurveyAnswers {
  readonly #database: Database;
  readonly #key: Buffer;
  readonly #day: (at: Date) => string;
  readonly #now: () => Date;

  /**
   * @param given.key 32 bytes of the records; who was asked is kept under a key of its own that is made from it
   * @param given.day the day on the calendar in Italy, `YYYY-MM-DD`
   */
  constructor(given: { database: Database; key: Buffer; day: (at: Date) => string; now?: () => Date }) {
    this.#database = given.database;
    this.#key = deriveKey(given.key, 'centralino surveys');
    this.#day = given.day;
    this.#now = given.now ?? (() => new Date());
  }

  /**
   * Whether a caller may be asked now; if so, it counts as asked from here on, however the call goes on.
   * Somebody who withholds the number is never asked: nobody could tell whether it was less than a week ago.
   * @param notWithinDays how long a caller who was asked is left alone
   * @param idempotencyKey a repeated request is answered as the first time
   */
  async begin(
    survey: string,
    caller: Sensitive | null,
    notWithinDays: number,
    idempotencyKey: string,
  ): Promise<boolean> {
    const number = caller?.reveal().replace(/[^\d+]/g, '') ?? '';
    if (number === '') return false;
    const now = this.#now();
    const rows = await this.#database.rows(
      oneRow,
      `INSERT INTO survey.asked AS before (caller, request, until) VALUES ($1, $2, $3)
       ON CONFLICT (caller) DO UPDATE SET request = excluded.request,
         until = CASE WHEN before.request = excluded.request THEN before.until ELSE excluded.until END
       WHERE before.until <= $4 OR before.request = excluded.request
       RETURNING 1 AS one`,
      [
        mac(this.#key, 'caller', survey, number),
        mac(this.#key, 'begin', idempotencyKey),
        new Date(now.getTime() + notWithinDays * dayMs),
        now,
      ],
    );
    return rows.length === 1;
  }

  /** Keeps answers once, however often they are sent under one key. */
  async keep(survey: string, answers: Answers, language: string, idempotencyKey: string): Promise<void> {
    const now = this.#now();
    await this.#database.transaction(async (queries) => {
      const first = await queries.run(
        'INSERT INTO survey.request (digest, at) VALUES ($1, $2) ON CONFLICT DO NOTHING',
        [mac(this.#key, 'keep', idempotencyKey), now],
      );
      if (first === 0) return;
      await queries.run(
        'INSERT INTO survey.answer (survey, day, language, answers) VALUES ($1, $2, $3, $4::text::jsonb)',
        [survey, this.#day(now), language, JSON.stringify(answers)],
      );
    });
  }

  /** The answers of some days, counted. @param from, to `YYYY-MM-DD`, both included */
  async tally(survey: string, from: string, to: string): Promise<readonly Tally[]> {
    return await this.#database.rows(
      tallyRow,
      `SELECT about, question, answer::integer AS answer, count(*)::integer AS times
       FROM survey.answer,
         LATERAL (SELECT key AS question, value::text AS answer FROM jsonb_each(answers)
                  WHERE jsonb_typeof(value) = 'number') given,
         LATERAL (SELECT coalesce(jsonb_object_agg(key, value), '{}') AS about FROM jsonb_each(answers)
                  WHERE jsonb_typeof(value) = 'string') subject
       WHERE survey = $1 AND day BETWEEN $2::text::date AND $3::text::date
       GROUP BY about, question, answer ORDER BY about::text, question, answer`,
      [survey, from, to],
    );
  }

  /** Forgets who was asked, once they may be asked again, and the keys of requests that are not repeated any more. */
  async prune(): Promise<void> {
    const now = this.#now();
    await this.#database.run('DELETE FROM survey.asked WHERE until <= $1', [now]);
    await this.#database.run('DELETE FROM survey.request WHERE at < $1', [new Date(now.getTime() - dayMs)]);
  }
}
