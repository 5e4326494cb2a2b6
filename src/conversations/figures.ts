import { z } from 'zod';
import type { Database } from '../store/database.ts';

/** By what figures can be told apart. */
export const dimensions = ['day', 'hour', 'queue', 'topic', 'language', 'level', 'disposition'] as const;
export type Dimension = (typeof dimensions)[number];

/** Seconds within which an answer counts for the service level (AGCOM 255/24/CONS: a figure to compare with). */
export const serviceLevelSeconds = 20;

/** Which conversations: those that began on some days, `YYYY-MM-DD`, both included. */
export interface Range {
  readonly from: string;
  readonly to: string;
  readonly queue?: string | undefined;
  readonly topic?: string | undefined;
  readonly language?: string | undefined;
}

export const figureSchema = z.object({
  day: z.string().optional(),
  hour: z.int().optional(),
  queue: z.string().optional(),
  topic: z.string().optional(),
  language: z.string().optional(),
  level: z.int().optional(),
  disposition: z
    .string()
    .optional()
    .describe('as flows/desk.yaml names it; `nessuna` when the operator said nothing'),
  offered: z
    .int()
    .describe('calls that waited: all but those turned away, and those that went on in another row'),
  answered: z.int().describe('of the calls that came in; calls back are in `calledBack`'),
  abandoned: z.int().describe('the caller hung up while waiting'),
  callBacks: z.int().describe('that chose to be called back'),
  calledBack: z.int().describe('calls back in which an operator talked; they waited before, in another row'),
  overflowed: z.int().describe('went on in another queue, and are counted there'),
  silent: z.int().describe('an operator picked up and was never heard; counted again where they went on'),
  turnedAway: z.int().describe('the queue was closed or full, or nobody was logged in'),
  answeredInTime: z.int().describe(`within ${serviceLevelSeconds} seconds`),
  meanWaitSeconds: z.int().nullable().describe('of those that were answered; null when none was'),
  longestWaitSeconds: z.int(),
  meanTalkSeconds: z.int().nullable().describe('calls back included'),
  transfers: z.int().describe('stays that began because an operator had handed the caller on'),
  secondLevel: z.int(),
});
/** Figures of one group; without `by`, of all. */
export type Figure = z.output<typeof figureSchema>;

const columns: Readonly<Record<Dimension, string>> = {
  day: 'c.day',
  hour: 'c.hour',
  queue: 'c.queue',
  topic: 'c.topic',
  language: 'c.language',
  level: 'c.level',
  disposition: "coalesce(d.disposition, 'nessuna')",
};

/** Counts what remains of conversations. */
export class Figures {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** In the order of `by`; groups without a conversation are left out. @throws DatabaseError */
  async of(range: Range, by: readonly Dimension[]): Promise<readonly Figure[]> {
    const groups = by.map((one) => columns[one]);
    const shown = by.map((one) => `${columns[one]} AS "${one}", `).join('');
    // A citizen who is called back waits a few seconds: no wait of a caller, and nothing for the service level.
    const calls = 'NOT c.call_back';
    // A caller who is handed on has a row more, and another one for each overflow or silent operator after that.
    const goesOn = "c.outcome IN ('overflow', 'silent')";
    const turnedAway = "c.outcome IN ('full', 'closed', 'nobody')";
    const count = (condition: string) => `count(*) FILTER (WHERE ${condition})::integer`;
    const mean = (column: string, condition: string) =>
      `round(avg(${column}) FILTER (WHERE ${condition}))::integer`;
    const answered = "c.outcome = 'answered'";
    return await this.#database.rows(
      figureSchema,
      `SELECT ${shown}
         ${count(`${calls} AND NOT (${turnedAway}) AND NOT (${goesOn})`)} AS offered,
         ${count(`${calls} AND ${answered}`)} AS answered,
         ${count(`${calls} AND c.outcome = 'abandoned'`)} AS abandoned,
         ${count("c.outcome = 'call-back'")} AS "callBacks",
         ${count(`c.call_back AND ${answered} AND c.transfers = 0`)} AS "calledBack",
         ${count(`${calls} AND c.outcome = 'overflow'`)} AS overflowed,
         ${count("c.outcome = 'silent'")} AS silent,
         ${count(`${calls} AND ${turnedAway}`)} AS "turnedAway",
         ${count(`${calls} AND ${answered} AND c.waited <= ${serviceLevelSeconds}`)} AS "answeredInTime",
         ${mean('c.waited', `${calls} AND ${answered}`)} AS "meanWaitSeconds",
         coalesce(max(c.waited) FILTER (WHERE ${calls}), 0)::integer AS "longestWaitSeconds",
         ${mean('c.talked', answered)} AS "meanTalkSeconds",
         ${count(`c.transfers > 0 AND NOT (${goesOn})`)} AS transfers,
         ${count('c.second_level')} AS "secondLevel"
       FROM talk.conversation c LEFT JOIN talk.disposition d ON d.conversation = c.id
       WHERE c.day BETWEEN $1::text::date AND $2::text::date
         AND ($3::text IS NULL OR c.queue = $3::text) AND ($4::text IS NULL OR c.topic = $4::text)
         AND ($5::text IS NULL OR c.language = $5::text)
       ${groups.length === 0 ? '' : `GROUP BY ${groups.join(', ')} ORDER BY ${groups.join(', ')}`}`,
      [range.from, range.to, range.queue ?? null, range.topic ?? null, range.language ?? null],
    );
  }
}
