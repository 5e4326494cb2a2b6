import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import { reasonOf } from '../call/failure.ts';
import type { Telephony } from '../telephony/port.ts';
import { Arrivals, departed, type TellArrival } from './arrivals.ts';
import { Lease } from './lease.ts';
import type { LeaseTimings } from './lease-timings.ts';
import type { TakeoverCalls, TakeoverOperators } from './parts.ts';
import type { Pulse } from './pulse.ts';
import type { Peer, Registry } from './registry.ts';
import { Remembered } from './remembered.ts';
import { takerOf } from './share.ts';
import { Succession } from './succession.ts';

export interface TakeoverGiven {
  readonly engine: string;
  readonly registry: Registry;
  readonly timings: LeaseTimings;
  /** Of the one who prolongs the lease while this engine is busy. */
  readonly pulse: Pulse;
  readonly telephony: Pick<
    Telephony,
    'linkUp' | 'holdings' | 'take' | 'answers' | 'letGo' | 'compare' | 'network'
  >;
  readonly calls: TakeoverCalls;
  readonly operators: TakeoverOperators;
  readonly draining: () => boolean;
  readonly came?: TellArrival;
  readonly logger: Logger;
}

/** What came of a hand-over. */
export interface HandedOver {
  /** Calls that another engine has now. */
  readonly handed: number;
  /** Calls that nobody took: they wait in Asterisk for an engine of this name. */
  readonly left: number;
}

/** How long the link to Asterisk may be away before others take our calls. */
const linkPatienceMs = 200;
/** After its own part an engine takes what the others have not taken by then. */
const restAfterMs = 500;
/** What nobody has is looked for so often: of engines that died while they took over, or that Redis has forgotten. */
const sweepMs = 3_000;

/**
 * Calls of engines that died, hang, or are cut off go on here; and ours go on there. Who is gone is told by leases in Redis
 * and by Asterisk, by way of which an engine is asked before its calls are taken. Every call is claimed by one script,
 * then its channel is moved into our application, and offered as one that was there before.
 */
export class Takeover {
  readonly #given: TakeoverGiven;
  readonly #lease: Lease;
  readonly #arrivals: Arrivals;
  readonly #succession: Succession;
  /** Engines whose calls are being taken, or were, by name and epoch; the latter until they are seen well again. */
  readonly #taken = new Map<string, 'under way' | 'done'>();
  /** Since when an engine is asked, by name and epoch. */
  readonly #asked = new Map<string, { readonly since: number; answered: boolean }>();
  readonly #remembered = new Remembered();
  #peers: readonly Peer[] = [];
  #asterisk = '';
  #linkDownSince: number | undefined;
  #sweep: NodeJS.Timeout | undefined;
  #lost = 0;
  #leaving = false;
  /** Our calls were taken a moment ago: what is left of them is looked for. */
  #compare = false;

  constructor(given: TakeoverGiven) {
    const { registry, timings, pulse, logger } = given;
    this.#given = given;
    this.#arrivals = new Arrivals(given.came);
    this.#lease = new Lease({
      registry,
      timings,
      pulse,
      logger,
      standing: () => ({
        asterisk: this.#asterisk,
        takes: this.#takes,
        left: this.#linkDownSince !== undefined && performance.now() - this.#linkDownSince > linkPatienceMs,
      }),
      seen: (peers) => this.#seen(peers),
      lost: () => {
        this.#lost += 1;
        this.#compare = true;
        void this.#letGo();
      },
      compare: () => given.telephony.compare(),
    });
    this.#succession = new Succession({
      ...given,
      arrivals: this.#arrivals,
      epoch: () => (this.gate() === undefined ? this.#lease.epoch : undefined),
    });
  }

  /** Asked before every command to Asterisk (see Lease.gate). */
  readonly gate = (): Promise<void> | undefined => this.#lease.gate();

  /** What calls are saved under; undefined before Redis has given an epoch. */
  get epoch(): string | undefined {
    return this.#lease.epoch;
  }

  /** How often this engine lost all of its calls to others. */
  get timesLost(): number {
    return this.#lost;
  }

  /** Whether a call that all engines are offered is this one's, so that each gets its part. */
  isTaker(callId: string): boolean {
    const { engine } = this.#given;
    return takerOf(callId, [engine, ...this.successors]) === engine;
  }

  /** Engines that would take our calls now. */
  get successors(): readonly string[] {
    return this.#peers.filter((peer) => this.#isAble(peer)).map(({ name }) => name);
  }

  /** Gets a lease; before calls are taken. Never rejects: without Redis the engine goes on and tries again. */
  async start(): Promise<void> {
    await this.#lease.start();
  }

  /** Redis took no session of some calls: they are others', or all are. Resolves when those are let go of. Never rejects. */
  async refused(): Promise<void> {
    await this.#lease.check();
    await this.#given.telephony.compare().catch(() => {});
  }

  /** A call was in our application before we knew it: it comes from another engine, or was ours before a restart. */
  found(callId: string): void {
    this.#arrivals.found(callId);
  }

  /** The link to Asterisk came up or went down. */
  async linkChanged(up: boolean): Promise<void> {
    if (!up) {
      this.#linkDownSince ??= performance.now();
      return;
    }
    this.#linkDownSince = undefined;
    clearInterval(this.#sweep);
    this.#sweep = setInterval(() => void this.#takeOrphans(), sweepMs).unref();
    const network = await this.#given.telephony.network().catch(() => undefined);
    if (network !== undefined) this.#asterisk = network;
    // Others may have taken our calls meanwhile.
    await this.#lease.check();
  }

  /**
   * Gives every call of this engine to the others, at once: who waits keeps the place, who talks hears nothing of it, and
   * whoever is in a flow hears "riprendiamo" and the step again. For an engine that is told to stop and whose time for
   * draining is over: stop accepting calls first; afterwards the engine does nothing to a call any more, so end it.
   * With nobody there to take them it does nothing: the calls stay as they are. Never rejects.
   * @param boundMs how long it may take
   */
  async handOver(boundMs: number): Promise<HandedOver> {
    const { telephony, calls, operators, logger } = this.#given;
    const before = calls.size;
    if (before === 0 || this.successors.length === 0) return { handed: 0, left: before };
    const giveUpAt = performance.now() + boundMs;
    this.#leaving = true;
    clearInterval(this.#sweep);
    try {
      operators.letGo();
      await Promise.race([calls.letGo(), delay(boundMs)]);
      await this.#lease.leave();
      for (;;) {
        const left = await telephony.holdings(this.#given.engine);
        const still = left.filter(({ leg }) => !leg).length;
        if (still === 0 || performance.now() > giveUpAt) {
          logger.info({ handed: before - still, left: still }, 'calls were handed over');
          return { handed: Math.max(0, before - still), left: still };
        }
        await delay(100);
      }
    } catch (error) {
      logger.warn({ reason: reasonOf(error) }, 'the calls could not be handed over');
      return { handed: 0, left: before };
    }
  }

  /** Beats no more. Calls that are left are taken by others when the lease ends. */
  close(): void {
    clearInterval(this.#sweep);
    this.#lease.close();
  }

  get #takes(): boolean {
    return !this.#leaving && !this.#given.draining() && this.#given.telephony.linkUp;
  }

  #isAble(peer: Peer): boolean {
    return peer.takes && !peer.over && peer.remainingMs > 0 && peer.asterisk === this.#asterisk;
  }

  async #letGo(): Promise<void> {
    const { telephony, calls, operators } = this.#given;
    this.#succession.letGo();
    operators.letGo();
    const saved = calls.letGo();
    telephony.letGo();
    await saved;
  }

  #seen(peers: readonly Peer[]): void {
    this.#peers = peers;
    if (this.#asterisk === '') return;
    this.#remembered.note(peers, this.#asterisk);
    if (!this.#takes) return;
    const { timings } = this.#given;
    for (const peer of peers) {
      const key = keyOf(peer);
      const isWell = !peer.over && peer.remainingMs > timings.leaseMs - timings.beatMs - timings.patienceMs;
      if (isWell) {
        this.#asked.delete(key);
        if (this.#taken.get(key) === 'done') this.#taken.delete(key);
      }
      if (isWell || peer.asterisk !== this.#asterisk || this.#taken.has(key)) continue;
      if (peer.over) this.#take(peer);
      else if (this.#isSilent(peer) && peer.remainingMs <= 0) this.#take(peer);
    }
  }

  /** Whether an engine that does not beat any more is silent at Asterisk, too. Asks anew as long as it answers. */
  #isSilent(peer: Peer): boolean {
    const { telephony, timings } = this.#given;
    const key = keyOf(peer);
    const now = performance.now();
    const asked = this.#asked.get(key);
    if (asked === undefined || (asked.answered && now - asked.since > timings.leaseMs)) {
      const asking = { since: now, answered: false };
      this.#asked.set(key, asking);
      void telephony.answers(peer.name, timings.leaseMs).then((yes) => {
        asking.answered ||= yes;
      });
      return false;
    }
    return !asked.answered && now - asked.since >= timings.patienceMs;
  }

  /** Our part of a dead engine's calls, then what is left of it. */
  #take(peer: Peer): void {
    const { engine, timings, logger } = this.#given;
    const key = keyOf(peer);
    this.#taken.set(key, 'under way');
    this.#asked.delete(key);
    const able = [engine, ...this.successors];
    const from = departed(peer, timings.leaseMs);
    const began = performance.now();
    const run = async () => {
      const taken = await this.#succession.take(from, (id) => takerOf(id, able) === engine);
      await delay(restAfterMs);
      const rest = await this.#succession.take(from, () => true);
      if (taken + rest === 0) return;
      const tookMs = Math.round(performance.now() - began - (rest === 0 ? restAfterMs : 0));
      logger.warn({ from: peer.name, taken, rest, tookMs }, 'calls of another engine go on here');
    };
    run()
      .catch((error: unknown) =>
        logger.error(
          { from: peer.name, reason: reasonOf(error) },
          'calls of another engine are not here yet',
        ),
      )
      .finally(() => {
        // What is still left, or comes back to it, is for the sweep; nobody is remembered for ever.
        this.#taken.set(key, 'done');
        setTimeout(() => {
          if (this.#taken.get(key) === 'done') this.#taken.delete(key);
        }, 10 * sweepMs).unref();
      });
  }

  /** What nobody has: the others may have died in the middle of it, or we lost ours and nobody took all of them. */
  async #takeOrphans(): Promise<void> {
    const { telephony, registry, timings, logger } = this.#given;
    if (!this.#takes || this.#lease.epoch === undefined || !this.#lease.held) return;
    try {
      if (this.#compare) {
        this.#compare = false;
        await telephony.compare();
      }
      await this.#succession.takeMissing();
      for (const peer of this.#peers) {
        const gone = peer.over || peer.remainingMs < -sweepMs;
        if (!gone || peer.asterisk !== this.#asterisk || this.#taken.get(keyOf(peer)) === 'under way')
          continue;
        if (!peer.over && (await telephony.answers(peer.name, timings.leaseMs))) continue;
        await this.#succession.take(departed(peer, timings.leaseMs), () => true);
      }
      // By the next beat they are among the others, and asked once more before anything is taken.
      await this.#remembered.remind(this.#peers, { telephony, registry, patienceMs: timings.leaseMs });
    } catch (error) {
      logger.debug({ reason: reasonOf(error) }, 'orphans could not be looked for');
    }
  }
}

function keyOf({ name, epoch }: Peer): string {
  return `${name}:${epoch}`;
}
