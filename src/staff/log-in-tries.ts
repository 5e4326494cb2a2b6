import { createHash } from 'node:crypto';
import type { Redis } from 'ioredis';

export interface TryRules {
  /** Wrong passwords of one name within the window before it is locked. */
  readonly ofName: number;
  /** Wrong passwords from one address. */
  readonly ofAddress: number;
  readonly windowMinutes: number;
}

export const usualTryRules: TryRules = { ofName: 5, ofAddress: 30, windowMinutes: 15 };

/** Counts one more for each key, each for the window that its first one opened, and gives counts and what is left. */
const count = `
local answer = {}
for i, key in ipairs(KEYS) do
  local tries = redis.call('INCR', key)
  if tries == 1 then redis.call('PEXPIRE', key, ARGV[1]) end
  answer[#answer + 1] = tries
  answer[#answer + 1] = redis.call('PTTL', key)
end
return answer`;

/** Wrong passwords, counted in Redis over all processes. Rejects when Redis is away: then nobody logs in. */
export class LogInTries {
  readonly #redis: Redis;
  readonly #rules: TryRules;

  constructor(redis: Redis, rules: TryRules = usualTryRules) {
    this.#redis = redis;
    this.#rules = rules;
  }

  /**
   * Counts a try before the password is looked at: of tries at one time no more pass than the rule allows.
   * @returns seconds until the next one is let in; undefined when this one is
   */
  async begin(name: string, address: string): Promise<number | undefined> {
    const { ofName, ofAddress, windowMinutes } = this.#rules;
    const keys = [keyOf('name', name), keyOf('address', address)];
    const answer: unknown = await this.#redis.eval(count, keys.length, ...keys, windowMinutes * 60_000);
    const [named = 0, nameMs = 0, addressed = 0, addressMs = 0] = Array.isArray(answer)
      ? answer.map(Number)
      : [];
    if (named > ofName) return Math.ceil(nameMs / 1_000);
    return addressed > ofAddress ? Math.ceil(addressMs / 1_000) : undefined;
  }

  /** The password was right: what the name had against it is forgotten, and this try does not count for the address. */
  async right(name: string, address: string): Promise<void> {
    await this.#redis.multi().del(keyOf('name', name)).decr(keyOf('address', address)).exec();
  }
}

function keyOf(what: 'name' | 'address', value: string): string {
  return `centralino:staff:tries:${what}:${createHash('sha256').update(value).digest('base64url')}`;
}
