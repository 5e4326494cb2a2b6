/** What the desk's page and its server say to each other: types alone, so that the page needs nothing else of the server. */

import type { Choice } from '../staff/wire.ts';

/** What the page is told once, after the log-in. */
export interface DeskSetup {
  readonly operator: { readonly name: string; readonly title: string };
  /** Reasons of a pause. */
  readonly pauses: readonly Choice[];
  /** How a conversation can have ended. */
  readonly dispositions: readonly Choice[];
  /** Topics that a Linea INPS form can be about. */
  readonly topics: readonly Choice[];
  readonly queues: readonly Choice[];
  /** Where the IVR can take a caller in private. */
  readonly flows: readonly Choice[];
  readonly facts: readonly FactChoice[];
  readonly documents: readonly DocumentChoice[];
  readonly booking: {
    readonly reasons: readonly Choice[];
    readonly modes: readonly Choice[];
    readonly precedences: readonly Choice[];
  };
  readonly linea: { readonly hours: number; readonly urgentHours: number };
  readonly softphone: {
    readonly user: string;
    readonly password: string;
    /** Answers by itself. */
    readonly automatic: boolean;
  };
}

/** Something that only the caller knows; the form helps the operator type it. */
export interface FactChoice extends Choice {
  readonly hint: string;
}

export interface DocumentChoice extends Choice {
  /** What has to be said besides whose it is. */
  readonly needs: 'nothing' | 'year' | 'optional-year' | 'optional-month';
}

/** One line of what the IVR knows. */
export interface CardField {
  readonly name: string;
  readonly title: string;
  /** A mask where `hidden`. */
  readonly value: string;
  readonly hidden: boolean;
}

/** Who is on the line, as far as it is known. */
export interface Card {
  readonly id: string;
  readonly kind: 'call' | 'call-back';
  readonly queue: string;
  readonly topic: string;
  /** Code and Italian name. */
  readonly language: Choice;
  readonly waitedSeconds: number;
  /** What the IVR established, in Italian. */
  readonly level: string;
  readonly steps: readonly string[];
  readonly fields: readonly CardField[];
  /** True when it is known whom this is about. */
  readonly person: boolean;
  /** Facts that the caller got right. */
  readonly facts: readonly string[];
  /** Enough facts, or enough at the keypad: personal things may be said and sent. */
  readonly verified: boolean;
  readonly disposition: string | null;
}

export type OperatorState = 'offline' | 'paused' | 'ready' | 'offered' | 'talking' | 'wrap-up';
export type CallState = 'ringing' | 'talking' | 'hold' | 'consult' | 'conference';

/** Everything that changes, told whole at each change: a page that lost its connection needs nothing else. */
export interface DeskStatus {
  readonly type: 'status';
  readonly state: OperatorState;
  /** Seconds in this state. */
  readonly seconds: number;
  readonly reason: string | null;
  /** Seconds until the wrap-up ends by itself. */
  readonly secondsLeft: number | null;
  /** The pause that begins after the conversation. */
  readonly next: string | null;
  readonly call: {
    readonly id: string;
    readonly state: CallState;
    readonly seconds: number;
    /** Changes when more is known of the caller: who identified in private comes back with it. */
    readonly known: string;
  } | null;
}

/** Why the desk is over. */
export type DeskEnd = 'elsewhere' | 'timeout' | 'logged-out';

export type DeskEvent =
  | DeskStatus
  /** The connection is as it was: said every few seconds, so that the page notices when it is not. */
  | { readonly type: 'here' }
  /** The queues do not answer for the moment. */
  | { readonly type: 'away' }
  /** Soon the session is over: nothing was asked for in a long time, or, `final`, it lasted as long as it may. */
  | { readonly type: 'expiring'; readonly seconds: number; readonly final: boolean }
  | { readonly type: 'ended'; readonly why: DeskEnd };

export interface Slot {
  readonly slot: string;
  readonly text: string;
}
