import type { Queue } from 'bullmq';
import { z } from 'zod';
import { isUnfinished } from '../mail/fulfilment/ledger.ts';
import { states } from '../mail/states.ts';
import * as catalogue from '../metrics/catalogue/neighbours.ts';
import type { Metrics } from '../metrics/registry.ts';
import type { Database } from '../store/database.ts';

const countRow = z.object({ state: z.enum(states), requests: z.number() });
const ageRow = z.object({ seconds: z.number() });
/** Whoever asks more often hears the same again: the database has better things to do than to count. */
const freshMs = 10_000;
const jobStates = ['waiting', 'prioritized', 'delayed', 'active'] as const;

/** Has the metrics tell how the requests that were accepted get on. */
export function tellOfRecords(
  metrics: Metrics,
  { database, queues }: { readonly database: Database; readonly queues: readonly Queue[] },
): void {
  metrics.read(
    catalogue.requestStates,
    freshly(async () => {
      const counts = await database.rows(
        countRow,
        'SELECT state, count(*)::integer AS requests FROM mail.request GROUP BY state',
      );
      const of = new Map(counts.map(({ state, requests }) => [state, requests]));
      return states.map((state) => ({ labels: { state }, value: of.get(state) ?? 0 }));
    }),
  );
  const oldest = freshly(async () => {
    const [row] = await database.rows(
      ageRow,
      `SELECT coalesce(extract(epoch FROM now() - min(created_at)), 0)::double precision AS seconds
       FROM mail.request WHERE ${isUnfinished}`,
    );
    return row?.seconds;
  });
  metrics.readValue(catalogue.oldestUnfinished, oldest);
  metrics.read(
    catalogue.jobs,
    freshly(async () => {
      const each = queues.map(async (queue) => {
        const counts = await queue.getJobCounts(...jobStates);
        return jobStates.map((state) => ({
          labels: { queue: queue.name, state },
          value: counts[state] ?? 0,
        }));
      });
      return (await Promise.all(each)).flat();
    }),
  );
}

/** The answer of a moment ago, or a new one; one question at a time. */
function freshly<T>(ask: () => Promise<T>): () => Promise<T> {
  let last: { readonly at: number; readonly answer: Promise<T> } | undefined;
  return () => {
    if (last !== undefined && performance.now() - last.at < freshMs) return last.answer;
    const answer = ask();
    const asked = { at: performance.now(), answer };
    last = asked;
    answer.catch(() => {
      if (last === asked) last = undefined;
    });
    return answer;
  };
}
