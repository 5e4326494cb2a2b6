import { Redis } from 'ioredis';
import type { Logger } from 'pino';

/**
 * Opens the engine's working memory. Calls go on without it, so nothing here waits for it or throws. No command that waits
 * in Redis (BLPOP and the like) may go over this connection or a duplicate: `socketTimeout` would end it.
 */
export function openRedis(url: string, logger: Logger): Redis {
  const redis = new Redis(url, {
    // A command without a connection fails at once: a caller is waiting.
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    commandTimeout: 1_000,
    connectTimeout: 2_000,
    // With commands outstanding and not a byte for so long the other end is gone without a word: TCP notices that after a
    // quarter of an hour, and whatever is sent meanwhile piles up.
    socketTimeout: 3_000,
    retryStrategy: (attempt) => Math.min(100 * 2 ** attempt, 5_000) * (0.5 + Math.random() / 2),
  });
  let up: boolean | undefined;
  redis.on('ready', () => {
    logger.info('Redis is there');
    up = true;
  });
  // The library reports every failed attempt; one line for each loss is enough.
  redis.on('error', (error: Error) => {
    if (up !== false && /^(WRONGPASS|NOAUTH)/.test(error.message))
      logger.error('Redis refuses the password: REDIS_URL must hold the one that it was started with');
    else if (up !== false)
      logger.warn({ reason: error.message }, 'Redis is away; calls go on without checkpoints');
    up = false;
  });
  return redis;
}
