/** Waits between attempts that double from `firstMs` to `maxMs`, each drawn between half and the whole (jitter). */
export class Backoff {
  readonly #firstMs: number;
  readonly #maxMs: number;
  #attempts = 0;

  constructor(firstMs = 50, maxMs = 5_000) {
    this.#firstMs = firstMs;
    this.#maxMs = maxMs;
  }

  /** The next wait in milliseconds. */
  next(): number {
    const whole = Math.min(this.#firstMs * 2 ** Math.min(this.#attempts, 30), this.#maxMs);
    this.#attempts += 1;
    return whole * (0.5 + Math.random() / 2);
  }

  reset(): void {
    this.#attempts = 0;
  }
}
