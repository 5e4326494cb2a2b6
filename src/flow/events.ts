import type { Digit } from '../input/keys.ts';
import type { Sensitive } from '../privacy/sensitive.ts';
import type { Value } from './values.ts';

/** The call as it arrives: the number-plan line that was dialled and what is known before a word is said. */
export interface Offer {
  readonly callId: string;
  readonly line: string;
  readonly flow: string;
  readonly language: string;
  readonly caller: Sensitive | null;
  /** The flow that the same caller hung up in a few minutes ago. */
  readonly left?: string | null | undefined;
  /** What operators are asked for: known before a word is said where we call the caller back. */
  readonly topic?: string | null | undefined;
}

/**
 * Everything that can happen to a call. `at` is the wall clock in epoch ms: the only time the interpreter knows.
 * Ids are those that the interpreter's own actions carried; an event with a stale id changes nothing.
 */
export type FlowEvent = { readonly at: number } & (
  | { readonly type: 'offered'; readonly offer: Offer }
  | { readonly type: 'key'; readonly digit: Digit }
  | { readonly type: 'playback-ended'; readonly id: string }
  | { readonly type: 'timer'; readonly id: string }
  | { readonly type: 'result'; readonly id: string; readonly outcome: string; readonly value: Value }
  /** A queue or a destination that has the caller: still waiting (`value` says how long), or somebody answered. */
  | { readonly type: 'news'; readonly id: string; readonly connected: boolean; readonly value: Value }
  | {
      readonly type: 'recording-ended';
      readonly id: string;
      /** `silent`: nothing was said. */
      readonly outcome: 'done' | 'silent' | 'failed';
      readonly seconds: number;
    }
  | { readonly type: 'hang-up' }
  /** Another engine, or this one restarted, took the call over: speak again, repeat only what is safe. */
  | { readonly type: 'resume' }
);
