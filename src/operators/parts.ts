import type { Logger } from 'pino';
import type { EngineListener, Matcher } from '../matching/matcher.ts';
import type { Sealer } from '../privacy/seal.ts';
import type { CallBackRules, Queue } from '../queues/queue.ts';
import type { Media, Telephony } from '../telephony/port.ts';
import type { Conversation } from './conversation.ts';
import type { RecordingNotes } from './recording-notes.ts';
import type { StayReporter } from './stay.ts';

/** The queues as they are configured now. Instants are epoch ms. */
export interface QueueBook {
  find(queue: string): Queue | undefined;
  isOpen(queue: Queue, language: string, at: number): boolean;
  /** Undefined when it stays closed for a year. */
  nextOpening(queue: Queue, language: string, at: number): number | undefined;
  readonly callBacks: CallBackRules;
}

/** What operators are told outside of any flow. Never rejects; nothing where it cannot be spoken in time. */
export interface Announcements {
  /** Who comes, for the operator alone: before the two hear each other. */
  whisper(about: { queue: Queue; language: string; waitedSeconds: number }): Promise<readonly Media[]>;
}

/** Recordings of conversations, once they are made. */
export interface ConversationRecordings {
  /**
   * Has a part kept and taken away from the network; goes on trying by itself. Resolves when the records have it, or it is
   * lost. Never rejects.
   */
  keep(part: {
    readonly name: string;
    readonly queue: string;
    readonly language: string;
    readonly conversation: string;
    readonly operator: string;
    readonly part: number;
    readonly seconds: number;
  }): Promise<void>;
}

export interface Timings {
  /** How often a waiting caller's turn for news is looked at, in ms. */
  readonly tickMs: number;
  /** How long Redis may be away before a waiting caller hears that the queues do not answer, in ms. */
  readonly awayMs: number;
  /** How long a whisper may last, in ms. */
  readonly whisperMs: number;
  /** How long the notice that a conversation is recorded may take, in ms: after that it is not recorded. */
  readonly noticeMs: number;
  /** How long a conversation of an engine that was restarted waits for its caller's flow, in ms. */
  readonly adoptMs: number;
  /** How long an operator who consults somebody waits for an answer, in ms. */
  readonly consultMs: number;
}

export const usualTimings: Timings = {
  tickMs: 500,
  awayMs: 4_000,
  whisperMs: 6_000,
  noticeMs: 30_000,
  adoptMs: 20_000,
  consultMs: 60_000,
};

/** What everything in this room shares. */
export interface OperatorParts {
  readonly engine: string;
  readonly matcher: Matcher;
  readonly network: Pick<Telephony, 'originate' | 'bridge' | 'bridges'>;
  readonly queues: () => QueueBook;
  readonly announcements: Announcements;
  readonly sealer: Sealer;
  readonly logger: Logger;
  /** The records, where there are any. */
  readonly reporter?: StayReporter;
  readonly recordings?: ConversationRecordings;
  readonly recordingNotes: RecordingNotes;
  /** Everybody of this engine who stands in a line, by the id there. */
  readonly guests: Map<string, Guest>;
  /** The conversations of this engine, by the offer's id. */
  readonly conversations: Map<string, Conversation>;
  /** Ids of callers who left while Redis was away: it is told when it is back, unless they came back before. */
  readonly stale: Set<string>;
  readonly timings: Timings;
  readonly counts: Counts;
}

/** Whoever stands in a line of the matching by an id: a caller, a consultation. */
export type Guest = Omit<EngineListener, 'command'>;

/** What happened since the start, for the metrics. */
export class Counts {
  readonly offers: Record<
    'answered' | 'no-answer' | 'busy' | 'failed' | 'caller-gone' | 'withdrawn',
    number
  > = {
    answered: 0,
    'no-answer': 0,
    busy: 0,
    failed: 0,
    'caller-gone': 0,
    withdrawn: 0,
  };
  readonly waits: Record<string, number> = {};
  linesDropped = 0;
  operatorsSilent = 0;
  adopted = 0;

  waitEnded(outcome: string): void {
    const name = outcome.startsWith('aside.') ? 'aside' : outcome;
    this.waits[name] = (this.waits[name] ?? 0) + 1;
  }
}
