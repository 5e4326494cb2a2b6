import type { Redis } from 'ioredis';
import { z } from 'zod';
import type { Left } from '../flow/left.ts';
import { deriveKey } from '../privacy/derive-key.ts';
import { mac } from '../privacy/mac.ts';
import type { Sensitive } from '../privacy/sensitive.ts';
import type { Leavings } from './ports.ts';

/** For so long a caller who hung up in the middle of a service is offered to go on with it. */
const lifeSeconds = 10 * 60;

const leftSchema = z.object({ flow: z.string(), language: z.string() });

/**
 * What callers left unfinished, in Redis, by a pseudonym of their number: neither the number nor anything else about
 * them is there. Without Redis nothing is kept and nothing is found.
 */
export class RedisLeavings implements Leavings {
  readonly #redis: Redis;
  readonly #key: Buffer;

  /** @param sealKey 32 bytes, as made at set-up; the key of the pseudonyms is made from it */
  constructor(redis: Redis, sealKey: Buffer) {
    this.#redis = redis;
    this.#key = deriveKey(sealKey, 'centralino: callers who hung up');
  }

  keep(caller: Sensitive, { flow, language }: Left): void {
    if (this.#redis.status !== 'ready') return;
    this.#redis
      .set(this.#name(caller), JSON.stringify({ flow, language }), 'EX', lifeSeconds)
      .catch(() => {});
  }

  async take(caller: Sensitive): Promise<Left | undefined> {
    if (this.#redis.status !== 'ready') return undefined;
    const text = await this.#redis.getdel(this.#name(caller)).catch(() => null);
    return text === null ? undefined : leftSchema.safeParse(parsed(text)).data;
  }

  #name(caller: Sensitive): string {
    return `centralino:left:${mac(this.#key, caller.reveal().replace(/[^\d+]/g, '')).toString('base64url')}`;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
