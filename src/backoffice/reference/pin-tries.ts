/** Wrong PINs, counted for the person and for the number that calls. */
import { z } from 'zod';
import { arrayText, type Queries } from '../../store/database.ts';

/** How many wrong PINs within the window lock for how long. */
export interface LockRule {
  readonly tries: number;
  readonly windowMinutes: number;
  readonly lockMinutes: number;
}

export interface PinRules {
  readonly person: LockRule;
  readonly caller: LockRule;
}

export const pinRules: PinRules = {
  person: { tries: 3, windowMinutes: 24 * 60, lockMinutes: 60 },
  caller: { tries: 3, windowMinutes: 60, lockMinutes: 60 },
};

/** Whose wrong PINs are counted. */
export interface Subject {
  readonly name: string;
  readonly rule: LockRule;
}

const triesRow = z.object({
  subject: z.string(),
  failures: z.number(),
  from: z.date(),
  locked: z.date().nullable(),
});
export type Tries = z.infer<typeof triesRow>;

const minuteMs = 60_000;

/** The name under which the tries of a person are counted. */
export function personSubject(citizen: number): string {
  return `persona:${citizen}`;
}

/** Reads the tries of the subjects and holds their rows until the transaction ends; always in one order. */
export async function holdTries(
  queries: Queries,
  subjects: readonly Subject[],
  now: Date,
): Promise<readonly Tries[]> {
  const names = arrayText(subjects.map(({ name }) => name).sort());
  await queries.run(
    `INSERT INTO reference.pin_tries (subject, window_from)
     SELECT subject, $2 FROM unnest($1::text::text[]) AS new (subject) ORDER BY subject ON CONFLICT DO NOTHING`,
    [names, now],
  );
  return await queries.rows(
    triesRow,
    `SELECT subject, failures, window_from AS from, locked_until AS locked FROM reference.pin_tries
     WHERE subject = ANY($1::text::text[]) ORDER BY subject FOR UPDATE`,
    [names],
  );
}

/** What one more wrong PIN makes of a count; `left`: the tries that remain. */
export function afterFailure(
  held: Pick<Tries, 'failures' | 'from'> | undefined,
  rule: LockRule,
  now: Date,
): Omit<Tries, 'subject'> & { readonly left: number } {
  const running = held !== undefined && now.getTime() - held.from.getTime() < rule.windowMinutes * minuteMs;
  const failures = (running ? held.failures : 0) + 1;
  const left = rule.tries - failures;
  const from = running ? held.from : now;
  if (left > 0) return { left, failures, from, locked: null };
  // A lock-out starts the count anew for when it ends.
  return { left, failures: 0, from, locked: new Date(now.getTime() + rule.lockMinutes * minuteMs) };
}

/** Counts one wrong PIN: the tries left, and until when none is taken if it was the last. */
export async function countFailure(
  queries: Queries,
  { name, rule }: Subject,
  held: Tries | undefined,
  now: Date,
): Promise<{ left: number; locked: Date | null }> {
  const { left, failures, from, locked } = afterFailure(held, rule, now);
  await queries.run(
    `INSERT INTO reference.pin_tries (subject, failures, window_from, locked_until) VALUES ($1, $2, $3, $4)
     ON CONFLICT (subject) DO UPDATE SET failures = excluded.failures, window_from = excluded.window_from,
       locked_until = excluded.locked_until`,
    [name, failures, from, locked],
  );
  return { left, locked };
}

/** The person keyed the right PIN, or has a new one: their wrong ones count no more, and no lock-out holds. */
export async function clearTries(queries: Queries, citizen: number): Promise<void> {
  await queries.run('UPDATE reference.pin_tries SET failures = 0, locked_until = NULL WHERE subject = $1', [
    personSubject(citizen),
  ]);
}

/** Until when a person is locked out, if they are. */
export async function personLockedUntil(queries: Queries, citizen: number, now: Date): Promise<Date | null> {
  const [row] = await queries.rows(
    z.object({ locked: z.date().nullable() }),
    'SELECT locked_until AS locked FROM reference.pin_tries WHERE subject = $1 AND locked_until > $2',
    [personSubject(citizen), now],
  );
  return row?.locked ?? null;
}

/** Forgets tries that count no more. */
export async function pruneTries(queries: Queries, rules: PinRules, now: Date): Promise<void> {
  const longest = Math.max(rules.person.windowMinutes, rules.caller.windowMinutes);
  await queries.run(
    'DELETE FROM reference.pin_tries WHERE window_from < $1 AND coalesce(locked_until, window_from) < $2',
    [new Date(now.getTime() - longest * minuteMs), now],
  );
}
