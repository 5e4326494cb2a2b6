/** Numbers that look random and follow from a seed: the same citizen on every machine. */
export class RandomStream {
  #state: number;

  /** @param seed any integer of 32 bits */
  constructor(seed: number) {
    this.#state = Math.imul(seed ^ 0x5bd1e995, 0x9e3779b1) >>> 0;
  }

  /** From 0 up to, not including, 1 (mulberry32). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }

  /** An integer from 0 up to, not including, the bound. */
  below(bound: number): number {
    return Math.floor(this.next() * bound);
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  /** One item; all alike. @throws RangeError for an empty list */
  pick<T>(items: readonly T[]): T {
    return at(items, this.below(items.length));
  }

  /** One item; the first ones more often, as names and towns are (weight 1 / (rank + 6)). */
  pickRanked<T>(items: readonly T[]): T {
    const spread = (items.length + 6) / 6;
    return at(items, Math.min(items.length - 1, Math.floor(6 * (spread ** this.next() - 1))));
  }
}

function at<T>(items: readonly T[], index: number): T {
  const item = items[index];
  if (item === undefined) throw new RangeError('nothing to pick from');
  return item;
}
