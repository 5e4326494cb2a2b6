import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import type { Logger } from 'pino';
import { z } from 'zod';
import { keepAsking, type RedisPulse } from '../../store/redis-pulse.ts';
import type { Due } from './outbox.ts';

/** A queue for each way that things go. */
export const queueNames = {
  residence: 'centralino-letters',
  email: 'centralino-emails',
  sms: 'centralino-sms',
} as const;
export type Way = keyof typeof queueNames;
export const ways: readonly Way[] = ['residence', 'email', 'sms'];

/** All that a job says: the number of a request. What it is about stays in the database. */
export const jobSchema = z.strictObject({ request: z.string().regex(/^\d{1,18}$/) });
export type FulfilmentJob = z.infer<typeof jobSchema>;

/** Redis cannot be told now. */
export class QueuesAway extends Error {}

const patienceMs = 10_000;
/** What has a day by which it must be paid goes before the rest, and what operations sends before all. */
const priorities = { again: 1, due: 2, usual: 3 } as const;
const withDueDate: ReadonlySet<string> = new Set(['avviso-pagopa', 'dati-f24']);
/** The database counts the attempts and ends them; a job that is in Redis goes on. */
const attempts = 1_000_000;

/** Tells Redis what there is to do. One request is one job, however often it is told. */
export class Queues {
  readonly #redis: Redis;
  readonly #pulse: RedisPulse;
  readonly #queues: Readonly<Record<Way, Queue<FulfilmentJob>>>;

  /** @param back called whenever Redis is there (again): it may have lost what it was told */
  constructor(redisUrl: string, logger: Logger, back: () => void) {
    this.#redis = new Redis(redisUrl, {
      enableOfflineQueue: false,
      maxRetriesPerRequest: 0,
      commandTimeout: patienceMs,
      connectTimeout: 2_000,
      // A queue waits for nothing in Redis, as a worker does: with nothing heard for so long the other end is gone.
      socketTimeout: patienceMs,
      retryStrategy: (attempt) => Math.min(100 * 2 ** attempt, 5_000) * (0.5 + Math.random() / 2),
    });
    this.#pulse = keepAsking(this.#redis);
    let away = false;
    this.#redis.on('ready', () => {
      away = false;
      back();
    });
    this.#redis.on('error', (error: Error) => {
      if (!away) logger.warn({ reason: error.message }, 'Redis is away; requests are kept until it is back');
      away = true;
    });
    const open = (way: Way) => {
      const queue = new Queue<FulfilmentJob>(queueNames[way], {
        connection: this.#redis,
        defaultJobOptions: {
          attempts,
          backoff: { type: 'custom' },
          // The database knows what became of it; a job that stayed would keep the same from being told again.
          removeOnComplete: true,
          removeOnFail: true,
          stackTraceLimit: 0,
        },
      });
      queue.on('error', () => {});
      return queue;
    };
    this.#queues = { residence: open('residence'), email: open('email'), sms: open('sms') };
  }

  /** Redis answers. */
  get there(): boolean {
    return this.#pulse.answers;
  }

  get all(): readonly Queue<FulfilmentJob>[] {
    return ways.map((way) => this.#queues[way]);
  }

  /** Resolves when Redis has all of them. @throws QueuesAway */
  async tell(due: readonly Due[]): Promise<void> {
    if (this.#redis.status !== 'ready') throw new QueuesAway('not connected');
    const told = ways.map(async (way) => {
      const jobs = due.filter(({ channel }) => channel === way).map(jobOf);
      if (jobs.length > 0) await this.#queues[way].addBulk(jobs);
    });
    await within(patienceMs, Promise.all(told));
  }

  async close(): Promise<void> {
    await Promise.all(this.all.map((queue) => queue.close().catch(() => {})));
    this.#redis.disconnect();
  }
}

function jobOf({ request, kind, again }: Due) {
  const priority = again ? priorities.again : withDueDate.has(kind) ? priorities.due : priorities.usual;
  return { name: 'fulfil', data: { request }, opts: { jobId: `request-${request}`, priority } };
}

async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new QueuesAway('no answer in time')), ms);
  });
  try {
    return await Promise.race([work, late]);
  } catch (error) {
    throw error instanceof QueuesAway ? error : new QueuesAway('refused');
  } finally {
    clearTimeout(timer);
  }
}
