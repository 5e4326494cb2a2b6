import type { z } from 'zod';
import type { Queries } from '../../../store/database.ts';
import { sameDigest } from '../keys.ts';
import { IdempotencyKeyReused } from '../pin-requests.ts';
import { requestRow } from './rows.ts';

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
  const claimed = await queries.run(
    `INSERT INTO reference.desk_request (idempotency_key, fingerprint, asked_at) VALUES ($1, $2, $3)
     ON CONFLICT DO NOTHING`,
    [key, fingerprint, now],
  );
  if (claimed === 1) {
    const given = await work();
    await queries.run('UPDATE reference.desk_request SET answer = $2 WHERE idempotency_key = $1', [
      key,
      JSON.stringify(given),
    ]);
    return given;
  }
  const [request] = await queries.rows(
    requestRow,
    'SELECT fingerprint, answer FROM reference.desk_request WHERE idempotency_key = $1',
    [key],
  );
  if (request === undefined || request.answer === null || !sameDigest(request.fingerprint, fingerprint)) {
    throw new IdempotencyKeyReused('the Idempotency-Key was used for another request');
  }
  return answer.parse(JSON.parse(request.answer));
}
