import type { Redis } from 'ioredis';

const everyMs = 1_000;
/** Between the answers to two questions lies one pause; the rest is for a Redis or a process that is busy. */
const freshMs = 3 * everyMs;

/** Whether Redis answers over one connection. */
export interface RedisPulse {
  /** It did so a moment ago. A connection that died without a word looks open for much longer. */
  readonly answers: boolean;
}

/**
 * Asks Redis over a connection every second whether it is there, as long as the connection is up; begins and ends with it.
 * An idle connection has something outstanding that way, so that its `socketTimeout` notices a silent death.
 */
export function keepAsking(redis: Redis): RedisPulse {
  let answeredAt = Number.NEGATIVE_INFINITY;
  let timer: NodeJS.Timeout | undefined;
  const ask = () => {
    redis.ping().then(
      () => {
        answeredAt = performance.now();
      },
      // It is late, or the connection is gone: socketTimeout closes it, and it is opened anew.
      () => {},
    );
  };
  const begin = () => {
    clearInterval(timer);
    timer = setInterval(ask, everyMs).unref();
    ask();
  };
  redis.on('ready', begin);
  redis.on('close', () => clearInterval(timer));
  if (redis.status === 'ready') begin();
  return {
    get answers() {
      return redis.status === 'ready' && performance.now() - answeredAt < freshMs;
    },
  };
}
