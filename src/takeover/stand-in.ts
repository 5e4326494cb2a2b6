import { Worker } from 'node:worker_threads';
import type { Logger } from 'pino';
import type { LeaseTimings } from './lease-timings.ts';
import { Pulse } from './pulse.ts';
import type { StandInData } from './stand-in-thread.ts';

export interface StandInGiven {
  readonly engine: string;
  readonly redisUrl: string;
  readonly timings: LeaseTimings;
  readonly logger: Logger;
}

/** A client of Redis, and not much else. */
const memoryMegabytes = 32;

/**
 * Prolongs an engine's lease from a thread of its own while the engine is busy: collecting garbage, or taking up a hundred
 * calls on a machine that is full. Only who died, was frozen or is cut off falls silent in both threads.
 */
export class StandIn {
  /** What the lease tells it, and is told. */
  readonly pulse = new Pulse();
  readonly #thread: Worker;

  constructor({ engine, redisUrl, timings, logger }: StandInGiven) {
    const workerData: StandInData = { memory: this.pulse.memory, engine, redisUrl, timings };
    this.#thread = new Worker(new URL('./stand-in-thread.js', import.meta.url), {
      name: 'stand-in',
      workerData,
      resourceLimits: { maxOldGenerationSizeMb: memoryMegabytes },
    });
    this.#thread.on('error', (error) =>
      logger.error(
        { reason: error.message },
        'nobody prolongs the lease while the engine is busy: others may take its calls for a pause',
      ),
    );
    this.#thread.unref();
  }

  async close(): Promise<void> {
    await this.#thread.terminate();
  }
}
