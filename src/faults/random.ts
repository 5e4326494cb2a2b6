/** Numbers from a seed, so that what went wrong can be tried again (mulberry32). */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** 0 or more, below 1. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** Another one, whose numbers do not depend on how often this one is asked. */
  fork(): Random {
    return new Random(this.next() * 2 ** 32);
  }

  between(least: number, most: number): number {
    return least + this.next() * (most - least);
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  /** @param some at least one */
  pick<T>(some: readonly [T, ...T[]]): T {
    return some[Math.floor(this.next() * some.length)] ?? some[0];
  }
}
