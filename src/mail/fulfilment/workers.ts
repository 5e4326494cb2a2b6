import { UnrecoverableError, Worker } from 'bullmq';
import type { Logger } from 'pino';
import { errorName } from '../../web/errors.ts';
import { type FulfilmentJob, jobSchema, queueNames, type Way, ways } from './queues.ts';

/** How fast one way may go. */
export interface Pace {
  /** Requests at once, in each process. */
  readonly atOnce: number;
  /** Of all processes together; 0 for as many as there are. */
  readonly perSecond: number;
}

export interface WorkersOptions {
  readonly redisUrl: string;
  /** @throws when it is to be tried again; the message goes to Redis, so it is one word */
  readonly fulfil: (request: string, signal: AbortSignal) => Promise<void>;
  readonly paces: Readonly<Record<Way, Pace>>;
  /** The pause after a first failure, and the longest one, in ms. */
  readonly pause: { readonly firstMs: number; readonly longestMs: number };
  /** After so long without a sign of life of whoever has a job, another takes it up. */
  readonly stalledMs?: number;
  readonly logger: Logger;
}

/** Takes jobs from Redis. Without Redis it waits, and holds nobody up. */
export function startWorkers(options: WorkersOptions): { readonly stop: () => Promise<void> } {
  const { redisUrl, fulfil, paces, pause, stalledMs = 30_000, logger } = options;
  const stopping = new AbortController();
  let away = false;
  const workers = ways.map((way) => {
    const { atOnce, perSecond } = paces[way];
    const worker = new Worker<FulfilmentJob>(
      queueNames[way],
      (job) => {
        const read = jobSchema.safeParse(job.data);
        if (read.success) return fulfil(read.data.request, stopping.signal);
        // Nobody of ours has put it there; to try again would be of no use.
        logger.error({ queue: queueNames[way] }, 'a job that is none of ours');
        throw new UnrecoverableError('not-ours');
      },
      {
        connection: { url: redisUrl },
        concurrency: atOnce,
        ...(perSecond > 0 ? { limiter: { max: perSecond, duration: 1_000 } } : {}),
        lockDuration: stalledMs,
        stalledInterval: stalledMs,
        // The database counts how often it was begun, and ends it.
        maxStalledCount: 1_000_000,
        settings: { backoffStrategy: (made) => pauseMs(made, pause) },
      },
    );
    worker.on('ready', () => {
      away = false;
    });
    worker.on('error', (error) => {
      if (!away) logger.warn({ error: errorName(error) }, 'jobs cannot be had from Redis');
      away = true;
    });
    return worker;
  });
  return {
    stop: async () => {
      stopping.abort();
      // Without Redis there is nobody to give jobs back to.
      await Promise.all(workers.map((worker) => worker.close(away)));
    },
  };
}

/** Doubled after each failure up to the longest, and between half of that and all of it, so that not all come at once. */
export function pauseMs(made: number, { firstMs, longestMs }: WorkersOptions['pause']): number {
  return Math.round(Math.min(firstMs * 2 ** Math.min(made - 1, 30), longestMs) * (0.5 + Math.random() / 2));
}
