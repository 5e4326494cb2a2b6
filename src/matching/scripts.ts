import { createHash } from 'node:crypto';
import type { Redis } from 'ioredis';
import { type Decision, decisions } from './lua/decisions.ts';

/** Runs the decisions in Redis: each is sent once and then called by its digest. */
export class Scripts {
  readonly #redis: Redis;
  readonly #prefix: string;
  readonly #now: () => number | undefined;
  readonly #digests: Readonly<Record<string, string>>;

  /** @param now epoch ms; undefined: the clock of Redis, which is the same for everybody */
  constructor(redis: Redis, prefix: string, now: () => number | undefined) {
    this.#redis = redis;
    this.#prefix = prefix;
    this.#now = now;
    this.#digests = Object.fromEntries(
      Object.entries(decisions).map(([name, lua]) => [name, createHash('sha1').update(lua).digest('hex')]),
    );
  }

  /** @throws Error when Redis is away */
  async run(decision: Decision, given: Readonly<Record<string, unknown>> = {}): Promise<unknown> {
    const args = [this.#prefix, `${this.#now() ?? ''}`, JSON.stringify(given)];
    try {
      return await this.#redis.evalsha(this.#digests[decision] ?? '', 0, ...args);
    } catch (error) {
      if (!(error instanceof Error) || !error.message.startsWith('NOSCRIPT')) throw error;
      return await this.#redis.eval(decisions[decision], 0, ...args);
    }
  }
}
