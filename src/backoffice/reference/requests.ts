/** Requests that may be sent twice and must be done once, by their idempotency key. */
import { z } from 'zod';
import type { Queries } from '../../store/database.ts';
import { sameDigest } from './keys.ts';

/** The key was used before for another request. */
export class IdempotencyKeyReused extends Error {}

const requestRow = z.object({ fingerprint: z.instanceof(Uint8Array), answer: z.string().nullable() });
const keptMs = 24 * 60 * 60_000;

export interface Repeatable<Answer> {
  readonly key: string;
  /** Tells this request from others, and gives nothing away about what is in it. */
  readonly fingerprint: Buffer;
  readonly now: Date;
  readonly answer: z.ZodType<Answer>;
}

/**
 * Does the work once for a key: a repeated request waits for the first one and gets its answer.
 * @param queries a transaction; work that throws leaves the key free
 * @throws IdempotencyKeyReused when the key belongs to another request
 */
export async function once<Answer>(
  queries: Queries,
  { key, fingerprint, now, answer }: Repeatable<Answer>,
  work: () => Promise<Answer>,
): Promise<Answer> {
  const earlier = await claim(queries, key, fingerprint, now);
  if (earlier !== undefined) return answer.parse(JSON.parse(earlier));
  const given = await work();
  await settle(queries, key, given);
  return given;
}

/**
 * Takes an idempotency key for a request; a repeated request waits here for the first one and gets what it came to.
 * @param fingerprint of all that the request asks
 * @returns undefined for the first request; else what `settle` wrote down
 * @throws IdempotencyKeyReused when the key belongs to another request
 */
export async function claim(
  queries: Queries,
  key: string,
  fingerprint: Buffer,
  now: Date,
): Promise<string | undefined> {
  const taken = await queries.run(
    `INSERT INTO reference.request (idempotency_key, fingerprint, asked_at) VALUES ($1, $2, $3)
     ON CONFLICT DO NOTHING`,
    [key, fingerprint, now],
  );
  if (taken === 1) return undefined;
  const [request] = await queries.rows(
    requestRow,
    'SELECT fingerprint, answer FROM reference.request WHERE idempotency_key = $1',
    [key],
  );
  if (request === undefined || request.answer === null || !sameDigest(request.fingerprint, fingerprint)) {
    throw new IdempotencyKeyReused('the Idempotency-Key was used for another request');
  }
  return request.answer;
}

/** Writes down what a claimed request came to. Never a PIN. */
export async function settle(queries: Queries, key: string, answer: unknown): Promise<void> {
  await queries.run('UPDATE reference.request SET answer = $2 WHERE idempotency_key = $1', [
    key,
    JSON.stringify(answer),
  ]);
}

/** Nothing was done: the same request may be made again, and may then succeed. */
export async function release(queries: Queries, key: string): Promise<void> {
  await queries.run('DELETE FROM reference.request WHERE idempotency_key = $1', [key]);
}

/** Forgets requests that nobody sends again. */
export async function pruneRequests(queries: Queries, now: Date): Promise<void> {
  await queries.run('DELETE FROM reference.request WHERE asked_at < $1', [new Date(now.getTime() - keptMs)]);
}
