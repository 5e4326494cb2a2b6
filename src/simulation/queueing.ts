/** Operators in a simulation: what a queue answers, when, and what the caller hears of it meanwhile. */
import { z } from 'zod';
import type { Value } from '../flow/values.ts';
import type { Sensitive } from '../privacy/sensitive.ts';
import type { Answer } from './answers.ts';

/** Something that a queue tells while the caller waits. */
export interface QueueNews {
  /** After the caller came in. */
  readonly afterMs: number;
  /** Somebody answered. */
  readonly connected: boolean;
  readonly value: Value;
}

/** Seconds between two announcements, as in the shipped queues. */
const announceSeconds = 30;
/** How long a conversation lasts when a test says nothing else. */
const usualTalkSeconds = 60;

const place = z.strictObject({
  posizione: z.int().min(1).describe('The place in the queue'),
  attesa: z.int().min(0).optional().describe('Minutes that it will take at least; unknown when left out'),
  massimo: z.int().min(1).optional().describe('Minutes at most; as many as `attesa` when left out'),
});

/** What a queue does, as a test writes it: the outcome, or more about it. */
export const writtenQueueSchema = z.union([
  z.string(),
  z.strictObject({
    outcome: z.string().default('answered').describe('`answered`, `nobody`, `aside.NAME` ...'),
    after: z
      .number()
      .min(0)
      .max(7200)
      .optional()
      .describe('Seconds until somebody answers, or until the outcome; by then the news is over'),
    talk: z.number().min(0).max(7200).optional().describe('Seconds that the conversation lasts'),
    news: z.array(place).optional().describe('What is told every 30 seconds, from the beginning on'),
    number: z.literal('refused').optional().describe('A call-back to the number that is known is refused'),
  }),
]);
export type WrittenQueue = z.output<typeof writtenQueueSchema>;

/** Outcomes before which a conversation takes place. */
const hasTalk = (outcome: string) => outcome === 'answered' || outcome.startsWith('aside.');

/** The answer of a queue to somebody who enters it. */
export function queueAnswer(written: WrittenQueue): Answer {
  const given: Exclude<WrittenQueue, string> = typeof written === 'string' ? { outcome: written } : written;
  const { outcome, news = [], talk = usualTalkSeconds, number } = given;
  const talks = hasTalk(outcome);
  const heard = news.length * announceSeconds;
  const { after = talks ? Math.max(10, heard) : heard } = given;
  const told = news.map(({ posizione, attesa, massimo }, index) => ({
    afterMs: index * announceSeconds * 1000,
    connected: false,
    value: {
      posizione,
      ...(attesa === undefined ? {} : { attesa }),
      ...(massimo === undefined ? {} : { massimo }),
      volta: index,
    },
  }));
  const connected = talks ? [{ afterMs: after * 1000, connected: true, value: null }] : [];
  return {
    outcome,
    value: null,
    afterMs: (after + (talks ? talk : 0)) * 1000,
    news: [...told.filter(({ afterMs }) => afterMs < after * 1000), ...connected],
    refusesNumber: number === 'refused',
  };
}

/** What comes of asking to be called back at a number. */
export function callBackAnswer(number: Sensitive | null | undefined, noted: 'accepted' | 'callback'): Answer {
  const text = number?.reveal();
  return typeof text === 'string'
    ? { outcome: noted, value: { finale: text.slice(-3) } }
    : { outcome: 'no-number', value: null };
}
