import { createHash } from 'node:crypto';
import type { Redis } from 'ioredis';
import { type Decision, decisions } from './lua/decisions.ts';

/**
 * What may be asked for again: done already, it changes nothing. A process that stood still for a second finds its
 * time-outs over before it reads the answers.
 */
const repeatable: ReadonlySet<Decision> = new Set([
  'enter',
  'leave',
  'place',
  'found',
  'adopt',
  'ringing',
  'connected',
  'declined',
  'over',
  'lost',
]);
const tries = 3;

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
    for (let left = repeatable.has(decision) ? tries : 1; ; left -= 1) {
      try {
        return await this.#once(decision, args);
      } catch (error) {
        // As the client says it (store/redis.ts, commandTimeout).
        const late = error instanceof Error && error.message === 'Command timed out';
        if (!late || left <= 1) throw error;
      }
    }
  }

  async #once(decision: Decision, args: readonly string[]): Promise<unknown> {
    try {
      return await this.#redis.evalsha(this.#digests[decision] ?? '', 0, ...args);
    } catch (error) {
      if (!(error instanceof Error) || !error.message.startsWith('NOSCRIPT')) throw error;
      return await this.#redis.eval(decisions[decision], 0, ...args);
    }
  }
}
