import type { Logger } from 'pino';
import { Sealer } from '../../privacy/seal.ts';
import type { Database } from '../../store/database.ts';
import type { BackOffice } from '../desk.ts';
import type { MailKeys } from '../keys.ts';
import { Batches, type Schedule } from './batches.ts';
import { Closing } from './closing.ts';
import { Refusal } from './faults.ts';
import { Fulfiller } from './fulfiller.ts';
import { Ledger } from './ledger.ts';
import { letterIntoSpool, type Render } from './letter.ts';
import { Outbox } from './outbox.ts';
import { Queues, type Way } from './queues.ts';
import { Relay } from './relay.ts';
import { Spool } from './spool.ts';
import { type Pace, startWorkers } from './workers.ts';

/** What can be set about fulfilment. */
export interface FulfilmentSettings {
  readonly redisUrl: string;
  /** Folder of the spool. */
  readonly spoolDir: string;
  /** Free space below which nothing is written. */
  readonly minFreeBytes: number;
  /** Letters that one batch may hold. */
  readonly batchLetters: number;
  readonly paces: Readonly<Record<Way, Pace>>;
  /** Attempts that a request has before it waits for a person. */
  readonly attempts: number;
  readonly pause: { readonly firstMs: number; readonly longestMs: number };
  readonly stalledMs: number;
  /** How often everything unfinished is told to the queues anew. */
  readonly sweepMs: number;
}

export interface FulfilmentParts {
  readonly database: Database;
  readonly keys: MailKeys;
  readonly backOffice: BackOffice;
  readonly render: Render;
  readonly schedule: Schedule;
  /** The day in Italy. */
  readonly day: (at: Date) => string;
  readonly logger: Logger;
  readonly settings: FulfilmentSettings;
}

export interface RunningFulfilment {
  readonly spool: Spool;
  readonly queues: Queues;
  /** Closes the batches that are open, before their hour. @returns how many letters were handed over */
  closeBatches(): Promise<number>;
  /** Something was accepted. */
  wake(): void;
  /** Lets what is under way end, and stops. */
  stop(): Promise<void>;
}

/** Begins to bring out what was accepted: from the outbox to the queues, from there to the post. */
export function startFulfilment(parts: FulfilmentParts): RunningFulfilment {
  const { database, logger, settings } = parts;
  const ledger = new Ledger(database);
  const spool = new Spool(settings.spoolDir, settings.minFreeBytes);
  const batches = new Batches({ database, ledger, spool, schedule: parts.schedule, logger });
  const outbox = new Outbox(database);
  const sealer = new Sealer(parts.keys.seal);
  const letterParts = { ...parts, ledger, batches, spool, sealer };
  const fulfiller = new Fulfiller({
    ledger,
    ways: {
      residence: (request) => letterIntoSpool(request, letterParts),
      email: noCarrier,
      sms: noCarrier,
    },
    attempts: settings.attempts,
    logger,
  });
  const queues = new Queues(settings.redisUrl, logger, () => relay.sweep());
  const relay = new Relay({
    outbox,
    tell: (due) => queues.tell(due),
    sweepMs: settings.sweepMs,
    logger,
  });
  const workers = startWorkers({
    ...settings,
    fulfil: (request, signal) => fulfiller.fulfil(request, signal),
    logger,
  });
  const closing = new Closing(batches, settings.batchLetters, logger);
  return {
    spool,
    queues,
    closeBatches: async () => {
      let letters = 0;
      for (const batch of await batches.open()) letters += await batches.close(batch);
      return letters;
    },
    wake: () => relay.wake(),
    stop: async () => {
      await relay.stop();
      await workers.stop();
      await closing.stop();
      await queues.close();
    },
  };
}

async function noCarrier(): Promise<void> {
  throw new Refusal('no-carrier');
}
