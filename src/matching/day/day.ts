import { estimateWait, type WaitEstimate, type WaitFacts } from '../../queues/estimate.ts';
import type { Skill } from '../../queues/queue.ts';
import type { QueueRules } from '../../queues/queues.ts';
import { routeOf } from '../../queues/route.ts';
import type { Language } from '../../speech/language.ts';
import { MatchingModel, type ModelOffer } from '../model.ts';
import type { Chances } from './chances.ts';
import { Clock } from './clock.ts';

/** Somebody at work for a while; times in ms from the beginning of the day. */
export interface Shift {
  readonly operator: string;
  readonly skills: readonly Skill[];
  readonly from: number;
  readonly to: number;
  /** Pauses in between, each for so long. */
  readonly pauses: readonly { readonly at: number; readonly ms: number }[];
}

/** A call that will come in. */
export interface ComingCall {
  readonly at: number;
  readonly queue: string;
  readonly language: Language;
  /** Hangs up after so long without an operator. */
  readonly patienceMs: number;
  readonly talkMs: number;
  /** One who never gives up: how long such a one waits is what the estimate is about. */
  readonly holds?: boolean;
}

export interface DayOptions {
  readonly rules: QueueRules;
  readonly shifts: readonly Shift[];
  readonly calls: readonly ComingCall[];
  readonly random: Chances;
  /** How long the day is, ms. */
  readonly lasts: number;
  /** From the offer to the operator's answer. */
  readonly ringMs: (random: Chances) => number;
  /** Share of offers that an operator does not answer. */
  readonly unanswered: number;
}

/** What became of a call; times in ms. */
export interface Outcome {
  readonly call: ComingCall;
  readonly outcome: 'answered' | 'abandoned' | 'timeout' | 'full' | 'nobody';
  readonly waited: number;
}

/** What a caller was told, and what it was. Seconds. */
export interface Told {
  readonly estimate: WaitEstimate;
  readonly really: number;
  /** The caller was one who never gives up. */
  readonly holds: boolean;
}

export interface DayResult {
  readonly outcomes: readonly Outcome[];
  /** Every estimate given to a caller who was answered in the end, at the beginning and with every announcement. */
  readonly told: readonly Told[];
  /** Announcements to waiting callers for which nothing honest could be said. */
  readonly silent: number;
  /** Operator-milliseconds in conversations and after them, and logged in without pauses. */
  readonly busyMs: number;
  readonly presentMs: number;
}

/**
 * A day of calls on simulated time, decided by the rules that the scripts in Redis are held to.
 * @param estimate what callers are told; the one that callers really hear unless given
 */
export function simulateDay(
  options: DayOptions,
  estimate: (facts: WaitFacts) => WaitEstimate | null = estimateWait,
): DayResult {
  return new Day(options, estimate).run();
}

interface Caller {
  readonly call: ComingCall;
  readonly since: number;
  answered: boolean;
  gone: boolean;
  /** What was said and when. */
  readonly told: { readonly at: number; readonly estimate: WaitEstimate }[];
}

/** Due times are looked for so often, as engines do. */
const tickMs = 250;

class Day {
  readonly #options: DayOptions;
  readonly #estimate: (facts: WaitFacts) => WaitEstimate | null;
  readonly #clock = new Clock(0);
  readonly #model = new MatchingModel((message) => {
    if (message.type === 'offer') this.#offered(message.offer);
    else if (message.type === 'ended') this.#ended(message.entry, message.why);
  });
  readonly #callers = new Map<string, Caller>();
  readonly #outcomes: Outcome[] = [];
  readonly #told: Told[] = [];
  #silent = 0;
  #busyMs = 0;
  #presentMs = 0;

  constructor(options: DayOptions, estimate: (facts: WaitFacts) => WaitEstimate | null) {
    this.#options = options;
    this.#estimate = estimate;
  }

  run(): DayResult {
    const { shifts, calls, lasts } = this.#options;
    for (const shift of shifts) this.#plan(shift);
    for (const [index, call] of calls.entries())
      this.#clock.at(call.at, () => this.#arrive(`c${index}`, call));
    const tick = () => {
      const due = this.#model.nextDue;
      if (due !== undefined && due <= this.#clock.now) this.#model.tick(this.#clock.now);
      if (this.#clock.now < lasts) this.#clock.at(this.#clock.now + tickMs, tick);
    };
    this.#clock.at(0, tick);
    this.#clock.runUntil(lasts);
    return {
      outcomes: this.#outcomes,
      told: this.#told,
      silent: this.#silent,
      busyMs: this.#busyMs,
      presentMs: this.#presentMs,
    };
  }

  #plan({ operator, skills, from, to, pauses }: Shift): void {
    const clock = this.#clock;
    const model = this.#model;
    clock.at(from, () => {
      model.signIn(clock.now, operator, 'desk', skills);
      model.ready(clock.now, operator, 'desk');
    });
    for (const { at, ms } of pauses) {
      clock.at(at, () => model.pause(clock.now, operator, 'desk', 'pausa'));
      clock.at(at + ms, () => model.ready(clock.now, operator, 'desk'));
    }
    clock.at(to, () => model.signOut(clock.now, operator, 'desk'));
    this.#presentMs += to - from - pauses.reduce((sum, { ms }) => sum + ms, 0);
  }

  #arrive(id: string, call: ComingCall): void {
    const { rules } = this.#options;
    const now = this.#clock.now;
    const queue = rules.queues.get(call.queue);
    const phases = routeOf(rules, call.queue);
    if (queue === undefined || phases === undefined) throw new RangeError(`there is no queue ${call.queue}`);
    const caller: Caller = { call, since: now, answered: false, gone: false, told: [] };
    this.#callers.set(id, caller);
    const entered = this.#model.enter(now, {
      id,
      queue: call.queue,
      language: call.language,
      kind: 'call',
      phases,
      headStartMs: queue.priority * rules.headStartSeconds * 1_000,
      maxLength: queue.maxLength,
      ringSeconds: queue.ringSeconds,
      wrapUpSeconds: queue.wrapUpSeconds,
      giveUpAt: now + queue.maxWaitSeconds * 1_000,
    });
    if (entered === 'full' || entered === 'nobody') {
      this.#finish(id, entered);
      return;
    }
    if (call.holds !== true)
      this.#clock.at(now + call.patienceMs, () => {
        if (caller.answered || caller.gone) return;
        this.#model.leave(this.#clock.now, id, 'hung-up');
        this.#finish(id, 'abandoned');
      });
    this.#announce(id, caller, queue.announceSeconds * 1_000);
  }

  /** As the engine does: at the beginning and every so often, while the caller waits. */
  #announce(id: string, caller: Caller, everyMs: number): void {
    if (caller.answered || caller.gone) return;
    const entry = this.#model.entries.get(id);
    if (entry?.state === 'waiting') {
      const facts = this.#model.waitFacts(this.#clock.now, id);
      const estimate = facts === undefined ? null : this.#estimate(facts);
      if (estimate === null) this.#silent += 1;
      else caller.told.push({ at: this.#clock.now, estimate });
    }
    this.#clock.at(this.#clock.now + everyMs, () => this.#announce(id, caller, everyMs));
  }

  #offered(offer: ModelOffer): void {
    const { random, ringMs, unanswered } = this.#options;
    const clock = this.#clock;
    const model = this.#model;
    const caller = this.#callers.get(offer.entry);
    if (caller === undefined) return;
    clock.at(clock.now, () => model.ringing(clock.now, offer.id));
    if (random.next() < unanswered) {
      clock.at(clock.now + offer.ringSeconds * 1_000, () => {
        model.declined(clock.now, offer.id, 'no-answer');
        // Somebody who was paused so comes back after some minutes.
        clock.at(clock.now + 300_000, () => model.ready(clock.now, offer.operator, 'desk'));
      });
      return;
    }
    clock.at(clock.now + ringMs(random), () => {
      if (caller.gone || !model.connected(clock.now, offer.id)) return;
      caller.answered = true;
      this.#finish(offer.entry, 'answered');
      this.#busyMs += caller.call.talkMs + offer.wrapUpSeconds * 1_000;
      clock.at(clock.now + caller.call.talkMs, () => model.over(clock.now, offer.id));
    });
  }

  #ended(id: string, why: 'timeout' | 'nobody'): void {
    const caller = this.#callers.get(id);
    if (caller !== undefined && !caller.answered && !caller.gone) this.#finish(id, why);
  }

  #finish(id: string, outcome: Outcome['outcome']): void {
    const caller = this.#callers.get(id);
    if (caller === undefined) return;
    this.#callers.delete(id);
    caller.gone = outcome !== 'answered';
    const now = this.#clock.now;
    this.#outcomes.push({ call: caller.call, outcome, waited: now - caller.since });
    if (outcome === 'answered')
      for (const { at, estimate } of caller.told)
        this.#told.push({
          estimate,
          really: (now - at) / 1_000,
          holds: caller.call.holds === true,
        });
  }
}
