import type { Logger } from 'pino';
import { Capacity, type Limits, type Measured, type Reason } from './capacity.ts';
import { type Arriving, FloodGate, type FloodLimits } from './flood.ts';
import { EventLoopLag, Highest } from './measuring.ts';

/** How often is looked at what is measured, and said that there is no room. */
const lookMs = 1_000;
/** Calls turned away within so long are told of in one word: the dialplan waits for it ten times as long (CLAIM_TIMEOUT_MS). */
const gatherMs = 200;
/** A question to Asterisk that is not answered by then has an answer of this length. */
const patienceMs = 2_000;

/** The network, as far as load goes. */
export interface LoadedNetwork {
  readonly linkUp: boolean;
  /** Requests that wait for their answer. */
  readonly requests: number;
  /** Calls that are claimed and have not come yet. */
  readonly claims: number;
  /** Resolves when the network has answered a question that costs it nothing. */
  ping(): Promise<void>;
  /** Callers who are being offered in this moment, and whom no engine takes, are told that all lines are busy. */
  sayBusy(): Promise<void>;
}

export interface AdmissionOptions {
  readonly limits: Limits;
  readonly flood: FloodLimits;
  /** Of the digests that stand for callers. */
  readonly key: Buffer;
  readonly calls: () => number;
  readonly draining: () => boolean;
  readonly network: LoadedNetwork;
  readonly logger: Logger;
  /** A call was turned away. */
  readonly refused: (why: Reason | 'caller' | 'trunk') => void;
}

/** Who is let in: nobody more than can be served well, and no floods. */
export class Admission {
  readonly #options: AdmissionOptions;
  readonly #capacity: Capacity;
  readonly #flood: FloodGate;
  readonly #lag = new EventLoopLag();
  readonly #answers = new Highest();
  #timer: NodeJS.Timeout | undefined;
  #saying: NodeJS.Timeout | undefined;
  #asking = false;
  #wasFull: Reason | undefined;

  constructor(options: AdmissionOptions) {
    this.#options = options;
    this.#capacity = new Capacity(options.limits, () => this.measured);
    this.#flood = new FloodGate(options.flood, options.key);
  }

  start(): void {
    this.#lag.start();
    this.#timer = setInterval(() => this.#look(), lookMs);
  }

  close(): void {
    clearInterval(this.#timer);
    clearTimeout(this.#saying);
    this.#lag.close();
  }

  get measured(): Measured {
    const { calls, network } = this.#options;
    return {
      calls: calls() + network.claims,
      lagMs: this.#lag.value,
      answerMs: this.#answers.value,
      requests: network.requests,
    };
  }

  /** Why there is no room for a call more; undefined while there is. */
  get full(): Reason | undefined {
    return this.#capacity.full;
  }

  /** Whether a new call may be claimed; when it may not, the dialplan knows why soon enough to say it. */
  accepts(): boolean {
    const { full } = this;
    if (full === undefined) return true;
    this.#options.refused(full);
    this.#sayBusySoon();
    return false;
  }

  /** Whether a call is part of a flood; every call that is offered is to be asked about, once. */
  refuses(arriving: Arriving): boolean {
    const why = this.#flood.arrive(arriving, performance.now());
    if (why === undefined) return false;
    this.#options.refused(why);
    return true;
  }

  #look(): void {
    void this.#ask();
    this.#capacity.look();
    const { full } = this;
    if (full !== this.#wasFull) {
      const { logger } = this.#options;
      if (full !== undefined)
        logger.warn({ why: full, ...this.measured }, 'no new calls are taken: the engine is full');
      else logger.info(this.measured, 'new calls are taken again');
      this.#wasFull = full;
    }
    if (full !== undefined) this.#sayBusySoon();
  }

  /** One question at a time; how long it has been waiting counts, too. */
  async #ask(): Promise<void> {
    const { network } = this.#options;
    if (this.#asking || !network.linkUp) return;
    this.#asking = true;
    const askedAt = performance.now();
    await network.ping().then(
      () => this.#answers.add(performance.now() - askedAt),
      () => this.#answers.add(patienceMs),
    );
    this.#asking = false;
  }

  /** Always after the call that it is about: the dialplan looks whether anything was said while it offered it. */
  #sayBusySoon(): void {
    this.#saying ??= setTimeout(() => {
      this.#saying = undefined;
      this.#sayBusy();
    }, gatherMs).unref();
  }

  #sayBusy(): void {
    const { draining, network, logger } = this.#options;
    // A draining engine is not full: others take the calls.
    if (draining() || !network.linkUp) return;
    network.sayBusy().catch((error: unknown) => {
      const reason = error instanceof Error ? error.message : 'unknown';
      logger.warn({ reason }, 'Asterisk could not be told that the engine is full');
    });
  }
}
