import { Random } from '../../random.ts';

/** Numbers that look random and follow from a seed: the same citizen on every machine. */
export class RandomStream extends Random {
  /** @param seed any integer of 32 bits */
  constructor(seed: number) {
    super(Math.imul(seed ^ 0x5bd1e995, 0x9e3779b1));
  }

  /** An integer from 0 up to, not including, the bound. */
  below(bound: number): number {
    return Math.floor(this.next() * bound);
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
