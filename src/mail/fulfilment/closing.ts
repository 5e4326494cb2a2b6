import type { Logger } from 'pino';
import { errorName } from '../../web/errors.ts';
import type { Batches } from './batches.ts';

const everyMs = 5_000;
const pauseMs = { first: 5_000, longest: 300_000 };

/** Closes batches when their hour has come or they are full, and those that a process died over. */
export class Closing {
  readonly #batches: Batches;
  /** Letters that a batch may hold. */
  readonly #most: number;
  readonly #logger: Logger;
  #failures = 0;
  #timer: NodeJS.Timeout;
  #pass: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(batches: Batches, most: number, logger: Logger) {
    this.#batches = batches;
    this.#most = most;
    this.#logger = logger;
    this.#timer = setTimeout(() => this.#look(), 0);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#pass;
  }

  #look(): void {
    this.#pass = this.#closeDue().finally(() => {
      if (this.#stopped) return;
      const { first, longest } = pauseMs;
      const pause =
        this.#failures === 0
          ? everyMs
          : Math.min(first * 2 ** this.#failures, longest) * (0.5 + Math.random() / 2);
      this.#timer = setTimeout(() => this.#look(), pause);
    });
  }

  async #closeDue(): Promise<void> {
    try {
      for (const batch of await this.#batches.due(this.#most)) await this.#batches.close(batch);
      this.#failures = 0;
    } catch (error) {
      this.#failures += 1;
      this.#logger.error({ error: errorName(error), failures: this.#failures }, 'a batch cannot be closed');
    }
  }
}
