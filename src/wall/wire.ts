/** What the wall's page and its server say to each other: types alone, so that the page needs nothing else of the server. */

import type { Choice } from '../staff/wire.ts';

/** What the page is told once, after the log-in. */
export interface WallSetup {
  readonly supervisor: { readonly name: string; readonly title: string };
  readonly queues: readonly Choice[];
  readonly topics: readonly Choice[];
  readonly languages: readonly Choice[];
  /** Today on the calendar in Italy, `YYYY-MM-DD`. */
  readonly today: string;
}

/** How something stands: the page shows a colour, a sign and a word for it. */
export type Standing = 'good' | 'watch' | 'bad' | 'quiet';

/** A figure and how it stands. */
export interface Judged {
  readonly value: number | null;
  readonly standing: Standing;
}

/** Callers of one queue and language. Durations are seconds. */
export interface LiveLine {
  readonly queue: string;
  readonly language: string;
  readonly waiting: number;
  readonly callBacks: number;
  readonly longestWait: Judged;
  /** Until somebody who came now would be answered; null where nothing honest can be said. */
  readonly estimatedWait: Judged;
  /** Operators logged in who have the skill. */
  readonly staff: Judged;
  readonly answered: number;
  readonly abandoned: number;
  /** Of those answered today, how many within 20 seconds, in percent. */
  readonly inTime: Judged;
  readonly meanWait: Judged;
  /** The worst of them. */
  readonly standing: Standing;
}

export type OperatorState = 'offline' | 'paused' | 'ready' | 'offered' | 'talking' | 'wrap-up';
export type TalkState = 'ringing' | 'talking' | 'hold' | 'consult' | 'conference';

/** An operator, and what there is to see of the conversation: nothing of the caller. */
export interface LiveOperator {
  readonly name: string;
  readonly title: string;
  readonly state: OperatorState;
  readonly seconds: number;
  /** Of a pause. */
  readonly reason: string | null;
  readonly conversation: {
    readonly id: string;
    readonly queue: string;
    readonly language: string;
    readonly state: TalkState;
    readonly seconds: number;
    readonly isCallBack: boolean;
  } | null;
}

/** All queues together. */
export interface LiveTotals {
  readonly waiting: number;
  readonly longestWait: Judged;
  readonly answered: number;
  readonly abandoned: number;
  /** Operators who answered and were never heard. */
  readonly silent: number;
  readonly inTime: Judged;
  readonly meanWait: Judged;
}

export type WallEvent =
  | {
      readonly type: 'live';
      readonly totals: LiveTotals;
      readonly lines: readonly LiveLine[];
      readonly operators: readonly LiveOperator[];
    }
  /** The queues cannot be asked now; what is shown is old. */
  | { readonly type: 'away' };

/** The phone in the page, by which a supervisor hears and speaks. */
export interface WallPhone {
  readonly user: string;
  readonly password: string;
}

/** What a supervisor can do with a conversation. */
export type Listening = 'listen' | 'whisper' | 'barge' | 'stop-listening';

/** Figures of one group of conversations; durations are seconds. */
export interface Figure {
  readonly day?: string | undefined;
  readonly hour?: number | undefined;
  readonly queue?: string | undefined;
  readonly topic?: string | undefined;
  readonly offered: number;
  readonly answered: number;
  readonly abandoned: number;
  readonly callBacks: number;
  readonly calledBack: number;
  readonly overflowed: number;
  readonly silent: number;
  readonly turnedAway: number;
  readonly answeredInTime: number;
  readonly meanWaitSeconds: number | null;
  readonly longestWaitSeconds: number;
  readonly meanTalkSeconds: number | null;
  readonly transfers: number;
  readonly secondLevel: number;
}

/** The past, told apart in each way that the page draws. */
export interface History {
  readonly total: Figure;
  readonly byDay: readonly Figure[];
  readonly byHour: readonly Figure[];
  readonly byQueue: readonly Figure[];
  readonly byTopic: readonly Figure[];
}

/** A Linea INPS form that the institution does not have yet; times are ISO 8601. */
export interface LineaForm {
  readonly reference: string;
  readonly topic: string;
  /** Code of the office that shall answer; null for that of the person's residence. */
  readonly office: string | null;
  readonly urgent: boolean;
  readonly dueAt: string;
  /** The answer should be there by now. */
  readonly late: boolean;
  /** It waits for a person. */
  readonly refused: boolean;
  /** Why it was refused, in words. */
  readonly reason: string | null;
  readonly attempts: number;
  readonly createdAt: string;
}

export interface LineaForms {
  readonly forms: readonly LineaForm[];
}

/** A call-back: nothing of the citizen. Instants are ISO date-times. */
export interface CallBackLine {
  readonly id: string;
  readonly queue: string;
  readonly language: string;
  readonly state: 'pending' | 'done' | 'cancelled' | 'failed';
  /** Why it ended so. */
  readonly reason: string | null;
  /** Calls placed so far. */
  readonly calls: number;
  /** Since when the citizen has waited. */
  readonly since: string;
  readonly notBefore: string;
  readonly endedAt: string | null;
}

export interface CallBackPage {
  /** Of the last 24 hours, and all that are pending. */
  readonly counts: Readonly<Record<CallBackLine['state'], number>>;
  /** Those that are pending first. */
  readonly callBacks: readonly CallBackLine[];
}

/** One line of the audit. */
export interface AuditLine {
  readonly id: string;
  readonly at: string;
  readonly who: string;
  readonly action: string;
  readonly conversation: string;
  readonly field: string | null;
  readonly reason: string | null;
}

export interface AuditPage {
  readonly entries: readonly AuditLine[];
  readonly next: string | null;
}
