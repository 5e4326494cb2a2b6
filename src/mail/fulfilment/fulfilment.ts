import type { Logger } from 'pino';
import { Sealer } from '../../privacy/seal.ts';
import type { Database } from '../../store/database.ts';
import type { CarriedItem, Carrier, EmailItem, LetterItem, TextItem } from '../carriers/carrier.ts';
import type { BackOffice } from '../desk.ts';
import type { MailKeys } from '../keys.ts';
import { Batches, type BatchParts, type Schedule } from './batches.ts';
import { documentByEmail, letterByCarrier, type TextParts, textMessage } from './carried.ts';
import { Closing } from './closing.ts';
import type { Render } from './document.ts';
import { Hindrance, noCarrier } from './faults.ts';
import { Fulfiller, type FulfillerParts } from './fulfiller.ts';
import { Ledger } from './ledger.ts';
import { type LetterParts, letterIntoSpool } from './letter.ts';
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
  /** Those that there are; without one for letters they go into the spool. */
  readonly carriers: {
    readonly letter?: Carrier<LetterItem> | undefined;
    readonly email?: Carrier<EmailItem> | undefined;
    readonly sms?: Carrier<TextItem> | undefined;
  };
  /** The words of a text message. */
  readonly compose: TextParts['compose'];
  /** Brings a closed folder of the spool to where the post takes it from. */
  readonly bring?: BatchParts['bring'];
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
  const batches = new Batches({
    database,
    ledger,
    spool,
    schedule: parts.schedule,
    logger,
    ...(parts.bring === undefined ? {} : { bring: parts.bring }),
  });
  const outbox = new Outbox(database);
  const sealer = new Sealer(parts.keys.seal);
  const fulfiller = new Fulfiller({
    ledger,
    ways: waysOf({ ...parts, ledger, batches, spool, sealer }),
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

function waysOf(parts: LetterParts & Pick<FulfilmentParts, 'carriers' | 'compose'>): FulfillerParts['ways'] {
  const { letter, email, sms } = parts.carriers;
  return {
    residence: (request, signal) =>
      letter === undefined
        ? letterIntoSpool(request, parts)
        : letterByCarrier(request, { ...parts, carrier: letter }, signal),
    email: (request, signal) => documentByEmail(request, { ...parts, carrier: there(email) }, signal),
    sms: (request, signal) => textMessage(request, { ...parts, carrier: there(sms) }, signal),
  };
}

/** Without a carrier a request waits; it is tried again until there is one. */
function there<Item extends CarriedItem>(carrier: Carrier<Item> | undefined): Carrier<Item> {
  if (carrier === undefined) throw new Hindrance(noCarrier, false);
  return carrier;
}
