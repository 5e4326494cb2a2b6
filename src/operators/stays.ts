import type { Conversation, Ended, Moved, Offer } from '../matching/events.ts';
import type { Entered, Entry, LeaveReason } from '../matching/matcher.ts';

/** How a stay in a queue ended, in the words of the records. */
export type StayOutcome =
  | 'answered'
  | 'abandoned'
  | 'timeout'
  | 'call-back'
  | 'overflow'
  | 'left'
  | 'full'
  | 'nobody'
  | 'failed';

/** A stay in a queue and what came of it, as the records keep it: nothing of it is about the caller. */
export interface ReportedStay {
  readonly id: string;
  readonly queue: string;
  readonly topic: string;
  readonly language: string;
  readonly level: 1 | 2;
  readonly identity: string;
  readonly callBack: boolean;
  readonly enteredAt: string;
  readonly offeredAt: string | null;
  readonly answeredAt: string | null;
  readonly endedAt: string;
  readonly outcome: StayOutcome;
  readonly operator: string | null;
  readonly transfers: number;
  readonly secondLevel: boolean;
}

export interface StaysParts {
  readonly report: (stay: ReportedStay) => void;
  /** Topic and level of a queue. */
  readonly queueOf: (name: string) => { readonly topic: string; readonly level: 1 | 2 } | undefined;
  /** The level of identity in a sealed context; undefined when there is none, or it cannot be opened. */
  readonly identityOf: (sealedContext: string) => string | undefined;
  readonly now?: () => number;
}

/** Instants are epoch ms. */
interface Stay {
  readonly call: string;
  queue: string;
  readonly language: string;
  identity: string;
  readonly callBack: boolean;
  readonly enteredAt: number;
  offeredAt: number | null;
  answeredAt: number | null;
  operator: string | null;
  transfers: number;
  secondLevel: boolean;
}

/** Why somebody left the line, as the figures call it; `moved` is no end. */
const leaving: Readonly<Partial<Record<LeaveReason, StayOutcome>>> = {
  'hung-up': 'abandoned',
  left: 'left',
  'call-back': 'call-back',
  timeout: 'timeout',
};
/** A conversation that was handed on is told so a moment after its end. */
const settleMs = 5_000;
/** Beyond these the oldest is forgotten: an engine never has so many. */
const most = 5_000;

/**
 * Who stands in a line and who talks on this engine, as its words to the matching say: from them follows the one row
 * that remains of each stay. What an engine that died had is told by its follower as far as the matching knows it.
 */
export class Stays {
  readonly #parts: StaysParts;
  readonly #now: () => number;
  /** Those in line, by the id there. */
  readonly #waiting = new Map<string, Stay>();
  /** Those who talk, by the offer's id. */
  readonly #talking = new Map<string, Stay>();
  readonly #settling = new Map<string, { readonly timer: NodeJS.Timeout; readonly tell: () => void }>();

  constructor(parts: StaysParts) {
    this.#parts = parts;
    this.#now = parts.now ?? Date.now;
  }

  entered({ id, queue, language, sealedContext, kind, since }: Entry, how: Entered): void {
    if (how === 'unknown-queue' || this.#waiting.has(id)) return;
    const stay: Stay = {
      call: id,
      queue,
      language,
      identity: this.#identity(sealedContext),
      callBack: kind === 'call-back',
      enteredAt: since ?? this.#now(),
      offeredAt: null,
      answeredAt: null,
      operator: null,
      transfers: 0,
      secondLevel: false,
    };
    if (how === 'full' || how === 'nobody') this.#tell(this.#idOf(stay), stay, how);
    else keep(this.#waiting, id, stay);
  }

  offered(offer: Offer): void {
    const { callId, queue, language, sealedContext, kind, waitedSeconds } = offer;
    const now = this.#now();
    const known = this.#waiting.get(callId);
    // A call-back, or the caller of an engine that is gone: the matching knows since when.
    const stay: Stay = known ?? {
      call: callId,
      queue,
      language,
      identity: this.#identity(sealedContext),
      callBack: kind === 'call-back',
      enteredAt: now - waitedSeconds * 1_000,
      offeredAt: null,
      answeredAt: null,
      operator: null,
      transfers: 0,
      secondLevel: false,
    };
    stay.offeredAt ??= now;
    stay.operator = offer.operator.id;
    if (known === undefined) keep(this.#waiting, callId, stay);
  }

  moved({ callId, queue }: Moved): void {
    const stay = this.#waiting.get(callId);
    if (stay === undefined || stay.queue === queue) return;
    this.#tell(`${this.#idOf(stay)}.${stay.queue}`, stay, 'overflow');
    stay.queue = queue;
  }

  left(id: string, why: LeaveReason): void {
    const outcome = leaving[why];
    const stay = this.#waiting.get(id);
    if (stay === undefined || outcome === undefined) return;
    this.#waiting.delete(id);
    this.#tell(this.#idOf(stay), stay, outcome);
  }

  ended({ callId, why }: Ended): void {
    const stay = this.#waiting.get(callId);
    if (stay === undefined) return;
    this.#waiting.delete(callId);
    this.#tell(this.#idOf(stay), stay, why);
  }

  connected(offerId: string, callId: string): void {
    const stay = this.#waiting.get(callId);
    if (stay === undefined) return;
    this.#waiting.delete(callId);
    stay.answeredAt = this.#now();
    keep(this.#talking, offerId, stay);
  }

  /** A conversation of an engine that is gone goes on here. */
  adopted(conversation: Conversation): void {
    const { id, callId, queue, language, sealedContext, kind, waitedSeconds, since, operator } = conversation;
    if (this.#talking.has(id)) return;
    keep(this.#talking, id, {
      call: callId,
      queue,
      language,
      identity: this.#identity(sealedContext),
      callBack: kind === 'call-back',
      enteredAt: since - waitedSeconds * 1_000,
      offeredAt: since,
      answeredAt: since,
      operator,
      transfers: 0,
      secondLevel: false,
    });
  }

  /** @param to a queue or an operator */
  transferred(offerId: string, to: string): void {
    const stay = this.#talking.get(offerId);
    if (stay === undefined) return;
    stay.transfers += 1;
    if (this.#parts.queueOf(to)?.level === 2) stay.secondLevel = true;
  }

  over(offerId: string): void {
    const stay = this.#talking.get(offerId);
    if (stay === undefined || this.#settling.has(offerId)) return;
    const endedAt = this.#now();
    const tell = () => {
      this.#settling.delete(offerId);
      this.#talking.delete(offerId);
      this.#tell(offerId, stay, 'answered', endedAt);
    };
    this.#settling.set(offerId, { timer: setTimeout(tell, settleMs).unref(), tell });
  }

  /** Tells at once what is over; whoever still waits or talks is for the engine that takes them up. */
  close(): void {
    for (const { timer, tell } of this.#settling.values()) {
      clearTimeout(timer);
      tell();
    }
  }

  #identity(sealedContext: string): string {
    return this.#parts.identityOf(sealedContext) ?? 'none';
  }

  /** The same for every engine that has the caller, another for each time in line. */
  #idOf({ call, enteredAt }: Stay): string {
    return `${call}.${enteredAt}`;
  }

  #tell(id: string, stay: Stay, outcome: StayOutcome, endedAt = this.#now()): void {
    const queue = this.#parts.queueOf(stay.queue);
    if (queue === undefined) return;
    const at = (instant: number | null) => (instant === null ? null : new Date(instant).toISOString());
    const answered = outcome === 'answered';
    const { identity, callBack, transfers, secondLevel, enteredAt } = stay;
    this.#parts.report({
      id: id.replace(/[^\w.:-]/g, '-').slice(0, 120),
      queue: stay.queue,
      topic: queue.topic,
      language: stay.language,
      level: queue.level,
      identity,
      callBack,
      enteredAt: new Date(enteredAt).toISOString(),
      offeredAt: at(stay.offeredAt),
      answeredAt: answered ? at(stay.answeredAt) : null,
      endedAt: new Date(Math.max(endedAt, enteredAt)).toISOString(),
      outcome,
      operator: answered ? stay.operator : null,
      transfers,
      secondLevel,
    });
  }
}

function keep<Value>(map: Map<string, Value>, key: string, value: Value): void {
  map.set(key, value);
  if (map.size <= most) return;
  const [oldest] = map.keys();
  if (oldest !== undefined) map.delete(oldest);
}
