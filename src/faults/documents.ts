import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { pino } from 'pino';
import { z } from 'zod';
import { spoolDir } from '../config/folders.ts';
import { openDatabase } from '../store/open.ts';
import { askForDocuments, citizensFor } from './askers.ts';
import { type Chaos, killAtRandom } from './chaos.ts';
import { duplicateJobs } from './duplicates.ts';
import { type Judgement, judge } from './judgement.ts';
import { Parts, type PartsOptions } from './parts.ts';
import { Plan } from './plan.ts';

export interface DocumentFaultsOptions extends Omit<PartsOptions, 'citizens' | 'workers' | 'env'> {
  readonly requests: number;
  /** The same makes the same plan of kills. */
  readonly seed: number;
  readonly report: (line: string) => void;
}

export interface DocumentFaults extends Judgement, Chaos {
  /** Messages put into the queue besides those of the relay. */
  readonly duplicates: number;
  /** Requests that are not handed over, by state and reason: nothing, when all went well. */
  readonly left: Readonly<Record<string, number>>;
}

/** How long the last requests may take once everything is alive again. */
const settleMs = 600_000;

/**
 * Has documents asked for while the workers, Redis and the database are killed at random, and every message comes three
 * times; then lets it come to rest, closes the batches and counts what lies in the spool.
 * @throws Error when it does not come to rest, ProvisionError when a part cannot be started
 */
export async function documentFaults(options: DocumentFaultsOptions): Promise<DocumentFaults> {
  const { requests, seed, report } = options;
  const parts = await Parts.start({
    ...options,
    citizens: citizensFor(requests),
    workers: 2,
    env: {
      // As in operation, only sooner; a worker that is killed over a request counts as an attempt.
      FULFIL_PAUSE_MS: '100',
      FULFIL_LONGEST_PAUSE_MS: '2000',
      FULFIL_STALLED_MS: '3000',
      FULFIL_SWEEP_MS: '3000',
      FULFIL_ATTEMPTS: '1000',
      SPOOL_FREE_MB: '10',
      // Several batches close while all this goes on.
      SPOOL_LETTERS: `${Math.max(10, Math.ceil(requests / 8))}`,
    },
  });
  const over = new AbortController();
  const running: Promise<unknown>[] = [];
  try {
    const duplicating = duplicateJobs(parts, new Plan(seed + 1), over.signal);
    const killing = killAtRandom(parts, new Plan(seed), over.signal);
    running.push(duplicating, killing);
    let toldLast = 0;
    const asking = askForDocuments(parts, requests, new Plan(seed + 2), (count) => {
      if (count - toldLast < 250 && count < requests) return;
      toldLast = count;
      report(`${count} requests accepted`);
    });
    const promised = await Promise.race([asking, killing.then(() => asking)]);
    // What was accepted last has its share of deaths, too.
    await delay(5_000);
    over.abort();
    const [chaos, duplicates] = await Promise.all([killing, duplicating]);
    report(
      `killed ${Object.entries(chaos.kills)
        .map(([name, times]) => `${name} ${times} times`)
        .join(', ')}`,
    );
    const left = await settled(parts, report);
    await closeBatches(parts);
    const judgement = await judge(spoolDir(join(parts.dir, 'data')), promised);
    return { ...judgement, ...chaos, duplicates, left };
  } finally {
    over.abort();
    // Nothing is started again behind the back of whoever stops it.
    await Promise.allSettled(running);
    await parts.stop();
  }
}

/** Waits until no request waits for a worker any more. @returns those that are neither batched nor handed over */
async function settled(
  parts: Parts,
  report: (line: string) => void,
): Promise<Readonly<Record<string, number>>> {
  const database = await openDatabase({ url: parts.databaseUrl, logger: pino({ level: 'silent' }) });
  const row = z.object({ what: z.string(), requests: z.number() });
  const deadline = Date.now() + settleMs;
  try {
    for (;;) {
      const rows = await database.rows(
        row,
        `SELECT state || coalesce(' ' || reason, '') AS what, count(*)::integer AS requests
         FROM mail.request WHERE state NOT IN ('BATCHED', 'HANDED_OVER') GROUP BY 1`,
      );
      const left = Object.fromEntries(rows.map(({ what, requests }) => [what, requests]));
      const waiting = rows.some(({ what }) => /^(REQUESTED|ADDRESS_OK|RENDERED)/.test(what));
      if (!waiting) return left;
      report(`left: ${JSON.stringify(left)}`);
      if (Date.now() > deadline) throw new Error(`requests do not come to rest: ${JSON.stringify(left)}`);
      await delay(2_000);
    }
  } finally {
    await database.close();
  }
}

async function closeBatches({ recordsUrls, secrets }: Parts): Promise<void> {
  const response = await fetch(`${recordsUrls[0]}/ops/batches/close`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${secrets.opsToken}`,
      'content-type': 'application/json',
      'idempotency-key': randomUUID(),
    },
    body: JSON.stringify({ reason: 'end of the faults' }),
    signal: AbortSignal.timeout(settleMs),
  });
  if (!response.ok) throw new Error(`the batches could not be closed: status ${response.status}`);
}

/** The last line of the command. */
export function countsLine({ accepted, letters, lost, doubled, misdirected }: Judgement): string {
  return `accepted ${accepted} letters ${letters} lost ${lost} doubled ${doubled} misdirected ${misdirected}`;
}

/** Whether every promise was kept. */
export function allRight({ accepted, letters, lost, doubled, misdirected }: Judgement): boolean {
  return accepted === letters && lost + doubled + misdirected === 0;
}
