import type { TelephonyError } from '../port.ts';

/** Tells whoever started a transport how its first connection went; what comes later is not told. */
export class FirstConnection {
  #settled = false;
  #resolve: () => void = () => {};
  #reject: (error: TelephonyError) => void = () => {};
  readonly #outcome: Promise<void>;

  constructor() {
    this.#outcome = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    // It may fail before anybody waits.
    this.#outcome.catch(() => {});
  }

  wait(): Promise<void> {
    return this.#outcome;
  }

  succeed(): void {
    this.#settled = true;
    this.#resolve();
  }

  /** Gives up; false when there was a connection before, or it was given up already. */
  fail(error: TelephonyError): boolean {
    if (this.#settled) return false;
    this.#settled = true;
    this.#reject(error);
    return true;
  }
}
