import type { QueueWord, Service } from '../flow/actions.ts';
import type { Left } from '../flow/left.ts';
import type { Value, Variables } from '../flow/values.ts';
import type { Sensitive } from '../privacy/sensitive.ts';
import type { Correlation } from '../web/correlation.ts';

/** What a call needs of speech: prompts as audio files (absolute paths with extension). */
export interface Voice {
  /** The audio if it is rendered already; asked on the way to every playback, so it must answer at once. */
  ready(prompt: string, language: string, values: Variables): readonly string[] | undefined;
  /** Renders it. @throws when it cannot be had within the deadline. */
  render(prompt: string, language: string, values: Variables, deadlineMs: number): Promise<readonly string[]>;
  /** An apology that is always there. */
  fallback(language: string): readonly string[];
}

/** What a call needs of the prompts' texts: what was said, for the journal, personal values masked. */
export interface Texts {
  masked(prompt: string, language: string, values: Variables): string;
}

/** What a call needs of the institution's systems. */
export interface BackOffice {
  /** Never throws: what goes wrong is the outcome `unavailable`. */
  call(
    operation: string,
    args: Variables,
    options: { idempotencyKey: string; signal: AbortSignal; correlation?: Correlation },
  ): Promise<{ readonly outcome: string; readonly value: unknown }>;
}

/** An answer to a request of a call. What goes wrong is the outcome `unavailable`. */
export interface Answer {
  readonly outcome: string;
  /** Plain data whose personal leaves are Sensitive. */
  readonly value: unknown;
}

/** A request of a call, apart from what it asks for. */
export interface Asking {
  /** The same for a repeated request: it is carried out once. */
  readonly idempotencyKey: string;
  /** The call is over, or the flow went on: nobody waits for the answer any more. */
  readonly signal: AbortSignal;
  readonly call: {
    readonly id: string;
    readonly line: string;
    readonly language: string;
    readonly caller: Sensitive | null;
  };
  /** What ties the work of others to this call. */
  readonly correlation?: Correlation;
}

/** Documents, text messages and bookings. An engine without it answers `unavailable`. */
export interface Requests {
  /**
   * Has something done.
   * @param operation the kind of document, the text of the SMS, or `service.verb` of a booking
   * @param args `{ to, values }` of a document or SMS, the arguments of a booking
   */
  request(
    service: Service,
    operation: string,
    args: Variables,
    asking: Asking & {
      /** The caller would be told that it is only noted: the outcome may be `noted`. */
      readonly mayNote?: boolean;
    },
  ): Promise<Answer>;
}

/** Answers to questionnaires. */
export interface Surveys {
  /**
   * Whether the caller is to be asked; from then on it counts as asked.
   * @returns the outcome `due`, `not-due` or `unavailable`
   */
  begin(survey: string, notWithinDays: number, asking: Asking): Promise<Answer>;
  /** Keeps them, without whose they are. @returns the outcome `done` or `unavailable` */
  save(survey: string, answers: Variables, asking: Asking): Promise<Answer>;
}

/** A call in the hands of a queue or of a destination. */
export interface HandedOver extends Asking {
  /** The id that `tell` will name. */
  readonly id: string;
  /**
   * To be told when the place in the queue changes (`value`: `posizione`, `attesa` and `massimo`, minutes at least and at most, `volta` that counts
   * them from 0), and when somebody answered (`connected`): from then on the flow keeps silent until the result, or until
   * news that the caller waits again: with `interrotta` after a conversation that broke off or never came about, with
   * `richiamata` (`impossibile`) where a call-back that was asked for cannot be noted, with
   * `registra`, the name of a queue that records, when its notice is to be said; the flow tells `told` after that.
   */
  readonly news: (news: { readonly connected: boolean; readonly value: Value }) => void;
  /** What the call knows and did so far, for whoever answers. */
  readonly known: {
    /** The level of identity reached (flows/identity.yaml); null for none. */
    readonly level: string | null;
    /** The steps taken, oldest first. */
    readonly steps: readonly { readonly flow: string; readonly step: string }[];
  };
}

/** The number to call back, where one is known. */
export interface CallBackTo {
  readonly callBackTo: Sensitive | null;
}

/** Where the flow goes from a queue, as far as the operator may decide it. */
export interface Onward {
  /** Names of the steps that the caller can be sent to and had back from. */
  readonly aside: readonly string[];
  /** Names that stand for the step after the conversation: the operator is free then. */
  readonly onward: readonly string[];
  /** The caller has been told that the conversation is recorded; else it is not, whatever the queue says. */
  readonly told: boolean;
}

/** Operators and numbers outside. The port has the caller's channel until its promise settles. */
export interface OperatorQueues {
  /**
   * @returns the outcome `answered` (and over), `aside.NAME` (the operator sends the caller to a step of the flow, and
   * has them back when the call enters a queue again), `callback` with `finale`, the last three digits of the number,
   * `no-number` when that number must not be called, `closed`, `full`, `nobody`, `timeout` or `unavailable`
   */
  enter(queue: string, context: Variables, handed: HandedOver & CallBackTo & Onward): Promise<Answer>;
  /**
   * Notes that this caller is to be called back, without a wait on the line, also outside the hours of the queue. Who left
   * this queue in the last two minutes of this call keeps the time of arrival; asked again in the same call, only the
   * number changes.
   * @returns the outcome `accepted` with `finale`, `no-number` when there is none or it must not be called, `unavailable`
   */
  callBack(queue: string, context: Variables, handed: HandedOver & CallBackTo): Promise<Answer>;
  /**
   * The call-back that is noted for the caller's number, or the one that this very call is. Cancelled nobody calls any more;
   * who then waits in its queue in the same call has its place.
   * @returns the outcome `found`, `none` or `unavailable`
   */
  pendingCallBack(word: 'find' | 'cancel', asking: Asking): Promise<Answer>;
  /** @returns the outcome `answered` (and over), `busy`, `no-answer` or `unavailable` */
  transfer(
    destination: string,
    context: Variables,
    handed: HandedOver & { readonly ringSeconds: number },
  ): Promise<Answer>;
  /** The caller asks to be called back, or leaves the queue: the promise of `enter` settles soon after; or was told. */
  tell(id: string, word: QueueWord): void;
}

/** Voice messages, once they are recorded. */
export interface Recordings {
  /**
   * Takes a message into its box; the network has its audio under `name`. Asked again for the same name, it is kept
   * once. When nobody waits any more (`signal`) it goes on trying: the caller has left a message.
   * @returns the outcome `done` with `riferimento`, the number to tell the caller, or `unavailable`
   */
  keep(
    message: {
      readonly name: string;
      readonly box: string;
      readonly about: Variables;
      readonly seconds: number;
    },
    asking: Asking,
  ): Promise<Answer>;
  /** Nothing was said, or the caller does not want it kept, or was told that it is not: its audio goes. */
  discard(name: string): void;
}

/** What callers hung up in the middle of, for some minutes. */
export interface Leavings {
  /** Takes note of it; it is written behind the call's back. */
  keep(caller: Sensitive, left: Left): void;
  /** What this caller left, once. Never rejects; whoever waits for it bounds the wait. */
  take(caller: Sensitive): Promise<Left | undefined>;
}

/** Keeps sessions for the engine that may have to carry a call on. */
export interface Checkpoints {
  /** Takes note of the newest session of a call; it is written soon after, without the call waiting for it. */
  save(callId: string, session: unknown): void;
  /**
   * Takes a call up: from now on it is this engine's. @returns the session saved last, undefined where there is none, or
   * `notOurs`: another engine has the call. Rejects when the store is away. Bounded in time.
   */
  load(callId: string): Promise<unknown>;
  forget(callId: string): void;
  /** A session that was claimed together with its call, sealed (empty: none): `load` will give it. @returns it, open */
  expect?(callId: string, sealed: string): unknown;
  /** Resolves when everything that was saved so far is written, or cannot be. */
  flush?(): Promise<void>;
}

/** In place of a session: another engine has the call, and nothing is to be done to it. */
export const notOurs: unique symbol = Symbol('not ours');
