import type { RequestAction } from '../flow/actions.ts';
import type { FlowEvent } from '../flow/events.ts';

/** How a call came to this engine. */
export type Arrival = 'new' | 'placed' | 'carried-on' | 'begun-anew';
/** How it ended: by the flow, by the caller, by the apology; `let-go` to whoever carries it on. */
export type CallOutcome = 'flow' | 'caller' | 'broken' | 'not-confirmed' | 'let-go';
/** What caused a prompt. */
export type Cause = Exclude<FlowEvent['type'], 'hang-up'>;
/** Why a caller heard the fixed apology. */
export type Trouble = 'render' | 'play' | 'flow' | 'too-long' | 'silence';
/** What kept a caller in silence: an answer that does not come, audio that does not begin or end, a flow that stands still. */
export type Silence = 'request' | 'audio' | 'flow';

/** Is told what one call does: to be counted, to be traced. It must not throw, nor take time. */
export interface CallObserver {
  entered?(flow: string, step: string): void;
  playing?(id: string, prompts: readonly { readonly prompt: string; readonly language: string }[]): void;
  /** The caller hears it. @param seconds since what caused it */
  heard?(id: string, cause: Cause, seconds: number): void;
  played?(id: string, outcome: 'finished' | 'stopped' | 'failed'): void;
  asked?(action: RequestAction): void;
  answered?(action: RequestAction, outcome: string, seconds: number): void;
  /** A request that was not made: not enough is known of who calls. */
  refused?(): void;
  trouble?(what: Trouble): void;
  /** The caller heard nothing for too long, and was spoken to. */
  silence?(what: Silence): void;
  ended?(flow: string, outcome: CallOutcome, seconds: number): void;
  /** The span of a question, for whoever is asked: W3C `traceparent`. */
  traceparent?(id: string): string | undefined;
}

/** Begins to watch a call. */
export type Observe = (call: {
  readonly id: string;
  readonly line: string;
  readonly language: string;
  readonly arrival: Arrival;
}) => CallObserver;

/** Several observers as one. */
export function observedBy(observers: readonly CallObserver[]): Required<CallObserver> {
  return {
    entered: (flow, step) => observers.forEach((one) => void one.entered?.(flow, step)),
    playing: (id, prompts) => observers.forEach((one) => void one.playing?.(id, prompts)),
    heard: (id, cause, seconds) => observers.forEach((one) => void one.heard?.(id, cause, seconds)),
    played: (id, outcome) => observers.forEach((one) => void one.played?.(id, outcome)),
    asked: (action) => observers.forEach((one) => void one.asked?.(action)),
    answered: (action, outcome, seconds) =>
      observers.forEach((one) => void one.answered?.(action, outcome, seconds)),
    refused: () => observers.forEach((one) => void one.refused?.()),
    trouble: (what) => observers.forEach((one) => void one.trouble?.(what)),
    silence: (what) => observers.forEach((one) => void one.silence?.(what)),
    ended: (flow, outcome, seconds) => observers.forEach((one) => void one.ended?.(flow, outcome, seconds)),
    traceparent: (id) => observers.map((one) => one.traceparent?.(id)).find((one) => one !== undefined),
  };
}
