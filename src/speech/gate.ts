import { SpeechError } from './synthesizer.ts';

/** Lets a fixed number of tasks run at once and a bounded number wait, first come first served. */
export class Gate {
  readonly #atOnce: number;
  readonly #maxWaiting: number;
  readonly #waiting = new Set<() => void>();
  #running = 0;

  constructor(atOnce: number, maxWaiting: number) {
    this.#atOnce = atOnce;
    this.#maxWaiting = maxWaiting;
  }

  /**
   * Runs the task when its turn comes.
   * @throws SpeechError `busy` when too many wait, `cancelled` when the signal fires while it waits; what the task throws.
   */
  async run<Result>(task: () => Promise<Result>, signal?: AbortSignal): Promise<Result> {
    if (this.#running >= this.#atOnce) await this.#turn(signal);
    else this.#running++;
    try {
      return await task();
    } finally {
      this.#release();
    }
  }

  /** Resolves with a place among the running ones, handed over by the one that leaves. */
  #turn(signal: AbortSignal | undefined): Promise<void> {
    if (this.#waiting.size >= this.#maxWaiting) {
      throw new SpeechError(
        'busy',
        `${this.#maxWaiting} texts wait to be spoken already: the machine is too slow for the load`,
      );
    }
    return new Promise((resolve, reject) => {
      const cancel = () => {
        this.#waiting.delete(enter);
        reject(new SpeechError('cancelled', 'given up while waiting to be spoken'));
      };
      const enter = () => {
        signal?.removeEventListener('abort', cancel);
        resolve();
      };
      if (signal?.aborted) return cancel();
      signal?.addEventListener('abort', cancel, { once: true });
      this.#waiting.add(enter);
    });
  }

  #release(): void {
    const [next] = this.#waiting;
    if (next === undefined) {
      this.#running--;
      return;
    }
    this.#waiting.delete(next);
    next();
  }
}
