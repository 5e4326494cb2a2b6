import type { Logger } from 'pino';
import { errorName } from '../../web/errors.ts';
import type { Due } from './outbox.ts';

/** What is still to be told. */
interface Untold {
  claim(most: number, seconds: number): Promise<readonly Due[]>;
  told(rows: readonly Due[]): Promise<void>;
  giveBack(rows: readonly Due[]): Promise<void>;
  again(seconds: number): Promise<number>;
}

export interface RelayOptions {
  readonly outbox: Untold;
  /** @throws when they cannot be told now */
  readonly tell: (due: readonly Due[]) => Promise<void>;
  readonly logger: Logger;
  /** How often it looks by itself: another process may have accepted something. */
  readonly everyMs?: number;
  /** How often everything unfinished is told anew. */
  readonly sweepMs?: number;
}

const atOnce = 500;
/** Longer than the queues are waited for. */
const claimSeconds = 30;
const pauseMs = { first: 200, longest: 15_000 };

/**
 * Carries what the outbox holds to the queues, as long as it runs. A row counts as told only after Redis took it; without
 * Redis, or without the database, it tries again and again, ever more slowly.
 */
export class Relay {
  readonly #options: RelayOptions;
  readonly #ended: Promise<void>;
  #stopping = false;
  #sweepAfter: number;
  #failures = 0;
  #woken = false;
  #wake: () => void = () => {};

  constructor(options: RelayOptions) {
    this.#options = options;
    this.#sweepAfter = performance.now() + this.#sweepMs;
    this.#ended = this.#run();
  }

  /** There is something new. While the queues cannot be told, that changes nothing. */
  wake(): void {
    if (this.#failures === 0) this.#look();
  }

  /** Redis is there again, and may have forgotten. */
  sweep(): void {
    this.#sweepAfter = 0;
    this.#look();
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    this.#look();
    await this.#ended;
  }

  #look(): void {
    this.#woken = true;
    this.#wake();
  }

  get #sweepMs(): number {
    return this.#options.sweepMs ?? 60_000;
  }

  async #run(): Promise<void> {
    const { logger, everyMs = 1_000 } = this.#options;
    while (!this.#stopping) {
      this.#woken = false;
      try {
        await this.#sweep();
        const told = await this.#pass();
        if (this.#failures > 0) logger.info('requests go to the queues again');
        this.#failures = 0;
        if (told < atOnce) await this.#rest(everyMs * (0.75 + Math.random() / 2));
      } catch (error) {
        if (this.#failures === 0)
          logger.warn({ error: errorName(error) }, 'requests wait: the queues cannot be told');
        this.#failures += 1;
        const pause =
          Math.min(pauseMs.first * 2 ** this.#failures, pauseMs.longest) * (0.5 + Math.random() / 2);
        await this.#rest(pause);
      }
    }
  }

  async #sweep(): Promise<void> {
    const now = performance.now();
    if (now < this.#sweepAfter) return;
    const everything = this.#sweepAfter === 0;
    await this.#options.outbox.again(everything ? 0 : this.#sweepMs / 1_000);
    this.#sweepAfter = now + this.#sweepMs;
  }

  async #pass(): Promise<number> {
    const { outbox, tell } = this.#options;
    const due = await outbox.claim(atOnce, claimSeconds);
    if (due.length === 0) return 0;
    try {
      await tell(due);
    } catch (error) {
      await outbox.giveBack(due);
      throw error;
    }
    await outbox.told(due);
    return due.length;
  }

  async #rest(ms: number): Promise<void> {
    if (this.#woken || this.#stopping) return;
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
      timer = setTimeout(resolve, ms);
    });
    clearTimeout(timer);
  }
}
