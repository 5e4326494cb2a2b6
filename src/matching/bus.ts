import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import { isPattern, openSubscriber } from '../store/subscriber.ts';

/** A text that arrived; the channel without the prefix. */
export type Hear = (text: string, channel: string) => void;

/**
 * What is published in Redis, by channel. Its own connection, which comes back by itself; what is said while it is away
 * is lost, and whoever must not lose anything has a deadline.
 */
export class Bus {
  readonly #redis: Redis;
  readonly #prefix: string;
  readonly #hearers = new Map<string, Set<Hear>>();

  constructor(redis: Redis, prefix: string, logger: Logger) {
    this.#redis = openSubscriber(redis, () => this.#hearers.keys(), { lazyConnect: true });
    this.#prefix = prefix;
    this.#redis.on('error', (error: Error) => logger.debug({ reason: error.message }, 'Redis is away'));
    this.#redis.on('message', (channel: string, text: string) => this.#pass(channel, channel, text));
    this.#redis.on('pmessage', (pattern: string, channel: string, text: string) =>
      this.#pass(pattern, channel, text),
    );
  }

  /** @param channel a `*` at the end stands for all channels that begin so. Resolves when it is heard. */
  async hear(channel: string, hear: Hear): Promise<() => Promise<void>> {
    const name = this.#prefix + channel;
    const pattern = isPattern(channel);
    const hearers = this.#hearers.get(name) ?? new Set();
    this.#hearers.set(name, hearers);
    hearers.add(hear);
    await (pattern ? this.#redis.psubscribe(name) : this.#redis.subscribe(name));
    return async () => {
      hearers.delete(hear);
      if (hearers.size > 0 || this.#hearers.get(name) !== hearers) return;
      this.#hearers.delete(name);
      if (this.#redis.status !== 'ready') return;
      await (pattern ? this.#redis.punsubscribe(name) : this.#redis.unsubscribe(name));
    };
  }

  close(): void {
    this.#hearers.clear();
    this.#redis.disconnect();
  }

  #pass(name: string, channel: string, text: string): void {
    for (const hear of this.#hearers.get(name) ?? []) hear(text, channel.slice(this.#prefix.length));
  }
}
