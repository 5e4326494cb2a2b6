import { setTimeout as delay } from 'node:timers/promises';
import { Queue } from 'bullmq';
import { pino } from 'pino';
import { z } from 'zod';
import { queueNames } from '../mail/fulfilment/queues.ts';
import { openDatabase } from '../store/open.ts';
import type { Parts } from './parts.ts';
import type { Plan } from './plan.ts';

const everyMs = 100;

/**
 * Puts every job into its queue a second and a third time, under other ids, so that Redis cannot tell that they are the
 * same: sooner and later, for as long as it runs.
 * @returns how many messages were put there besides
 */
export async function duplicateJobs(parts: Parts, random: Plan, stop: AbortSignal): Promise<number> {
  const database = await openDatabase({ url: parts.databaseUrl, logger: pino({ level: 'silent' }) });
  const queue = new Queue(queueNames.residence, {
    connection: { url: parts.redisUrl, enableOfflineQueue: false, maxRetriesPerRequest: 0 },
  });
  queue.on('error', () => {});
  let last = '0';
  let copies = 0;
  try {
    while (!stop.aborted) {
      await delay(everyMs);
      try {
        const rows = await database.rows(
          z.object({ id: z.string() }),
          'SELECT id FROM mail.request WHERE id > $1 ORDER BY id LIMIT 200',
          [last],
        );
        for (const { id } of rows) {
          const put = (copy: number, ms: number) =>
            queue.add(
              'fulfil',
              { request: id },
              { jobId: `copy-${copy}-${id}`, delay: Math.round(ms), removeOnComplete: true, attempts: 1_000 },
            );
          await within(put(1, 0));
          await within(put(2, random.between(0, 3_000)));
          copies += 2;
          last = id;
        }
      } catch {
        // The database or Redis is down just now; the same rows come again.
      }
    }
    return copies;
  } finally {
    await queue.close().catch(() => {});
    await database.close();
  }
}

async function within(work: Promise<unknown>): Promise<void> {
  await Promise.race([
    work,
    delay(1_000).then(() => {
      throw new Error('no answer of Redis');
    }),
  ]);
}
