import { Random } from '../random.ts';

/** What goes wrong, by a plan that can be tried again. */
export class Plan extends Random {
  /** Another one, whose numbers do not depend on how often this one is asked. */
  fork(): Plan {
    return new Plan(this.next() * 2 ** 32);
  }

  between(least: number, most: number): number {
    return least + this.next() * (most - least);
  }

  /** @param some at least one */
  pick<T>(some: readonly [T, ...T[]]): T {
    return some[Math.floor(this.next() * some.length)] ?? some[0];
  }
}
