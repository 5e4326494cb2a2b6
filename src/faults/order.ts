import type { Redis } from 'ioredis';

const prefix = 'centralino:match:';

/** Who waits in all lines, the first first, as Redis has it: the sorted sets themselves, whatever anybody believes. */
export async function orderIn(redis: Redis): Promise<readonly string[]> {
  const lines = await redis.hkeys(`${prefix}lines`);
  const waiting: { readonly id: string; readonly score: number }[] = [];
  for (const line of lines) {
    const flat = await redis.zrange(`${prefix}line:${line}`, '0', '-1', 'WITHSCORES');
    for (let index = 0; index < flat.length; index += 2)
      waiting.push({ id: flat[index] ?? '', score: Number(flat[index + 1]) });
  }
  return waiting
    .sort((one, other) => one.score - other.score || (one.id < other.id ? -1 : 1))
    .map(({ id }) => id);
}

/** What Redis has of somebody in line, for a finding: no more than the state. */
export async function entryIn(redis: Redis, id: string): Promise<string> {
  const found = await redis.hmget(`${prefix}entry:${id}`, 'state', 'offer', 'engine');
  return found.map((one) => one ?? '-').join(' ');
}

/**
 * How many of those who waited do not stand where they should: they are in line no more, though they should be, or others
 * are before them who were behind.
 * @param before the order that is right
 * @param now the order of now
 * @param mayBeAway whether somebody may be out of line by now: was offered, talks, has been served
 */
export function misplacedOf(
  before: readonly string[],
  now: readonly string[],
  mayBeAway: (id: string) => boolean = () => false,
): readonly string[] {
  const there = new Set(now);
  const expected = before.filter((id) => there.has(id));
  const known = new Set(before);
  const found = now.filter((id) => known.has(id));
  const lost = before.filter((id) => !there.has(id) && !mayBeAway(id));
  return [...lost, ...expected.filter((id, index) => found[index] !== id)];
}
