import type { Redis, RedisOptions } from 'ioredis';
import { keepAsking } from './redis-pulse.ts';

/**
 * A connection of its own for what is published, over the same way as `redis`. Subscribing waits until Redis is there; the
 * subscriptions come back with the connection, also after one that died without a word. Ended with `disconnect()`.
 * @param redis as openRedis makes it
 * @param names what is to be heard from now on, asked whenever the connection is there; a pattern ends in `*`
 */
export function openSubscriber(
  redis: Redis,
  names: () => Iterable<string>,
  options: RedisOptions = {},
): Redis {
  const subscriber = redis.duplicate({
    enableOfflineQueue: true,
    maxRetriesPerRequest: null,
    // The library catches nothing when it subscribes again: an answer that is late would end the process.
    autoResubscribe: false,
    ...options,
  });
  subscriber.on('ready', () => {
    const all = [...names()];
    const patterns = all.filter(isPattern);
    const channels = all.filter((name) => !isPattern(name));
    // Where it is not answered at all, the connection is opened anew, and this comes again.
    if (patterns.length > 0) subscriber.psubscribe(...patterns).catch(() => {});
    if (channels.length > 0) subscriber.subscribe(...channels).catch(() => {});
  });
  // Whoever only listens sends nothing, and would never notice that nobody speaks any more.
  keepAsking(subscriber);
  return subscriber;
}

/** Whether a name stands for all channels that begin so. */
export function isPattern(name: string): boolean {
  return name.endsWith('*');
}
