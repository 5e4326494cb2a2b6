/** A bounded set of measurements and its percentiles. */

export interface Distribution {
  readonly count: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
}

/** The smallest value that `fraction` (0 to 1) of the sorted values do not exceed (nearest rank); NaN of none. */
export function percentile(sorted: ArrayLike<number>, fraction: number): number {
  const rank = Math.ceil(fraction * sorted.length);
  return sorted[Math.min(Math.max(rank, 1), sorted.length) - 1] ?? Number.NaN;
}

export class Samples {
  readonly #values: number[] = [];
  readonly #limit: number;
  #dropped = 0;

  /** What comes after `limit` values is counted, not kept. */
  constructor(limit = 500_000) {
    this.#limit = limit;
  }

  add(value: number): void {
    if (this.#values.length < this.#limit) this.#values.push(value);
    else this.#dropped++;
  }

  /** Values that were not kept. */
  get dropped(): number {
    return this.#dropped;
  }

  distribution(): Distribution {
    const sorted = Float64Array.from(this.#values).sort();
    return {
      count: sorted.length,
      p50: percentile(sorted, 0.5),
      p95: percentile(sorted, 0.95),
      p99: percentile(sorted, 0.99),
      max: sorted.at(-1) ?? Number.NaN,
    };
  }
}
