import { maskKeys } from '../input/kind.ts';

/** Prompts spoken as one; what is known only later is filled in. */
export interface Heard {
  readonly type: 'heard';
  readonly id: string;
  readonly prompts: readonly { readonly prompt: string; readonly language: string }[];
  /** What was said, personal values masked. */
  text?: string;
  /** From the key, timer or answer that caused it to the network's word that the caller hears it. */
  answeredAfterMs?: number;
  outcome?: 'finished' | 'stopped' | 'failed';
}

/** One thing that happened in a call; `ms` counts from its offer. */
export type JournalEntry = { readonly ms: number } & (
  | { readonly type: 'step'; readonly flow: string; readonly step: string }
  | Heard
  | { readonly type: 'pressed'; readonly keys: string }
  | { readonly type: 'look-up'; readonly operation: string }
  | { readonly type: 'request'; readonly operation: string }
  /** A request that was not made: not enough is known of who calls. */
  | { readonly type: 'refused'; readonly operation: string; readonly needs: string; readonly has: string }
  | { readonly type: 'recording'; readonly box: string }
  | { readonly type: 'answer'; readonly operation: string; readonly outcome: string; readonly tookMs: number }
  | { readonly type: 'silence' }
  /** The caller hung up in the middle of this service; or called back after that, to be served in that language. */
  | { readonly type: 'left'; readonly flow: string }
  | { readonly type: 'came-back'; readonly flow: string; readonly language: string }
  | { readonly type: 'resumed' }
  | { readonly type: 'trouble'; readonly what: string }
  | { readonly type: 'ended'; readonly by: 'caller' | 'flow'; readonly cause: string }
);

/** `Omit` that keeps the members of a union apart. */
type Without<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;
export type JournalEvent = Without<JournalEntry, 'ms'>;

export interface CallSummary {
  readonly id: string;
  readonly line: string;
  /** ISO date-time of the offer. */
  readonly startedAt: string;
  readonly language: string;
  readonly state: 'live' | 'ended';
  readonly durationMs: number;
}

export interface CallJournal extends CallSummary {
  readonly entries: readonly JournalEntry[];
}

/** A call that goes on for hours, or a stuck key, must not fill the memory. */
const entryLimit = 2_000;
/** Steps that are told to whoever takes the call over from the flow. */
const mostSteps = 100;

/** What happened in one call, masked as it is written: there is nothing personal in it to leak. */
export class Journal {
  readonly id: string;
  readonly line: string;
  readonly startedAt: number;
  language: string;
  /** When the call began, on the monotonic clock. */
  readonly #began: number;
  #endedAt: number | undefined;
  readonly #entries: JournalEntry[] = [];

  constructor(given: { id: string; line: string; language: string; startedAt: number }) {
    this.id = given.id;
    this.line = given.line;
    this.language = given.language;
    this.startedAt = given.startedAt;
    this.#began = performance.now() - Math.max(0, Date.now() - given.startedAt);
  }

  /** Epoch ms by the clock as it was when the call began: whatever is done to the clock since, the call does not notice. */
  now(): number {
    return this.startedAt + Math.round(performance.now() - this.#began);
  }

  add(at: number, event: JournalEvent): void {
    if (this.#entries.length < entryLimit) this.#entries.push({ ms: at - this.startedAt, ...event });
  }

  /** Adds prompts, and gives the entry back to be filled in. */
  heard(at: number, id: string, prompts: Heard['prompts']): Heard {
    const entry: Heard & { ms: number } = { ms: at - this.startedAt, type: 'heard', id, prompts };
    if (this.#entries.length < entryLimit) this.#entries.push(entry);
    return entry;
  }

  /** The latest steps, oldest first. */
  get steps(): readonly { readonly flow: string; readonly step: string }[] {
    return this.#entries
      .flatMap((entry) => (entry.type === 'step' ? [{ flow: entry.flow, step: entry.step }] : []))
      .slice(-mostSteps);
  }

  pressed(at: number, key: string, shown: boolean): void {
    this.add(at, { type: 'pressed', keys: shown ? key : maskKeys(key) });
  }

  end(at: number): void {
    this.#endedAt = at;
  }

  summary(): CallSummary {
    const { id, line, language } = this;
    const state = this.#endedAt === undefined ? 'live' : 'ended';
    const durationMs = (this.#endedAt ?? this.now()) - this.startedAt;
    return { id, line, startedAt: new Date(this.startedAt).toISOString(), language, state, durationMs };
  }

  read(): CallJournal {
    return { ...this.summary(), entries: this.#entries };
  }
}
