/** The timers of one call, by id; all gone when the call is. */
export class Timers {
  readonly #running = new Map<string, NodeJS.Timeout>();

  /** Starts a timer, in place of one with the same id. */
  start(id: string, ms: number, ring: () => void): void {
    this.cancel(id);
    this.#running.set(
      id,
      setTimeout(() => {
        this.#running.delete(id);
        ring();
      }, ms),
    );
  }

  cancel(id: string): void {
    clearTimeout(this.#running.get(id));
    this.#running.delete(id);
  }

  clear(): void {
    for (const timer of this.#running.values()) clearTimeout(timer);
    this.#running.clear();
  }
}
