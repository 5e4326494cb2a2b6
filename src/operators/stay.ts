import { steadyNow } from '../clock.ts';
import type { Queue } from '../queues/queue.ts';

/** How a stay in a queue ended. */
export type StayOutcome =
  | 'answered'
  | 'abandoned'
  | 'timeout'
  | 'call-back'
  | 'overflow'
  /** An operator answered and said nothing; the caller went on to the next one. */
  | 'silent'
  | 'left'
  | 'full'
  | 'closed'
  | 'nobody'
  | 'failed';

/** What remains of a stay in a queue; nothing of it is about the caller. Times are ISO date-times. */
export interface StayReport {
  /** Of the offer that was answered, or of the call with a number behind it. */
  readonly id: string;
  readonly queue: string;
  readonly topic: string;
  readonly language: string;
  readonly level: 1 | 2;
  /** The level of identity at its end (flows/identity.yaml). */
  readonly identity: string;
  readonly callBack: boolean;
  readonly enteredAt: string;
  readonly offeredAt: string | null;
  readonly answeredAt: string | null;
  readonly endedAt: string;
  readonly outcome: StayOutcome;
  readonly operator: string | null;
  /** How often the call had been handed on before. */
  readonly transfers: number;
  readonly secondLevel: boolean;
}

/** Takes what remains; never throws, never waits. */
export interface StayReporter {
  report(stay: StayReport): void;
}

/** The level of who is not known at all. */
const unknownCaller = 'none';

/** One stay in a queue, from its beginning to its one report. */
export class Stay {
  readonly #reporter: StayReporter | undefined;
  readonly #given: {
    readonly id: string;
    readonly queue: Queue;
    readonly language: string;
    readonly callBack: boolean;
    readonly transfers: number;
  };
  #enteredAt: number;
  #level: string | null;
  #offeredAt: number | undefined;
  #answered: { readonly id: string; readonly operator: string; readonly at: number } | undefined;
  #over = false;

  constructor(
    reporter: StayReporter | undefined,
    given: {
      readonly id: string;
      readonly queue: Queue;
      readonly language: string;
      readonly level: string | null;
      readonly callBack: boolean;
      readonly transfers: number;
    },
    enteredAt = steadyNow(),
  ) {
    this.#reporter = reporter;
    this.#given = given;
    this.#level = given.level;
    this.#enteredAt = enteredAt;
  }

  /** Since when, epoch ms. */
  get enteredAt(): number {
    return this.#enteredAt;
  }

  /** It began before this engine had the call. */
  cameAt(at: number): void {
    this.#enteredAt = Math.min(this.#enteredAt, at);
  }

  get transfers(): number {
    return this.#given.transfers;
  }

  /** More is known of the caller now. */
  identified(level: string | null): void {
    this.#level = level;
  }

  offered(at = steadyNow()): void {
    this.#offeredAt ??= at;
  }

  answered(offerId: string, operator: string, at = steadyNow()): void {
    this.offered(at);
    this.#answered = { id: offerId, operator, at };
  }

  /** Reports it, once. @param outcome of a stay that nobody answered, or whose operator said nothing */
  end(outcome: Exclude<StayOutcome, 'answered'>, secondLevel = false, now = steadyNow()): void {
    if (this.#over) return;
    this.#over = true;
    const { id, queue, language, callBack, transfers } = this.#given;
    const answered = this.#answered;
    const iso = (at: number | undefined) => (at === undefined ? null : new Date(at).toISOString());
    this.#reporter?.report({
      id: answered?.id ?? id,
      queue: queue.name,
      topic: queue.topic,
      language,
      level: queue.level,
      identity: this.#level ?? unknownCaller,
      callBack,
      enteredAt: new Date(this.#enteredAt).toISOString(),
      offeredAt: iso(this.#offeredAt),
      answeredAt: iso(answered?.at),
      endedAt: new Date(now).toISOString(),
      outcome: answered === undefined || outcome === 'silent' ? outcome : 'answered',
      operator: answered?.operator ?? null,
      transfers,
      secondLevel,
    });
  }
}
