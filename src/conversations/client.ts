import type { Logger } from 'pino';
import type { WebClient } from '../web/client.ts';
import { faultOf } from '../web/fault.ts';
import type { Conversation } from './conversation.ts';

/** The conversations as an engine hands them in. */
export interface ConversationReporter {
  /** Takes a conversation; it is handed in as soon as the records are there. Never throws, never waits. */
  report(conversation: Conversation): void;
  /** How many the records do not have yet. */
  readonly waiting: number;
  /** Hands in what it still can within the time. */
  close(withinMs: number): Promise<void>;
}

export interface ReporterOptions {
  readonly logger: Logger;
  /** Conversations that are kept for later while the records are away; the oldest give way. */
  readonly most?: number;
  readonly pauseMs?: number;
  readonly longestPauseMs?: number;
}

/**
 * Hands conversations in one after the other, each until the records have it: they keep each once by its id. What an
 * engine holds back while the records are away is lost with its process; nothing but the figures misses it.
 * @param records the system of record
 */
export function reporterOf(records: WebClient, options: ReporterOptions): ConversationReporter {
  const { logger, most = 10_000, pauseMs = 500, longestPauseMs = 30_000 } = options;
  const pending: Conversation[] = [];
  let working = false;
  let closing = false;
  let wait: NodeJS.Timeout | undefined;
  let idle: (() => void) | undefined;

  const handIn = (conversation: Conversation) =>
    records.ask({
      operation: 'conversation',
      path: '/conversations',
      body: () => JSON.stringify(conversation),
      idempotencyKey: conversation.id,
      safe: true,
      read: () => 'done',
    });

  async function work(failures: number): Promise<void> {
    working = true;
    let conversation = pending[0];
    while (conversation !== undefined) {
      try {
        await handIn(conversation);
        if (pending[0] === conversation) pending.shift();
        failures = 0;
      } catch (error) {
        const fault = faultOf(error);
        if (fault.kind === 'http-400') {
          logger.error({ queue: conversation.queue }, 'the records refuse a conversation: it is left out');
          if (pending[0] === conversation) pending.shift();
        } else {
          if (failures === 0) logger.warn({ fault: fault.kind }, 'conversations wait for the records');
          working = false;
          const pause = Math.min(longestPauseMs, pauseMs * 2 ** Math.min(failures, 10));
          wait = setTimeout(() => void work(failures + 1), pause * (0.75 + Math.random() / 2));
          if (!closing) wait.unref();
          return;
        }
      }
      conversation = pending[0];
    }
    working = false;
    wait = undefined;
    idle?.();
  }

  return {
    get waiting() {
      return pending.length;
    },
    report(conversation) {
      if (pending.length >= most) {
        pending.shift();
        logger.error({ most }, 'the records are away for too long: the oldest conversation is left out');
      }
      pending.push(conversation);
      if (!working && wait === undefined) void work(0);
    },
    async close(withinMs) {
      closing = true;
      if (pending.length > 0) {
        clearTimeout(wait);
        const done = new Promise<void>((resolve) => {
          idle = resolve;
        });
        if (!working) void work(0);
        let late: NodeJS.Timeout | undefined;
        const over = new Promise<void>((resolve) => {
          late = setTimeout(resolve, withinMs);
        });
        await Promise.race([done, over]);
        clearTimeout(late);
      }
      clearTimeout(wait);
      if (pending.length > 0) logger.error({ conversations: pending.length }, 'conversations are lost');
      pending.length = 0;
    },
  };
}
