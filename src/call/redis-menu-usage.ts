import type { Redis } from 'ioredis';
import type { MenuCount, MenuUsage, MenuUse } from './menu-usage.ts';

/** Days for which counts are kept. */
export const usageDays = 90;

const secondsADay = 24 * 60 * 60;

/** Counts are gathered for so long before they are written. */
const gatherMs = 1_000;

/** Menus and keys that are counted at most: more than flows have, so that nothing grows for ever. */
const mostCounted = 20_000;

/**
 * What callers choose, added up over engines and restarts: in Redis, a hash a day (UTC), for 90 days. Written behind
 * the calls' back; while Redis is away counts wait here. A count whose writing got no answer is written again, so
 * that a lost connection may count some uses twice.
 */
export class RedisMenuUsage implements MenuUsage {
  readonly #redis: Redis;
  readonly #now: () => number;
  /** Since the start of this process, by field. */
  readonly #counted = new Map<string, number>();
  /** Not yet written, by day and field. */
  readonly #waiting = new Map<string, number>();
  #timer: NodeJS.Timeout | undefined;

  /** @param now the time in ms; the clock of the system unless given */
  constructor(redis: Redis, now: () => number = Date.now) {
    this.#redis = redis;
    this.#now = now;
  }

  count(use: MenuUse): void {
    const field = `${use.flow}/${use.step}/${use.key}`;
    add(this.#counted, field, 1);
    add(this.#waiting, `${dayOf(this.#now())} ${field}`, 1);
    this.#timer ??= setTimeout(() => void this.flush(), gatherMs).unref();
  }

  /** What this process counted. */
  get counts(): readonly MenuCount[] {
    return [...this.#counted].flatMap(([field, count]) => countOf(field, count));
  }

  /**
   * What all engines counted in the last so many days, today included.
   * @throws Error when Redis is away
   */
  async read(days: number): Promise<readonly MenuCount[]> {
    await this.flush();
    const now = this.#now();
    const keys = Array.from({ length: Math.min(days, usageDays) }, (_, index) =>
      keyOf(dayOf(now - index * secondsADay * 1000)),
    );
    const sums = new Map<string, number>();
    for (const hash of await Promise.all(keys.map((key) => this.#redis.hgetall(key))))
      for (const [field, count] of Object.entries(hash)) add(sums, field, Number(count));
    return [...sums].flatMap(([field, count]) => countOf(field, count));
  }

  /** Writes what waits. Never rejects: what cannot be written waits on. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#redis.status !== 'ready' || this.#waiting.size === 0) return;
    const changes = [...this.#waiting];
    this.#waiting.clear();
    const pipeline = this.#redis.pipeline();
    for (const [name, count] of changes) {
      const [day = '', field = ''] = name.split(' ');
      pipeline.hincrby(keyOf(day), field, count);
    }
    const days = new Set(changes.map(([name]) => name.split(' ')[0] ?? ''));
    for (const day of days) pipeline.expire(keyOf(day), (usageDays + 1) * secondsADay);
    const results = await pipeline.exec().catch(() => null);
    for (const [index, [name, count]] of changes.entries())
      if (results?.[index]?.[0] !== null) add(this.#waiting, name, count);
  }
}

function add(counts: Map<string, number>, name: string, count: number): void {
  const before = counts.get(name);
  if (before !== undefined || counts.size < mostCounted) counts.set(name, (before ?? 0) + count);
}

function countOf(field: string, count: number): readonly MenuCount[] {
  const [flow, step, key] = field.split('/');
  return flow === undefined || step === undefined || key === undefined ? [] : [{ flow, step, key, count }];
}

function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

function keyOf(day: string): string {
  return `centralino:menus:${day}`;
}
