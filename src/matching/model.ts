/**
 * The rules of matching once more, plainly: no sets, no Redis, everything looked at each time. The property tests hold
 * the scripts to it, and the simulation of days runs on it.
 */

import type { Reach, WaitFacts } from '../queues/estimate.ts';
import type { Skill } from '../queues/queue.ts';
import type { Phase } from '../queues/route.ts';
import type { Entered, LeaveReason, LostReason, Told } from './matcher.ts';

/** Seconds and milliseconds as in lua/state.ts. */
const confirmMs = 3_000;
const graceMs = 5_000;
const checkMs = 30_000;
const nobodyForMs = 60_000;
const placeKeptMs = 30_000;
const mostDue = 200;
const headMs = 1e10;
const mostWaits = 128;

export interface ModelEntry {
  readonly id: string;
  readonly queue: string;
  readonly language: Skill['language'];
  readonly kind: 'call' | 'call-back';
  readonly phases: readonly [Phase, ...Phase[]];
  readonly headStartMs: number;
  readonly maxLength: number;
  readonly ringSeconds: number;
  readonly wrapUpSeconds: number;
  readonly giveUpAt: number;
  readonly atHead?: boolean;
  readonly operator?: string;
  readonly uncounted?: boolean;
  readonly notBefore?: number;
}

interface Waiting extends ModelEntry {
  readonly since: number;
  readonly score: number;
  state: 'waiting' | 'offered' | 'parked' | 'dormant';
  phase: number;
  phaseUntil: number | undefined;
  nobodySince: number | undefined;
  offer: string;
  attempts: number;
}

export interface ModelOperator {
  readonly id: string;
  readonly skills: readonly Skill[];
  session: string;
  state: 'paused' | 'ready' | 'offered' | 'talking' | 'wrap-up';
  reason: string;
  next: string;
  offer: string;
  idle: number | undefined;
  leaving: boolean;
}

export interface ModelOffer {
  readonly id: string;
  readonly entry: string;
  readonly operator: string;
  readonly line: string;
  readonly wrapUpSeconds: number;
  readonly ringSeconds: number;
  state: 'offered' | 'ringing' | 'talking';
  since: number;
}

/** What an engine would be told. */
export type ModelMessage =
  | { readonly type: 'offer'; readonly offer: ModelOffer }
  | { readonly type: 'withdrawn'; readonly offer: string; readonly why: 'lapsed' | 'operator-left' }
  | { readonly type: 'ended'; readonly entry: string; readonly why: 'timeout' | 'nobody' };

export class MatchingModel {
  readonly entries = new Map<string, Waiting>();
  readonly operators = new Map<string, ModelOperator>();
  readonly offers = new Map<string, ModelOffer>();
  /** How long operators were occupied by each of the last calls of a line, and of all (`all`); newest first. */
  readonly handling = new Map<string, number[]>();
  /** How long each of the last callers waited, and whether they gave up; newest first. */
  readonly waits: { readonly waitedMs: number; readonly gaveUp: boolean }[] = [];
  readonly #due = new Map<string, number>();
  readonly #tell: (message: ModelMessage) => void;
  #offered = 0;
  #now = 0;

  constructor(tell: (message: ModelMessage) => void) {
    this.#tell = tell;
  }

  /** When `tick` has something to do next; undefined when never. */
  get nextDue(): number | undefined {
    let next: number | undefined;
    for (const at of this.#due.values()) if (next === undefined || at < next) next = at;
    return next;
  }

  enter(now: number, given: ModelEntry): Entered {
    this.#now = now;
    const old = this.entries.get(given.id);
    if (old !== undefined) {
      if (old.state === 'parked') this.#waitAgain(old);
      return 'already';
    }
    const [first] = given.phases;
    const entry: Waiting = {
      ...given,
      since: now,
      score: now - given.headStartMs - (given.atHead === true ? headMs : 0),
      state: 'waiting',
      phase: 0,
      phaseUntil: first.seconds === undefined ? undefined : now + first.seconds * 1_000,
      nobodySince: undefined,
      offer: '',
      attempts: 0,
    };
    if (given.kind === 'call' && given.atHead !== true) {
      if (this.staffFor(entry) === 0) return 'nobody';
      if (this.line(first.queue, given.language).length >= given.maxLength) return 'full';
    }
    this.entries.set(given.id, entry);
    if (given.notBefore !== undefined && given.notBefore > now) {
      entry.state = 'dormant';
      this.#due.set(`w:${given.id}`, given.notBefore);
      return 'waiting';
    }
    this.#join(entry);
    this.#matchCaller(entry);
    return 'waiting';
  }

  leave(now: number, id: string, why: LeaveReason): void {
    this.#now = now;
    const entry = this.entries.get(id);
    if (entry === undefined) return;
    if (why === 'hung-up' || why === 'left') this.#waited(entry, true);
    const offer = this.offers.get(entry.offer);
    if (entry.state === 'offered' && offer !== undefined) this.#undo(offer, '', 'forget');
    this.#forget(entry);
  }

  ringing(now: number, id: string): boolean {
    this.#now = now;
    const offer = this.offers.get(id);
    if (offer?.state === 'offered') {
      offer.state = 'ringing';
      this.#due.set(`o:${id}`, now + offer.ringSeconds * 1_000 + graceMs);
    }
    return offer !== undefined;
  }

  connected(now: number, id: string): boolean {
    this.#now = now;
    const offer = this.offers.get(id);
    if (offer === undefined || offer.state === 'talking') return offer !== undefined;
    const entry = this.entries.get(offer.entry);
    this.#due.delete(`o:${id}`);
    if (entry !== undefined) {
      this.#waited(entry, false);
      this.#forget(entry);
    }
    offer.state = 'talking';
    offer.since = now;
    const operator = this.#operatorOf(offer);
    if (operator !== undefined) operator.state = 'talking';
    return true;
  }

  declined(
    now: number,
    id: string,
    why: 'no-answer' | 'busy' | 'failed' | 'caller-gone' | 'engine-gone',
  ): void {
    this.#now = now;
    const offer = this.offers.get(id);
    if (offer === undefined || offer.state === 'talking') return;
    if (why === 'caller-gone') {
      const entry = this.entries.get(offer.entry);
      if (entry !== undefined) this.#waited(entry, true);
      this.#undo(offer, '', 'forget');
    } else if (why === 'engine-gone') this.#undo(offer, '', 'wait');
    else this.#undo(offer, why === 'failed' ? 'unreachable' : why, 'wait');
  }

  postponed(now: number, id: string, notBefore: number): number {
    this.#now = now;
    const offer = this.offers.get(id);
    if (offer === undefined) return 0;
    const operator = this.#operatorOf(offer);
    const entry = this.entries.get(offer.entry);
    this.#drop(offer);
    if (entry !== undefined) {
      entry.state = 'dormant';
      entry.attempts += 1;
      this.#due.set(`w:${entry.id}`, notBefore);
    }
    this.#free(operator, '');
    return entry?.attempts ?? 0;
  }

  over(now: number, id: string): void {
    this.#now = now;
    const offer = this.offers.get(id);
    if (offer === undefined) return;
    if (offer.state !== 'talking') {
      this.#undo(offer, '', 'forget');
      return;
    }
    const occupied = now - offer.since + offer.wrapUpSeconds * 1_000;
    remember(this.handling, offer.line, occupied);
    remember(this.handling, 'all', occupied);
    const operator = this.#operatorOf(offer);
    this.#drop(offer);
    if (operator === undefined) return;
    if (operator.leaving) this.operators.delete(operator.id);
    else if (operator.next !== '') this.#pauseNow(operator, operator.next);
    else if (offer.wrapUpSeconds === 0) this.#becomeReady(operator, false);
    else {
      operator.state = 'wrap-up';
      operator.reason = '';
      operator.offer = '';
      this.#due.set(`u:${operator.id}`, now + offer.wrapUpSeconds * 1_000);
    }
  }

  lost(now: number, id: string, why: LostReason): void {
    this.#now = now;
    const offer = this.offers.get(id);
    if (offer === undefined) return;
    const operator = this.#operatorOf(offer);
    this.#drop(offer);
    this.#free(operator, why);
  }

  signIn(now: number, id: string, session: string, skills: readonly Skill[]): void {
    this.#now = now;
    const before = this.operators.get(id);
    this.#due.delete(`u:${id}`);
    if (before?.state === 'offered') {
      const offer = this.offers.get(before.offer);
      before.next = '';
      before.leaving = false;
      if (offer !== undefined) {
        this.#tell({ type: 'withdrawn', offer: offer.id, why: 'operator-left' });
        before.state = 'paused';
        this.#undo(offer, 'accesso', 'wait');
      }
    }
    const talking = before?.state === 'talking' ? before.offer : '';
    this.operators.set(id, {
      id,
      skills,
      session,
      state: talking === '' ? 'paused' : 'talking',
      reason: talking === '' ? 'accesso' : '',
      next: '',
      offer: talking,
      idle: undefined,
      leaving: false,
    });
  }

  signOut(now: number, id: string, session: string): Told {
    this.#now = now;
    const operator = this.#desk(id, session);
    if (typeof operator === 'string') return operator;
    if (operator.state === 'talking') {
      operator.leaving = true;
      return 'later';
    }
    const offer = operator.state === 'offered' ? this.offers.get(operator.offer) : undefined;
    if (offer !== undefined) {
      operator.leaving = true;
      this.#tell({ type: 'withdrawn', offer: offer.id, why: 'operator-left' });
      this.#undo(offer, '', 'wait');
    }
    this.#due.delete(`u:${id}`);
    this.operators.delete(id);
    return 'done';
  }

  ready(now: number, id: string, session: string): Told {
    this.#now = now;
    const operator = this.#desk(id, session);
    if (typeof operator === 'string') return operator;
    if (operator.state === 'ready') return 'done';
    if (operator.state === 'offered' || operator.state === 'talking') {
      if (operator.next === '') return 'refused';
      operator.next = '';
      return 'done';
    }
    this.#due.delete(`u:${id}`);
    this.#becomeReady(operator, false);
    return 'done';
  }

  pause(now: number, id: string, session: string, reason: string): Told {
    this.#now = now;
    const operator = this.#desk(id, session);
    if (typeof operator === 'string') return operator;
    if (operator.state === 'offered' || operator.state === 'talking') {
      operator.next = reason;
      return 'later';
    }
    this.#due.delete(`u:${id}`);
    this.#pauseNow(operator, reason);
    return 'done';
  }

  tick(now: number): void {
    this.#now = now;
    const due = [...this.#due]
      .filter(([, at]) => at <= now)
      .toSorted(([one, at], [other, then]) => at - then || (one < other ? -1 : 1))
      .slice(0, mostDue);
    for (const [member] of due) {
      this.#due.delete(member);
      const id = member.slice(2);
      if (member.startsWith('w:')) this.#entryDue(id);
      else if (member.startsWith('o:')) this.#offerDue(id);
      else {
        const operator = this.operators.get(id);
        if (operator?.state === 'wrap-up') this.#becomeReady(operator, false);
      }
    }
  }

  /** Who waits in a queue, the next one first. */
  line(queue: string, language: string): readonly Waiting[] {
    return [...this.entries.values()]
      .filter(
        (entry) =>
          (entry.state === 'waiting' || entry.state === 'parked') &&
          phaseOf(entry).queue === queue &&
          entry.language === language,
      )
      .toSorted(byScore);
  }

  /** What somebody who waits can be told of; undefined for somebody who does not. */
  waitFacts(now: number, id: string): WaitFacts | undefined {
    const entry = this.entries.get(id);
    if (entry?.state !== 'waiting' && entry?.state !== 'parked') return undefined;
    const operators = [...this.operators.values()];
    const knowing = (phase: Pick<Phase, 'topic' | 'level'>, least: number) =>
      operators.filter((one) => (proficiencyOf(one, phase, entry.language) ?? 0) >= least);
    const aheadFor = (topic: string, level: number) =>
      [...this.entries.values()].filter(
        (one) =>
          one.state === 'waiting' &&
          one.operator === undefined &&
          one.language === entry.language &&
          one.score < entry.score &&
          one.phases.slice(0, one.phase + 1).some((phase) => phase.topic === topic && phase.level === level),
      ).length;
    const { level } = entry.phases[0];
    const aheadAny = aheadFor('*', level);
    const staffAny = knowing({ topic: '*', level }, 1).length;
    const aheadAll = [...this.entries.values()].filter(
      (one) =>
        (one.state === 'waiting' || one.state === 'parked') &&
        one.language === entry.language &&
        phaseOf(one).level === level &&
        one.score < entry.score,
    ).length;
    let startsIn = 0;
    const reaches: Reach[] = [];
    for (const [index, phase] of entry.phases.entries()) {
      const staff = knowing(phase, phase.atLeast);
      reaches.push({
        startsIn,
        staff: staff.length,
        idle: staff.filter((one) => one.state === 'ready').length,
        ahead: aheadFor(phase.topic, phase.level),
        aheadAny: phase.topic === '*' ? 0 : aheadAny,
        staffAny,
      });
      if (index === entry.phase) startsIn = Math.max(0, (entry.phaseUntil ?? now) - now);
      else if (index > entry.phase) startsIn += (phase.seconds ?? 0) * 1_000;
    }
    const own = this.handling.get(`${phaseOf(entry).queue}:${entry.language}`) ?? [];
    return {
      reaches,
      aheadAll,
      handling: own.length > 0 ? own : (this.handling.get('all') ?? []),
      patience: {
        waitedMs: this.waits.reduce((sum, { waitedMs }) => sum + waitedMs, 0),
        gaveUp: this.waits.filter(({ gaveUp }) => gaveUp).length,
      },
    };
  }

  /** Operators logged in who could take it in its best phase. */
  staffFor(entry: Pick<Waiting, 'phases' | 'language' | 'operator'>): number {
    if (entry.operator !== undefined) return this.operators.has(entry.operator) ? 1 : 0;
    const able = entry.phases.map(
      (phase) =>
        [...this.operators.values()].filter(
          (operator) => (proficiencyOf(operator, phase, entry.language) ?? 0) >= phase.atLeast,
        ).length,
    );
    return Math.max(...able);
  }

  /**
   * Whether this operator may take this caller at this moment: undefined, or how gladly. Whom the route names first comes
   * first, then who is better; smaller is better.
   */
  fits(operator: ModelOperator, entry: Waiting): number | undefined {
    if (entry.operator !== undefined) return entry.operator === operator.id ? 0 : undefined;
    const reached = entry.phases.slice(0, entry.phase + 1);
    for (const [index, { topic, level }] of reached.entries()) {
      // The same skill in a later step is the same place in the route, with less asked.
      const same = reached.filter((one) => one.topic === topic && one.level === level);
      const least = Math.min(...same.map(({ atLeast }) => atLeast));
      const proficiency = proficiencyOf(operator, { topic, level }, entry.language) ?? 0;
      if (proficiency >= least) return index * 10 - proficiency;
    }
    return undefined;
  }

  #waited(entry: Waiting, gaveUp: boolean): void {
    if (entry.kind !== 'call' || entry.uncounted === true) return;
    const waitedMs = Math.max(0, this.#now - entry.since) + (gaveUp ? 1 : 0);
    this.waits.unshift({ waitedMs, gaveUp });
    this.waits.length = Math.min(this.waits.length, mostWaits);
  }

  #entryDue(id: string): void {
    const entry = this.entries.get(id);
    if (entry === undefined) return;
    if (entry.giveUpAt <= this.#now && entry.state !== 'offered') {
      this.#tell({ type: 'ended', entry: id, why: 'timeout' });
      this.#forget(entry);
      return;
    }
    if (entry.state === 'parked') this.#forget(entry);
    else if (entry.state === 'dormant') this.#waitAgain(entry);
    if (entry.state !== 'waiting' || !this.entries.has(id) || this.#due.has(`w:${id}`)) return;
    if (entry.kind === 'call') {
      if (this.staffFor(entry) > 0) entry.nobodySince = undefined;
      else if (entry.nobodySince === undefined) entry.nobodySince = this.#now;
      else if (this.#now - entry.nobodySince >= nobodyForMs) {
        this.#tell({ type: 'ended', entry: id, why: 'nobody' });
        this.#forget(entry);
        return;
      }
    }
    if (entry.phaseUntil === undefined || entry.phaseUntil > this.#now) {
      this.#schedule(entry);
      return;
    }
    entry.phase += 1;
    const { seconds } = phaseOf(entry);
    entry.phaseUntil = seconds === undefined ? undefined : this.#now + seconds * 1_000;
    this.#schedule(entry);
    this.#matchCaller(entry);
  }

  #offerDue(id: string): void {
    const offer = this.offers.get(id);
    if (offer === undefined || offer.state === 'talking') return;
    this.#tell({ type: 'withdrawn', offer: id, why: 'lapsed' });
    const kind = this.entries.get(offer.entry)?.kind;
    if (offer.state === 'ringing') this.#undo(offer, 'no-answer', 'wait');
    else this.#undo(offer, '', kind === 'call' ? 'park' : 'wait');
  }

  #undo(offer: ModelOffer, reason: string, caller: 'park' | 'forget' | 'wait'): void {
    const operator = this.#operatorOf(offer);
    const entry = this.entries.get(offer.entry);
    this.#drop(offer);
    if (caller === 'park') {
      if (entry !== undefined) {
        entry.state = 'parked';
        this.#due.set(`w:${entry.id}`, this.#now + placeKeptMs);
      }
      this.#free(operator, reason);
    } else if (caller === 'forget') {
      if (entry !== undefined) this.#forget(entry);
      this.#free(operator, reason);
    } else if (reason !== '' || operator === undefined || operator.leaving || operator.next !== '') {
      this.#free(operator, reason);
      if (entry !== undefined) this.#waitAgain(entry);
    } else {
      if (entry !== undefined) this.#join(entry);
      this.#free(operator, '');
      if (entry?.state === 'waiting') this.#matchCaller(entry);
    }
  }

  #free(operator: ModelOperator | undefined, reason: string): void {
    if (operator === undefined) return;
    if (operator.leaving) this.operators.delete(operator.id);
    else if (reason !== '') this.#pauseNow(operator, reason);
    else if (operator.next !== '') this.#pauseNow(operator, operator.next);
    else this.#becomeReady(operator, true);
  }

  #pauseNow(operator: ModelOperator, reason: string): void {
    operator.state = 'paused';
    operator.reason = reason;
    operator.next = '';
    operator.offer = '';
  }

  #becomeReady(operator: ModelOperator, keepIdle: boolean): void {
    operator.state = 'ready';
    operator.reason = '';
    operator.offer = '';
    operator.idle = (keepIdle ? operator.idle : undefined) ?? this.#now;
    const [first] = [...this.entries.values()]
      .filter((entry) => entry.state === 'waiting' && this.fits(operator, entry) !== undefined)
      .toSorted(byScore);
    if (first !== undefined) this.#offer(first, operator);
  }

  #matchCaller(entry: Waiting): void {
    const [best] = [...this.operators.values()]
      .filter((operator) => operator.state === 'ready' && this.fits(operator, entry) !== undefined)
      .toSorted(
        (one, other) =>
          (this.fits(one, entry) ?? 0) - (this.fits(other, entry) ?? 0) ||
          (one.idle ?? 0) - (other.idle ?? 0) ||
          (one.id < other.id ? -1 : 1),
      );
    if (best !== undefined) this.#offer(entry, best);
  }

  #offer(entry: Waiting, operator: ModelOperator): void {
    this.#offered += 1;
    const offer: ModelOffer = {
      id: `m${this.#offered}`,
      entry: entry.id,
      operator: operator.id,
      line: `${phaseOf(entry).queue}:${entry.language}`,
      wrapUpSeconds: entry.wrapUpSeconds,
      ringSeconds: entry.ringSeconds,
      state: 'offered',
      since: this.#now,
    };
    this.offers.set(offer.id, offer);
    entry.state = 'offered';
    entry.offer = offer.id;
    operator.state = 'offered';
    operator.reason = '';
    operator.offer = offer.id;
    this.#due.delete(`w:${entry.id}`);
    this.#due.set(`o:${offer.id}`, this.#now + confirmMs);
    this.#tell({ type: 'offer', offer });
  }

  #waitAgain(entry: Waiting): void {
    this.#join(entry);
    this.#matchCaller(entry);
  }

  #join(entry: Waiting): void {
    entry.state = 'waiting';
    this.#schedule(entry);
  }

  #schedule(entry: Waiting): void {
    const until = entry.phaseUntil ?? Number.POSITIVE_INFINITY;
    this.#due.set(`w:${entry.id}`, Math.min(entry.giveUpAt, this.#now + checkMs, until));
  }

  #forget(entry: Waiting): void {
    this.#due.delete(`w:${entry.id}`);
    this.entries.delete(entry.id);
  }

  #drop(offer: ModelOffer): void {
    this.#due.delete(`o:${offer.id}`);
    this.offers.delete(offer.id);
  }

  #operatorOf(offer: ModelOffer): ModelOperator | undefined {
    const operator = this.operators.get(offer.operator);
    return operator?.offer === offer.id ? operator : undefined;
  }

  #desk(id: string, session: string): ModelOperator | 'signed-out' | 'displaced' {
    const operator = this.operators.get(id);
    if (operator === undefined) return 'signed-out';
    return operator.session === session ? operator : 'displaced';
  }
}

function phaseOf(entry: Pick<Waiting, 'phases'> & { phase: number }): Phase {
  return entry.phases[entry.phase] ?? entry.phases[0];
}

function proficiencyOf(
  operator: ModelOperator,
  phase: Pick<Phase, 'topic' | 'level'>,
  language: string,
): number | undefined {
  const fitting = operator.skills.filter(
    (skill) =>
      (phase.topic === '*' || skill.topic === phase.topic) &&
      skill.language === language &&
      skill.level === phase.level,
  );
  return fitting.length === 0 ? undefined : Math.max(...fitting.map(({ proficiency }) => proficiency));
}

function byScore(one: Waiting, other: Waiting): number {
  return one.score - other.score || (one.id < other.id ? -1 : 1);
}

function remember(lists: Map<string, number[]>, line: string, value: number): void {
  lists.set(line, [value, ...(lists.get(line) ?? [])].slice(0, 32));
}
