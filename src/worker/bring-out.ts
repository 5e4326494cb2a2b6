import type { Logger } from 'pino';
import { createBackOfficeClient } from '../backoffice/client.ts';
import { type RecordsConfig, spoolDir, type WorkerConfig } from '../config.ts';
import type { Render } from '../mail/fulfilment/document.ts';
import { type RunningFulfilment, startFulfilment } from '../mail/fulfilment/fulfilment.ts';
import type { MailKeys } from '../mail/keys.ts';
import type { Database } from '../store/database.ts';
import { nextClosing } from './closing-hour.ts';
import { MessageTexts } from './message-texts.ts';

/** Nobody waits on the line for a letter. */
const backOfficeMs = 15_000;
const megabyte = 1024 * 1024;

/** Starts what brings out the requests that were accepted, as the environment says. */
export function bringOut(
  config: WorkerConfig & RecordsConfig,
  parts: {
    readonly database: Database;
    readonly keys: MailKeys;
    readonly render: Render;
    readonly day: (at: Date) => string;
    readonly logger: Logger;
  },
): RunningFulfilment {
  // Its own, so that callers do not wait behind letters, nor hear of a breaker that letters have opened.
  const backOffice = createBackOfficeClient({
    baseUrl: config.BACKOFFICE_URL,
    token: config.BACKOFFICE_TOKEN,
    timeoutMs: backOfficeMs,
    logger: parts.logger,
  });
  const [hour = 0, minute = 0] = config.SPOOL_CLOSES.split(':').map(Number);
  const running = startFulfilment({
    ...parts,
    backOffice,
    carriers: {},
    compose: new MessageTexts(config.PROMPTS_DIR).compose,
    schedule: { nextClosing: (at) => nextClosing(hour * 60 + minute, at) },
    settings: {
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
    },
  });
  return {
    ...running,
    stop: async () => {
      await running.stop();
      backOffice.close();
    },
  };
}
