import { join } from 'node:path';
import type { Logger } from 'pino';
import { createBackOfficeClient } from '../backoffice/client.ts';
import { spoolDir } from '../config/folders.ts';
import type { RecordsConfig, WorkerConfig } from '../config/worker.ts';
import { FeedbackInbox } from '../mail/feedback/inbox.ts';
import { FeedbackIntake } from '../mail/feedback/intake.ts';
import { ReturnedToRegistry } from '../mail/feedback/returned-mail.ts';
import type { Render } from '../mail/fulfilment/document.ts';
import { type RunningFulfilment, startFulfilment } from '../mail/fulfilment/fulfilment.ts';
import { Progress } from '../mail/fulfilment/progress.ts';
import type { MailKeys } from '../mail/keys.ts';
import type { Database } from '../store/database.ts';
import { openCarriers } from './carriers.ts';
import type { CarriersConfig } from './carriers-config.ts';
import { nextClosing } from './closing-hour.ts';
import { MessageTexts } from './message-texts.ts';

/** Nobody waits on the line for a letter. */
const backOfficeMs = 15_000;
/** What two hundred pages are made of. */
const largestBody = 16 * 1024 * 1024;
const bringMs = 30 * 60_000;
const megabyte = 1024 * 1024;

export interface BringingOut extends Omit<RunningFulfilment, 'stop'> {
  /** Takes what carriers tell. */
  readonly intake: FeedbackIntake;
  stop(): Promise<void>;
}

/** Starts what brings out the requests that were accepted, and what takes the carriers' word on them, as configured. */
export function bringOut(
  config: WorkerConfig & RecordsConfig & CarriersConfig,
  parts: {
    readonly database: Database;
    readonly keys: MailKeys;
    readonly render: Render;
    readonly day: (at: Date) => string;
    readonly logger: Logger;
  },
): BringingOut {
  const { database, keys, logger } = parts;
  // Its own, so that callers do not wait behind letters, nor hear of a breaker that letters have opened.
  const backOffice = createBackOfficeClient({
    baseUrl: config.BACKOFFICE_URL,
    token: config.BACKOFFICE_TOKEN,
    timeoutMs: backOfficeMs,
    largestBody,
    logger,
  });
  const intake = new FeedbackIntake(
    new Progress(database),
    new ReturnedToRegistry({ database, keys, backOffice }),
  );
  const carriers = openCarriers(config, intake, logger);
  const inbox = new FeedbackInbox({
    folder: join(config.DATA_DIR, 'feedback'),
    carriers: carriers.names,
    intake,
    logger,
  });
  const { drop } = carriers;
  const closing = minutesOf(config.SPOOL_CLOSES);
  const running = startFulfilment({
    ...parts,
    backOffice,
    carriers,
    compose: new MessageTexts(config.PROMPTS_DIR).compose,
    schedule: { nextClosing: (at) => nextClosing(closing, at) },
    settings: settingsOf(config),
    ...(drop === undefined
      ? {}
      : { bring: async (batch) => void (await drop.bring(batch, AbortSignal.timeout(bringMs))) }),
  });
  const stopInbox = inbox.watch();
  return {
    ...running,
    intake,
    stop: async () => {
      await stopInbox();
      await running.stop();
      await carriers.close();
      backOffice.close();
    },
  };
}

function settingsOf(config: WorkerConfig & RecordsConfig) {
  return {
    redisUrl: config.REDIS_URL,
    spoolDir: spoolDir(config.DATA_DIR),
    minFreeBytes: config.SPOOL_FREE_MB * megabyte,
    batchLetters: config.SPOOL_LETTERS,
    paces: {
      residence: { atOnce: config.LETTERS_AT_ONCE, perSecond: config.LETTERS_PER_SECOND },
      email: { atOnce: config.EMAILS_AT_ONCE, perSecond: config.EMAILS_PER_SECOND },
      sms: { atOnce: config.SMS_AT_ONCE, perSecond: config.SMS_PER_SECOND },
    },
    attempts: config.FULFIL_ATTEMPTS,
    pause: { firstMs: config.FULFIL_PAUSE_MS, longestMs: config.FULFIL_LONGEST_PAUSE_MS },
    stalledMs: config.FULFIL_STALLED_MS,
    sweepMs: config.FULFIL_SWEEP_MS,
  };
}

/** @param time `HH:MM` @returns minutes since midnight */
function minutesOf(time: string): number {
  const [hour = 0, minute = 0] = time.split(':').map(Number);
  return hour * 60 + minute;
}
