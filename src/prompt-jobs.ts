import { Queue } from 'bullmq';
import type { Logger } from 'pino';
import { z } from 'zod';

export const promptQueue = 'centralino-prompts';

/** A job for the worker: make the audio of these languages. Names no person and no text. */
export const promptJob = z.object({ languages: z.array(z.string()), version: z.string() });
export type PromptJob = z.infer<typeof promptJob>;

/** Asks the worker to render prompts ahead of time. Without Redis the engine renders them as they are needed. */
export class PromptJobs {
  readonly #queue: Queue<PromptJob>;
  readonly #logger: Logger;

  constructor(redisUrl: string, logger: Logger) {
    this.#logger = logger;
    this.#queue = new Queue(promptQueue, {
      // A connection that died without a word is opened anew; a queue waits for nothing in Redis, as a worker does.
      connection: {
        url: redisUrl,
        enableOfflineQueue: false,
        maxRetriesPerRequest: 0,
        socketTimeout: 10_000,
      },
      defaultJobOptions: {
        attempts: 5,
        backoff: { type: 'exponential', delay: 2_000, jitter: 0.5 },
        removeOnComplete: true,
        removeOnFail: 20,
      },
    });
    // openRedis says it once for all.
    this.#queue.on('error', () => {});
  }

  /** One job for one version of the flows, however many engines ask. Never rejects. */
  async request(languages: readonly string[], version: string): Promise<void> {
    try {
      await this.#queue.add('render', { languages: [...languages], version }, { jobId: `render-${version}` });
    } catch (error) {
      this.#logger.warn(
        { reason: error instanceof Error ? error.message : 'unknown' },
        'prompts are rendered as they are needed',
      );
    }
  }

  async close(): Promise<void> {
    await this.#queue.close().catch(() => {});
  }
}
