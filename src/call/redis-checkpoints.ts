import type { Redis } from 'ioredis';
import type { Sealer } from '../privacy/seal.ts';
import type { Checkpoints } from './ports.ts';

/** A call does not last longer; what is left of a lost one goes away by itself. */
const lifeSeconds = 2 * 60 * 60;

/** Changes are gathered for so long, one packet of audio: far less than it takes to notice that an engine is gone. */
const gatherMs = 20;

/**
 * Sessions in Redis, sealed. Of the changes that come within some milliseconds only the newest of each call is
 * written, all calls' in one pipeline: a call never waits, and a slow Redis never has more than one write a call.
 */
export class RedisCheckpoints implements Checkpoints {
  readonly #redis: Redis;
  readonly #sealer: Sealer;
  /** Newest sessions not yet written; null means: forget it. */
  readonly #waiting = new Map<string, unknown>();
  #writing = false;

  constructor(redis: Redis, sealer: Sealer) {
    this.#redis = redis;
    this.#sealer = sealer;
  }

  save(callId: string, session: unknown): void {
    this.#waiting.set(callId, session);
    this.#schedule();
  }

  forget(callId: string): void {
    this.save(callId, null);
  }

  async load(callId: string): Promise<unknown> {
    const text = await this.#redis.get(keyOf(callId));
    return text === null ? undefined : this.#sealer.open(text);
  }

  #schedule(): void {
    if (this.#writing || this.#waiting.size === 0) return;
    this.#writing = true;
    setTimeout(() => {
      this.#write().finally(() => {
        this.#writing = false;
        this.#schedule();
      });
    }, gatherMs);
  }

  async #write(): Promise<void> {
    const changes = [...this.#waiting];
    this.#waiting.clear();
    // Without Redis the sessions live on in memory; Calls.saveAll writes them when it is back.
    if (this.#redis.status !== 'ready') return;
    const pipeline = this.#redis.pipeline();
    for (const [callId, session] of changes) {
      if (session === null) pipeline.del(keyOf(callId));
      else pipeline.set(keyOf(callId), this.#sealer.seal(session), 'EX', lifeSeconds);
    }
    await pipeline.exec().catch(() => {});
  }
}

function keyOf(callId: string): string {
  return `centralino:call:${callId}`;
}
