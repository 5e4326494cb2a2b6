import type { Redis } from 'ioredis';

const prefix = 'centralino:call:';
const atOnce = 500;
/** Only as it was seen: whoever has taken it meanwhile keeps it. KEYS: the call; ARGV: its owner then. */
const forget = `if redis.call('HGET', KEYS[1], 'o') == ARGV[1] then return redis.call('DEL', KEYS[1]) end return 0`;

/**
 * Forgets sessions of calls that ended while this engine was gone: they are under an earlier epoch of its name, and the
 * network has no such call any more. Without it they would stay, sealed, until they expire.
 * @param given.lives whether an engine has the call still, or may have it; rejects when that cannot be told
 * @returns how many there were
 * @throws when Redis is away, or whatever `lives` rejects with
 */
export async function forgetEndedSessions(given: {
  readonly redis: Redis;
  readonly engine: string;
  /** The present one. */
  readonly epoch: string;
  readonly lives: (callId: string) => Promise<boolean>;
}): Promise<number> {
  const { redis, engine, epoch, lives } = given;
  let forgotten = 0;
  let cursor = '0';
  do {
    const [next, keys] = await redis.scan(cursor, 'MATCH', `${prefix}*`, 'COUNT', atOnce);
    cursor = next;
    for (const key of keys) {
      const owner = await redis.hget(key, 'o');
      if (owner === null || !owner.startsWith(`${engine}:`) || owner === `${engine}:${epoch}`) continue;
      if (await lives(key.slice(prefix.length))) continue;
      forgotten += Number(await redis.eval(forget, 1, key, owner));
    }
  } while (cursor !== '0');
  return forgotten;
}
