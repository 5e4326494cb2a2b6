import type { WaitEstimate } from '../queues/estimate.ts';
import type { Skill } from '../queues/queue.ts';
import type { Language } from '../speech/language.ts';
import type {
  Command,
  CommandAnswer,
  Conversation,
  Ended,
  EntryKind,
  Moved,
  Offer,
  OperatorView,
  Order,
  Snapshot,
  Withdrawn,
} from './events.ts';

/** Somebody who wants an operator. */
export interface Entry {
  /** The call's id; of a consultation or call-back one of its own. Whoever enters with an id again has the old place. */
  readonly id: string;
  /** A queue of flows/queues.yaml: topic, level, routing and times follow from it as they are at this moment. */
  readonly queue: string;
  readonly language: Language;
  /** The engine that has the call. A call-back belongs to none: its offer goes to any engine that is there. */
  readonly engine: string;
  /** What the operator sees of the caller: text of `Sealer.seal`. */
  readonly sealedContext: string;
  /** `call` unless said otherwise. */
  readonly kind?: EntryKind;
  /** Instead of the queue's. */
  readonly priority?: number;
  /** Since when the caller waits, in epoch ms, where it is not now: a call-back that keeps the place of its call. */
  readonly since?: number;
  /** Before everybody else: the operator's line dropped in the middle of the conversation. */
  readonly atHead?: boolean;
  /** Only this operator will do (a transfer, a consultation); the queue gives the times. */
  readonly operator?: string;
  /** No caller, but an operator who consults: in no figure of the day, and no wait that callers' patience is learnt from. */
  readonly uncounted?: boolean;
  /** Epoch ms; before it nobody is offered the entry, and it stands in no line. */
  readonly notBefore?: number;
  /** Epoch ms; after it the entry is `ended`. Otherwise the queue's longest wait, of a call-back three days. */
  readonly giveUpAt?: number;
}

/**
 * `waiting`: in line, or offered at once. `already`: it was in line, and is where it was. `full`: the line is as long as
 * it may be. `nobody`: nobody is logged in who could ever take it. `unknown-queue`: flows/queues.yaml has no such queue.
 */
export type Entered = 'waiting' | 'already' | 'full' | 'nobody' | 'unknown-queue';

/** Why somebody leaves the line: for the figures. `moved`: to stand in another line at once. */
export type LeaveReason = 'hung-up' | 'left' | 'call-back' | 'timeout' | 'moved';

/** Why an operator lost the caller; `line-lost` unless said otherwise. */
export type LostReason = 'line-lost' | 'silent';

/** Where somebody is in line. */
export interface Place {
  readonly queue: string;
  /** From 1. */
  readonly position: number;
  readonly ahead: number;
  /** Operators logged in who could take it. */
  readonly staff: number;
  readonly waitedSeconds: number;
  /** How long it will still take, see docs/queues.md; null where nothing honest can be said. */
  readonly estimate: WaitEstimate | null;
}

/** What an engine does with what the matching decides. Listeners must not throw; promises are theirs to look after. */
export interface EngineListener {
  offer(offer: Offer): void;
  withdrawn(withdrawn: Withdrawn): void;
  ended(ended: Ended): void;
  moved(moved: Moved): void;
  /** Carries a command out; `unknown` for a conversation that this engine does not have. Bounded by the asker's patience. */
  command(order: Order): Promise<CommandAnswer>;
}

/** What a restarted engine finds of its own. */
export interface Adopted {
  /** Ids of callers who wait; their places are kept until they are reaped. */
  readonly waiting: readonly string[];
  readonly conversations: readonly Conversation[];
}

/** A desk at which an operator is logged in; the session is the desk's own random word. */
export interface DeskSession {
  readonly operator: string;
  readonly session: string;
}

export interface SignIn extends DeskSession {
  /** What colleagues and supervisors read. */
  readonly name: string;
  /** Where the softphone rings. */
  readonly ring: string;
  readonly skills: readonly Skill[];
}

/**
 * `done`, or `later`: a pause that begins after the conversation. `displaced`: another desk logged in as this operator.
 * `signed-out`: nobody is logged in (the desk was not heard of, or Redis lost its memory): sign in again.
 * `refused`: not from this state.
 */
export type Told = 'done' | 'later' | 'displaced' | 'signed-out' | 'refused';

export interface Closeable {
  close(): Promise<void>;
}

/**
 * Callers and operators find each other: state in Redis, every decision one script there, so that it does not matter
 * which process asks and how often. After each decision no caller waits whom an operator who is ready could take.
 *
 * Whom: of the callers, the one who waits longest, where each step of priority counts as so many seconds of waiting
 * (nobody starves); of the operators, those whom the queue's route names first, of them the best, and of equals the one who
 * is idle longest. A step of the route adds operators, it never takes any away.
 *
 * All methods reject with an Error within a second or so when Redis is away, and only then.
 */
export interface Matcher {
  // Callers, said by the engine that has them
  /** Puts somebody in line. Said again for the same id nothing changes but the engine: it has the call now. */
  enter(entry: Entry): Promise<Entered>;
  /** Takes somebody out of line, or back from an offer that rings; nothing happens when it is not there. */
  leave(id: string, why: LeaveReason): Promise<void>;
  /** Undefined for somebody who is not in line (offered, talking, dormant, gone). */
  place(id: string): Promise<Place | undefined>;
  /** Which of these are neither in line nor offered nor asleep. */
  absent(ids: readonly string[]): Promise<readonly string[]>;

  // Engines
  /**
   * Says that this engine is there, until closed: offers for its callers come, its lease is kept, and callers that Redis
   * forgot are entered again (call-backs are not: they belong to no engine, see `absent`). An offer for a call that the engine does not have (yet) is best left alone: it lapses, and
   * the place is kept. Closed, its callers keep their places for 30 s.
   */
  serve(engine: string, listener: EngineListener): Promise<Closeable>;
  /** What an engine of this name had; ask after `serve`, enter the waiting callers again and `adopt` conversations. */
  found(engine: string): Promise<Adopted>;
  /** Another engine has this caller now, and this conversation: nothing is put back for them from here. */
  letGo(id: string, conversation?: string): void;
  /** This conversation goes on, this engine has it. */
  adopt(conversation: string, engine: string): Promise<'yes' | 'gone'>;

  // Offers, said by the engine that got them. `gone`: the offer holds no longer, ring nobody, hang up what rings
  /** @param seconds how long it may take from now on, where that is not the queue's ring time: a citizen is called first */
  ringing(offerId: string, seconds?: number): Promise<'yes' | 'gone'>;
  /** Operator and caller hear each other. */
  connected(offerId: string): Promise<'yes' | 'gone'>;
  /**
   * It came to nothing. `no-answer`, `busy`, `failed`: the operator is paused with that reason (`no-answer`, `busy`,
   * `unreachable`), the caller is in its place again, and both searches go on. `caller-gone`: the caller hung up, the
   * operator is ready and idle as long as before. `engine-gone`: the engine that rang died and the phone rings no more;
   * the operator is ready as before, the caller in its place.
   */
  declined(
    offerId: string,
    why: 'no-answer' | 'busy' | 'failed' | 'caller-gone' | 'engine-gone',
  ): Promise<void>;
  /**
   * Whoever was called back did not answer, or cannot be called now: the operator is ready again, the call-back sleeps
   * until `notBefore` (epoch ms, within hours) with its place kept. @returns attempts so far, this one included
   */
  postponed(offerId: string, notBefore: number): Promise<number>;
  /** What the conversation is doing, for desk and wall. @param sealedContext where more is known of the caller now */
  phase(
    offerId: string,
    state: 'talking' | 'hold' | 'consult' | 'conference',
    sealedContext?: string,
  ): Promise<void>;
  /** The conversation is over: the operator wraps up, or pauses if asked for. */
  over(offerId: string): Promise<void>;
  /**
   * The operator's line dropped in the middle, or the operator never said anything: the operator is paused with that reason;
   * enter the caller `atHead`. Who was `silent` has not answered: it is taken out of the figures of the day.
   */
  lost(offerId: string, why?: LostReason): Promise<void>;

  // The desk's words
  /** Logs in; an older desk of the same operator is displaced. Paused (`accesso`), or in the conversation that goes on. */
  signIn(operator: SignIn): Promise<OperatorView>;
  signOut(desk: DeskSession): Promise<Told>;
  /** Every 5 s at the latest: unheard of for 15 s the operator is offline, a conversation lasts as long as the call. */
  beat(desk: DeskSession): Promise<Told>;
  ready(desk: DeskSession): Promise<Told>;
  /** @param reason a short word, shown on the wall */
  pause(desk: DeskSession, reason: string): Promise<Told>;
  /** More time after a conversation: as long again, at most ten minutes in all. */
  wrapUp(desk: DeskSession): Promise<Told>;

  // Conversations
  conversation(id: string): Promise<Conversation | undefined>;
  /**
   * Has the engine do something. `unknown`: no such conversation; `refused` with `why`; `unavailable`: its engine did not
   * answer in time. @param by who wants it, for the audit
   */
  command(
    conversation: string,
    command: Command,
    by: string,
  ): Promise<CommandAnswer | { readonly outcome: 'unavailable' }>;

  // Watching
  operator(id: string): Promise<OperatorView | undefined>;
  /** Every change of one operator's state, or of all operators'. Changes missed while Redis was away are not repeated. */
  watch(operator: string | 'all', listener: (view: OperatorView) => void): Promise<Closeable>;
  snapshot(): Promise<Snapshot>;
  close(): Promise<void>;
}
