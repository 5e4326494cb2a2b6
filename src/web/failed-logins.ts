/** Addresses remembered at once: the oldest goes first. */
const mostAddresses = 10_000;

/** Who gave a wrong password too often waits: a password cannot be tried out. */
export class FailedLogins {
  readonly #most: number;
  readonly #windowMs: number;
  readonly #now: () => number;
  readonly #failures = new Map<string, { count: number; readonly since: number }>();

  /** @param most wrong ones from one address within `windowMs`, counted from the first of them */
  constructor(given: {
    readonly most: number;
    readonly windowMs: number;
    readonly now?: () => number;
  }) {
    this.#most = given.most;
    this.#windowMs = given.windowMs;
    this.#now = given.now ?? (() => performance.now());
  }

  /** Milliseconds that an address has to wait before it may try again, whatever it tries; 0 when it may. */
  waitMs(address: string): number {
    const failures = this.#recent(address);
    if (failures === undefined || failures.count < this.#most) return 0;
    return Math.max(1, failures.since + this.#windowMs - this.#now());
  }

  failed(address: string): void {
    const failures = this.#recent(address);
    if (failures !== undefined) {
      failures.count += 1;
      return;
    }
    const [oldest] = this.#failures.keys();
    if (oldest !== undefined && this.#failures.size >= mostAddresses) this.#failures.delete(oldest);
    this.#failures.set(address, { count: 1, since: this.#now() });
  }

  #recent(address: string) {
    const failures = this.#failures.get(address);
    if (failures === undefined || this.#now() < failures.since + this.#windowMs) return failures;
    this.#failures.delete(address);
    return undefined;
  }
}
