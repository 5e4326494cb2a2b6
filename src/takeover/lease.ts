import type { Logger } from 'pino';
import { reasonOf } from '../call/failure.ts';
import { inTime } from './in-time.ts';
import type { LeaseTimings } from './lease-timings.ts';
import { Pulse } from './pulse.ts';
import type { Peer, Registry, Standing } from './registry.ts';

export interface LeaseGiven {
  readonly registry: Registry;
  readonly timings: LeaseTimings;
  /** Shared with who prolongs the lease while this engine is busy. */
  readonly pulse: Pulse;
  readonly logger: Logger;
  readonly standing: () => Standing;
  /** Told after every beat: who else there is. Not while this engine itself was away from Redis a moment ago. */
  readonly seen: (peers: readonly Peer[]) => void;
  /** Our calls are no longer ours: every one is to be let go of, at once, before anything else happens. */
  readonly lost: () => void;
  /** Redis does not say whose our calls are: Asterisk is asked which are still here, the others are let go of. */
  readonly compare: () => Promise<void>;
}

/** The lowest bound that a beat may take, however short the lease. */
const beatPatienceMs = 300;
/** On a machine that is full an engine stands still several times a second: it is told so often. */
const tellStallsMs = 10_000;
/** With Redis away and Asterisk silent as well, callers are served rather than kept waiting. */
const comparePatienceMs = 1_000;

/**
 * This engine's lease on its calls, kept by beating. Whoever was frozen asks whether the lease still holds before the
 * next command leaves for Asterisk (`gate`): a call is never driven by two engines. With Redis away the engine goes on;
 * nobody takes its calls as long as it answers at Asterisk.
 */
export class Lease {
  readonly #given: LeaseGiven;
  #epoch: string | undefined;
  #lastAlive = performance.now();
  #steadySince: number | undefined;
  #watch: NodeJS.Timeout | undefined;
  #next: NodeJS.Timeout | undefined;
  #doubt: Promise<void> | undefined;
  #beating: Promise<boolean> | undefined;
  #closed = false;
  #held = false;
  /** Stalls that were not told so far. */
  #stalls = { times: 0, longestMs: 0, toldAt: Number.NEGATIVE_INFINITY };
  /** When the next lease of another ends, in ms. */
  #soonest = Number.POSITIVE_INFINITY;

  constructor(given: LeaseGiven) {
    this.#given = given;
  }

  /** The present epoch; undefined before Redis has given one. */
  get epoch(): string | undefined {
    return this.#epoch;
  }

  /** Whether Redis confirmed the lease at the last beat. */
  get held(): boolean {
    return this.#held;
  }

  /** Registers, if Redis is there, and begins to beat. Never rejects. */
  async start(): Promise<void> {
    this.#alive();
    this.#watch = setInterval(() => void this.gate(), this.#given.timings.stallMs / 3);
    this.#watch.unref();
    await this.#beat();
    this.#schedule(this.#given.timings.beatMs);
  }

  /**
   * Asked before every command to Asterisk. @returns undefined: go on. A promise: this engine stood still for a while, and
   * nobody kept its lease meanwhile; wait until it is known which calls are still its own, then look again whether yours is.
   */
  gate(): Promise<void> | undefined {
    const stoodMs = performance.now() - this.#lastAlive;
    if (this.#doubt === undefined && !this.#closed && stoodMs > this.#given.timings.stallMs)
      this.#stood(stoodMs);
    this.#alive();
    return this.#doubt;
  }

  /** Asks at once whether the calls are still ours: there is a sign that they are not. Never rejects. */
  async check(): Promise<void> {
    // An answer to what was asked before says nothing about now.
    await this.#beating;
    await this.#beat();
  }

  /** Others may take what this engine has, at once. Rejects when Redis is away. */
  async leave(): Promise<void> {
    this.close();
    if (this.#epoch !== undefined) await this.#given.registry.leave(this.#epoch);
  }

  close(): void {
    this.#closed = true;
    this.#given.pulse.epoch = undefined;
    clearInterval(this.#watch);
    clearTimeout(this.#next);
  }

  #alive(): void {
    this.#lastAlive = performance.now();
    this.#given.pulse.alive();
  }

  #stood(stoodMs: number): void {
    const { leaseMs, beatMs } = this.#given.timings;
    const isKept = this.#given.pulse.sinceConfirmedMs < leaseMs - beatMs;
    this.#tellStall(stoodMs, isKept);
    // What others have answered meanwhile is not read yet.
    this.#steadySince = undefined;
    if (isKept) return;
    this.#doubt = this.#resolve().finally(() => {
      this.#doubt = undefined;
    });
  }

  async #resolve(): Promise<void> {
    // An answer to what was asked before says nothing about now.
    await this.#beating;
    if (!(await this.#beat())) await this.#askAsterisk();
  }

  /** Redis does not say whose our calls are. Never rejects. */
  async #askAsterisk(): Promise<void> {
    const { logger, compare } = this.#given;
    await inTime(compare(), 'Asterisk', comparePatienceMs).catch((error: unknown) =>
      logger.warn({ reason: reasonOf(error) }, 'Asterisk does not say which calls are still ours'),
    );
  }

  #tellStall(stoodMs: number, isKept: boolean): void {
    const now = performance.now();
    const times = this.#stalls.times + 1;
    const longestMs = Math.max(this.#stalls.longestMs, Math.round(stoodMs));
    const isDue = now - this.#stalls.toldAt > tellStallsMs;
    this.#stalls = isDue ? { times: 0, longestMs: 0, toldAt: now } : { ...this.#stalls, times, longestMs };
    if (isDue)
      this.#given.logger.warn(
        { times, longestMs },
        isKept
          ? 'the engine was busy; its lease was kept meanwhile'
          : 'the engine stood still; it asks whether its calls are still its own',
      );
  }

  #schedule(ms: number): void {
    if (this.#closed) return;
    this.#next = setTimeout(async () => {
      await this.#beat();
      this.#schedule(this.#pause());
    }, ms);
    this.#next.unref();
  }

  #pause(): number {
    return Math.max(5, Math.min(this.#given.timings.beatMs, this.#soonest + 3));
  }

  /** @returns whether Redis answered */
  #beat(): Promise<boolean> {
    this.#beating ??= this.#beatOnce().finally(() => {
      this.#beating = undefined;
    });
    return this.#beating;
  }

  async #beatOnce(): Promise<boolean> {
    const { registry, timings, standing, seen, lost, logger, pulse } = this.#given;
    if (this.#closed) return false;
    const began = performance.now();
    try {
      const epoch = this.#epoch ?? (await this.#register());
      const asked = Pulse.now();
      const stand = standing();
      const told = await answered(registry.beat(epoch, timings.leaseMs, stand));
      if (told === undefined) {
        logger.warn({ epoch }, 'other engines have taken our calls; we let go of them');
        this.#held = false;
        this.#steadySince = undefined;
        lost();
        await this.#register();
        return true;
      }
      this.#held = true;
      // Who says that it leaves may be taken from at once, whatever is left of its lease.
      if (!stand.left) pulse.confirm(asked);
      const { peers, forgotten } = told;
      const now = performance.now();
      // A slow answer says nothing about others: their beats may have been as slow.
      if (now - began > timings.beatMs) this.#steadySince = undefined;
      this.#steadySince ??= now;
      const ends = peers.map(({ remainingMs }) => remainingMs).filter((ms) => ms > 0);
      this.#soonest = Math.min(...ends);
      if (now - this.#steadySince > timings.leaseMs) seen(peers);
      // Others may have taken ours before Redis lost its memory. Whoever waits for this beat waits for the answer, too.
      if (forgotten) await this.#askAsterisk();
      return true;
    } catch (error) {
      if (this.#held) logger.warn({ reason: reasonOf(error) }, 'the lease could not be prolonged');
      this.#held = false;
      this.#steadySince = undefined;
      this.#soonest = Number.POSITIVE_INFINITY;
      return false;
    }
  }

  /** Begins anew. @returns the epoch */
  async #register(): Promise<string> {
    const { registry, timings, standing, pulse } = this.#given;
    const epoch = await answered(registry.register(timings.leaseMs, standing().asterisk));
    this.#epoch = epoch;
    if (!this.#closed) pulse.epoch = epoch;
    return epoch;
  }
}

/** What Redis answers, if it does so in time. */
function answered<T>(promise: Promise<T>): Promise<T> {
  return inTime(promise, 'Redis', beatPatienceMs);
}
