import { setTimeout as delay } from 'node:timers/promises';
import { reasonOf } from '../call/failure.ts';
import type { Answer, CallBackTo, HandedOver, Onward } from '../call/ports.ts';
import { steadyNow } from '../clock.ts';
import type { QueueWord } from '../flow/actions.ts';
import type { Variables } from '../flow/values.ts';
import type { Ended, Moved, Offer, Withdrawn } from '../matching/events.ts';
import type { Entered, Entry, LeaveReason } from '../matching/matcher.ts';
import type { Queue } from '../queues/queue.ts';
import { type Language, languages } from '../speech/language.ts';
import { type CallBacks, callBackOf } from './call-backs.ts';
import { openContext, sealContext } from './call-context.ts';
import type { Caller } from './callers.ts';
import { Conversation, type ConversationEnd, type HandedTo, type Host } from './conversation.ts';
import { Leg, type LegOver } from './leg.ts';
import { News } from './news.ts';
import { Notice } from './notice.ts';
import type { Guest, OperatorParts } from './parts.ts';
import { Stay, type StayOutcome } from './stay.ts';

/** How long a caller who is given to one colleague waits for that one. */
const colleagueMs = 40_000;
/** How often a call-back is tried to be noted while the records do not answer, and how long after each other, in ms. */
const callBackTries = 5;
const callBackPauseMs = 1_000;
/** How often the place in line is asked for, in ms. */
const placeMs = 2_000;

export interface VisitGiven {
  readonly caller: Caller;
  readonly queue: Queue;
  readonly values: Variables;
  readonly handed: HandedOver & CallBackTo & Onward;
  readonly callBacks: CallBacks;
  /** A conversation of this call that goes on: the operator is waiting for the caller, or talks with them. */
  readonly conversation: Conversation | undefined;
  /** The operator of a call-back, who was reserved before the citizen was called. */
  readonly reserved: Offer | undefined;
  /** A phone that has been ringing for this caller since before the engine was restarted. */
  readonly ringing: { readonly offer: Offer; readonly leg: Leg } | undefined;
  /** The operator hung up while the caller was aside: nobody goes before them. */
  readonly atHead: boolean;
}

/**
 * One request of a flow for an operator, from its beginning to its answer: the caller waits, is offered, talks, perhaps
 * waits again. The answer always comes.
 */
export class Visit implements Guest, Host {
  readonly answer: Promise<Answer>;
  readonly caller: Caller;
  readonly aside: readonly string[];
  readonly onward: readonly string[];
  readonly #given: VisitGiven;
  readonly #parts: OperatorParts;
  readonly #callId: string;
  readonly #news: News;
  readonly #notice: Notice;
  #queue: Queue;
  #state: 'entering' | 'waiting' | 'ringing' | 'talking' | 'over' = 'entering';
  #ringing: { readonly offer: Offer; readonly leg: Leg } | undefined;
  #conversation: Conversation | undefined;
  /** Only one colleague will do; afterwards everybody of the queue. */
  #toColleague = false;
  #stay: Stay | undefined;
  #stays = 0;
  #transfers = 0;
  #timer: NodeJS.Timeout | undefined;
  #awaySince: number | undefined;
  #askedAt = 0;
  /** The caller was in line before, under another engine: Redis alone knows since when. */
  #tookUp = false;
  /** The caller asked to be called back, and it is being written. */
  #noting = false;
  /** When the caller came, as whoever is offered them is told, epoch ms. */
  #arrivedAt: number | undefined;
  #settle: (answer: Answer) => void = () => {};

  constructor(given: VisitGiven, parts: OperatorParts) {
    this.#given = given;
    this.#parts = parts;
    this.#queue = given.queue;
    this.caller = given.caller;
    this.aside = given.handed.aside;
    this.onward = given.handed.onward;
    this.#callId = given.handed.call.id;
    this.#news = new News((value) => given.handed.news({ connected: false, value }));
    this.#notice = new Notice(
      given.handed.told,
      (queue) => given.handed.news({ connected: false, value: { registra: queue } }),
      parts.timings.noticeMs,
    );
    this.answer = new Promise((resolve) => {
      this.#settle = resolve;
    });
    given.handed.signal.addEventListener('abort', () => this.#aborted(), { once: true });
  }

  /** Begins; whatever goes wrong is the answer's outcome. */
  async begin(): Promise<void> {
    const { conversation, reserved, ringing, atHead } = this.#given;
    if (conversation !== undefined) {
      this.#state = 'talking';
      this.#conversation = conversation;
      await conversation.resume(this, sealContext(this.#parts.sealer, this.#context()));
      return;
    }
    this.#parts.guests.set(this.#callId, this);
    if (reserved !== undefined) {
      this.#music();
      void this.#ring(reserved);
      return;
    }
    const entered = await this.#enterLine(atHead ? { atHead: true } : {});
    this.#tookUp = entered === 'already';
    if (ringing === undefined) return;
    if (entered === 'already' && this.#state === 'waiting') void this.#await(ringing.offer, ringing.leg);
    else ringing.leg.hangUp();
  }

  tell(word: QueueWord): void {
    if (word === 'told') this.#notice.told();
    else if (this.#state === 'over' || this.#state === 'talking') return;
    else if (word === 'leave') this.#leave('left', 'left');
    else void this.#callBack();
  }

  /** The engine lets go of the call as it is: place and conversation stay for whoever takes it up. */
  abandon(): void {
    this.#state = 'over';
    this.#ringing?.leg.letGo();
    this.#ringing = undefined;
    this.#stopWaiting();
    this.#parts.matcher.letGo(this.#callId);
  }

  // As a guest of the line

  offer(offer: Offer): void {
    if (this.#state === 'waiting' || this.#state === 'entering') void this.#ring(offer);
    else if (this.#isOver() || this.#conversation !== undefined) this.#decline(offer, 'caller-gone');
    // Whether the one before still holds is not known yet: this one lapses, and the place is kept.
  }

  withdrawn({ offerId }: Withdrawn): void {
    if (this.#ringing?.offer.offerId === offerId) this.#unring('withdrawn');
  }

  ended({ why }: Ended): void {
    if (this.#state !== 'waiting' && this.#state !== 'entering') return;
    if (this.#toColleague) {
      this.#toColleague = false;
      void this.#enterLine({ atHead: true });
    } else this.#over({ outcome: why, value: null });
  }

  moved({ queue }: Moved): void {
    const before = this.#stay;
    before?.end('overflow');
    this.#stay = undefined;
    this.#queue = this.#parts.queues().find(queue) ?? this.#queue;
    // The wait is one, whichever queue it ends in.
    this.#begins(before?.enteredAt);
    void this.#notice.tell(this.#queue);
  }

  // As the host of a conversation

  get level(): string | null {
    return this.#given.handed.known.level;
  }

  hearsNotice(queue: Queue): Promise<boolean> {
    return this.#notice.tell(queue);
  }

  connected(): void {
    this.#given.handed.news({ connected: true, value: {} });
  }

  sentAside(step: string): void {
    this.#conversation = undefined;
    this.#over({ outcome: `aside.${step}`, value: null });
  }

  conversationOver(end: ConversationEnd): void {
    this.#conversation = undefined;
    if (this.#state !== 'talking') return;
    if (end.how === 'dropped') {
      this.#parts.counts.linesDropped += 1;
      this.#brokeOff();
      void this.#again({ atHead: true });
    } else if (end.how === 'silent') {
      this.#parts.counts.operatorsSilent += 1;
      this.#brokeOff();
      // Nobody has spoken with the caller: the wait goes on.
      void this.#again(this.#before());
    } else if (end.how === 'handed-on') void this.#handOn(end.to);
    else this.#over({ outcome: 'answered', value: null });
  }

  async #handOn(to: HandedTo): Promise<void> {
    this.#transfers += 1;
    if (to.type === 'queue') {
      this.#queue = this.#parts.queues().find(to.queue) ?? this.#queue;
      await this.#again({ atHead: true });
      return;
    }
    this.#toColleague = true;
    await this.#again({ operator: to.operator, atHead: true, giveUpAt: Date.now() + colleagueMs });
  }

  /** Before everybody, and since when the caller waits, where that is known. */
  #before(): Partial<Entry> {
    const since = this.#arrivedAt;
    return since === undefined ? { atHead: true } : { atHead: true, since };
  }

  /** The caller hears that the next one will be there soon. */
  #brokeOff(): void {
    this.#given.handed.news({ connected: false, value: { interrotta: true } });
  }

  /** The caller waits once more. */
  async #again(how: Partial<Entry>): Promise<void> {
    this.#state = 'entering';
    this.#parts.guests.set(this.#callId, this);
    this.#news.begin();
    this.#begins(how.since);
    void this.#notice.tell(this.#queue);
    const entered = await this.#enterLine(how);
    // The colleague went in this very moment.
    if (entered === 'nobody' && this.#toColleague) {
      this.#toColleague = false;
      await this.#enterLine({ atHead: true });
    }
  }

  async #enterLine(how: Partial<Entry>): Promise<Entered | 'over'> {
    const { matcher, engine, sealer, logger } = this.#parts;
    const language = this.#language;
    this.#begins();
    if (language === undefined) return this.#refuse('unavailable');
    this.#music();
    try {
      const queues = this.#parts.queues();
      const closed = !queues.isOpen(this.#queue, language, Date.now());
      // Who came in time, or is in line already, is not sent away at closing time.
      const fresh = Object.keys(how).length === 0;
      if (closed && fresh && (await matcher.place(this.#callId)) === undefined) return this.#refuse('closed');
      const since = this.#given.callBacks.inheritedSince(this.#callId, this.#queue.name);
      const entered = await matcher.enter({
        id: this.#callId,
        queue: this.#queue.name,
        language,
        engine,
        sealedContext: sealContext(sealer, this.#context()),
        ...(since === undefined ? {} : { since }),
        ...how,
      });
      if (this.#state === 'over') return 'over';
      if (entered === 'waiting' || entered === 'already') {
        if (entered === 'already' && fresh) this.#news.resume(this.#queue.announceSeconds * 1000);
        // An offer may have come before this answer.
        if (this.#state === 'entering') this.#wait();
        return entered;
      }
      if (entered === 'nobody' && this.#toColleague) return entered;
      return this.#refuse(entered === 'unknown-queue' ? 'unavailable' : entered);
    } catch (error) {
      logger.warn({ reason: reasonOf(error) }, 'a caller could not enter the line');
      return this.#refuse('unavailable');
    }
  }

  #wait(): void {
    this.#state = 'waiting';
    this.#awaySince = undefined;
    clearInterval(this.#timer);
    this.#timer = setInterval(() => void this.#tick(), this.#parts.timings.tickMs);
  }

  async #tick(now = steadyNow()): Promise<void> {
    if (this.#state !== 'waiting' || now - this.#askedAt < Math.min(placeMs, this.#parts.timings.awayMs / 2))
      return;
    this.#askedAt = now;
    try {
      const place = await this.#parts.matcher.place(this.#callId);
      this.#awaySince = undefined;
      // TypeScript cannot know that the state changed meanwhile.
      if (place === undefined || !this.#isWaiting()) return;
      this.#waitedFor(place.waitedSeconds);
      if (place.staff === 0 && !this.#isOpen(Date.now())) return this.#leave('left', 'closed');
      this.#news.tell(place, this.#queue.announceSeconds * 1000, this.caller.quietMs(now), now);
    } catch {
      this.#awaySince ??= now;
      if (!this.#isWaiting() || now - this.#awaySince < this.#parts.timings.awayMs) return;
      // The truth at once; whoever comes back when Redis is there again has the old place.
      this.#over({ outcome: 'unavailable', value: null });
    }
  }

  #isWaiting(): boolean {
    return this.#state === 'waiting';
  }

  #isOver(): boolean {
    return this.#state === 'over';
  }

  #isOpen(at: number): boolean {
    const language = this.#language;
    return language !== undefined && this.#parts.queues().isOpen(this.#queue, language, at);
  }

  async #ring(offer: Offer): Promise<void> {
    const { network, matcher, logger } = this.#parts;
    const { offerId, ringSeconds } = offer;
    this.#state = 'ringing';
    const leg = Leg.ringOperator(network, offer, logger);
    const seconds = offer.kind === 'call-back' ? ringSeconds : undefined;
    void matcher.ringing(offerId, seconds).then(
      (word) => {
        if (word === 'gone' && this.#ringing?.leg === leg) this.#unring('withdrawn');
      },
      () => {},
    );
    await this.#await(offer, leg);
  }

  async #await(offer: Offer, leg: Leg): Promise<void> {
    const { counts } = this.#parts;
    this.#state = 'ringing';
    this.#ringing = { offer, leg };
    if (offer.kind === 'call') this.#arrivedAt = Date.now() - offer.waitedSeconds * 1000;
    this.#begins().offered();
    this.#waitedFor(offer.waitedSeconds);
    const answered = await leg.answered;
    if (this.#ringing?.leg !== leg) return leg.hangUp();
    this.#ringing = undefined;
    if (answered) return await this.#answered(offer, leg);
    const why = whyNot(await leg.over);
    counts.offers[why] += 1;
    // One for whom nobody else will do waits for everybody now, before the others.
    if (offer.kind === 'call-back' || this.#toColleague) return await this.#toEverybody(offer, why);
    this.#wait();
    this.#decline(offer, why);
  }

  async #answered(offer: Offer, leg: Leg): Promise<void> {
    const { matcher, counts, conversations, logger } = this.#parts;
    this.#state = 'talking';
    const word = await matcher.connected(offer.offerId).catch(() => 'yes' as const);
    if (word === 'gone') {
      counts.offers.withdrawn += 1;
      leg.hangUp();
      if (this.#isOver() || this.caller.gone) return;
      if (offer.kind === 'call-back') return await this.#standInLine(offer);
      // Mostly the place is kept; where it is gone, who waited long enough to be answered goes before the others.
      this.#state = 'entering';
      await this.#enterLine(this.#before());
      return;
    }
    if (this.#isOver() || this.caller.gone) {
      leg.hangUp();
      void matcher.over(offer.offerId).catch(() => undefined);
      return;
    }
    counts.offers.answered += 1;
    const stay = this.#begins();
    stay.answered(offer.offerId, offer.operator.id);
    this.#stay = undefined;
    const conversation = new Conversation(
      {
        id: offer.offerId,
        callId: this.#callId,
        operator: offer.operator.id,
        queue: this.#queue,
        language: offer.language,
        sealedContext: this.#contextOf(offer),
        leg,
        stay,
      },
      this.#parts,
      (one) => conversations.delete(one.given.id),
    );
    this.#conversation = conversation;
    conversations.set(offer.offerId, conversation);
    this.#stopWaiting();
    await conversation
      .begin(this, () => this.#whisper(offer, leg))
      .catch((error: unknown) => {
        logger.warn({ reason: reasonOf(error) }, 'operator and caller could not be brought together');
        return conversation.end({ how: 'dropped' });
      });
  }

  async #whisper(offer: Offer, leg: Leg): Promise<void> {
    const { announcements, timings } = this.#parts;
    const { language, waitedSeconds } = offer;
    const media = await announcements.whisper({ queue: this.#queue, language, waitedSeconds });
    await leg.play(`whisper-${offer.offerId}`, media, timings.whisperMs);
  }

  /** The phone that rings is not wanted any more. */
  #unring(why: 'withdrawn' | 'caller-gone'): void {
    const ringing = this.#ringing;
    if (ringing === undefined) return;
    this.#ringing = undefined;
    this.#parts.counts.offers[why] += 1;
    ringing.leg.hangUp();
    // Taken out of line is the call; the operator was reserved for the call-back.
    if (why === 'caller-gone' && ringing.offer.kind === 'call-back') this.#decline(ringing.offer, why);
    if (why !== 'withdrawn' || this.#state !== 'ringing') return;
    // Whoever is called back has stood in no line so far.
    if (ringing.offer.kind === 'call-back') void this.#standInLine(ringing.offer);
    else this.#wait();
  }

  async #toEverybody(offer: Offer, why: 'no-answer' | 'busy' | 'failed'): Promise<void> {
    this.#state = 'entering';
    this.#toColleague = false;
    // First of all, so that the same phone is not rung again.
    await this.#parts.matcher.declined(offer.offerId, why).catch(() => undefined);
    await this.#standInLine(offer);
  }

  /** For any operator, before everybody, in place of the one whom the offer was for. */
  async #standInLine({ callId }: Offer): Promise<void> {
    this.#state = 'entering';
    // A call-back that is gone calls nobody.
    await this.#parts.matcher.leave(callId, 'moved').catch(() => undefined);
    if (!this.#isOver()) await this.#enterLine({ atHead: true });
  }

  #decline(offer: Offer, why: 'no-answer' | 'busy' | 'failed' | 'caller-gone'): void {
    this.#parts.matcher.declined(offer.offerId, why).catch((error: unknown) => {
      this.#parts.logger.warn({ reason: reasonOf(error) }, 'an offer could not be given back; it lapses');
    });
  }

  /** Whoever asks to be called back waits on, and is let go when it is written. */
  async #callBack(): Promise<void> {
    if (this.#noting) return;
    this.#noting = true;
    const place = await this.#parts.matcher.place(this.#callId).catch(() => undefined);
    const waitedMs = (place?.waitedSeconds ?? 0) * 1000;
    const context = this.#context();
    for (let tries = callBackTries; ; tries -= 1) {
      const { outcome, value } = await this.#given.callBacks.note({
        queue: this.#queue,
        number: this.#given.handed.callBackTo,
        call: this.#given.handed.call,
        context,
        waitedMs,
      });
      if (outcome === 'accepted') return this.#leave('call-back', 'callback', value);
      if (outcome === 'no-number') return this.#leave('left', 'no-number');
      if (tries === 1) break;
      await delay(callBackPauseMs, undefined, { ref: false });
      if (this.#isOver() || this.#state === 'talking') break;
    }
    this.#noting = false;
    // Nobody must hang up in the belief that they will be called.
    if (!this.#isOver() && this.#state !== 'talking')
      this.#given.handed.news({ connected: false, value: { richiamata: 'impossibile' } });
  }

  #leave(why: LeaveReason, outcome: string, value: Answer['value'] = null): void {
    if (this.#state === 'over' || this.#state === 'talking') return;
    this.#unring('caller-gone');
    if (why === 'left') this.#given.callBacks.left(this.#callId, this.#queue.name, this.#news.waitedMs());
    this.#parts.matcher.leave(this.#callId, why).catch((error: unknown) => {
      this.#parts.logger.warn({ reason: reasonOf(error) }, 'a caller could not be taken out of line');
      this.#parts.stale.add(this.#callId);
    });
    this.#over({ outcome, value });
  }

  /** Nobody waits for the answer any more: the caller hung up, or the engine lets go of the call. */
  #aborted(): void {
    if (this.#state === 'over') return;
    if (!this.caller.gone) {
      this.abandon();
      return;
    }
    this.#conversation?.callerGone();
    if (this.#state === 'talking') this.#over({ outcome: 'answered', value: null });
    else this.#leave('hung-up', 'hung-up');
  }

  #refuse(outcome: 'closed' | 'full' | 'nobody' | 'unavailable'): 'over' {
    this.#over({ outcome, value: null });
    return 'over';
  }

  #over(answer: Answer): void {
    if (this.#state === 'over') return;
    this.#parts.counts.waitEnded(answer.outcome);
    this.#stay?.end(stayOutcome(answer.outcome));
    this.#end();
    this.#settle(answer);
  }

  #end(): void {
    this.#state = 'over';
    this.#notice.drop();
    this.#stopWaiting();
    if (!this.caller.gone) void this.caller.channel.stopMusic().catch(() => undefined);
  }

  #stopWaiting(): void {
    clearInterval(this.#timer);
    if (this.#parts.guests.get(this.#callId) === this) this.#parts.guests.delete(this.#callId);
  }

  /** The stay in the queue of now. @param since epoch ms, where it began before now */
  #begins(since?: number): Stay {
    if (this.#stay === undefined) this.#stays += 1;
    this.#stay ??= new Stay(
      this.#parts.reporter,
      {
        id: `${this.#given.handed.id}.${this.#stays}`,
        queue: this.#queue,
        language: this.#given.handed.call.language,
        level: this.level,
        callBack: callBackOf(this.#callId) !== undefined,
        transfers: this.#transfers,
      },
      since,
    );
    return this.#stay;
  }

  /** How long the caller has waited, as Redis knows it. */
  #waitedFor(seconds: number): void {
    if (this.#tookUp) this.#stay?.cameAt(steadyNow() - seconds * 1000);
  }

  #music(): void {
    this.caller.channel.startMusic().catch((error: unknown) => {
      this.#parts.logger.warn({ reason: reasonOf(error) }, 'there is no music for a caller who waits');
    });
  }

  /** What is known of the caller. Of a call-back it was sealed in another call: a colleague who is asked talks in this one. */
  #contextOf({ kind, sealedContext }: Offer): string {
    if (kind !== 'call-back') return sealedContext;
    const { sealer, logger } = this.#parts;
    try {
      return sealContext(sealer, { ...openContext(sealer, sealedContext), callId: this.#callId });
    } catch (error) {
      logger.warn(
        { reason: reasonOf(error) },
        'what was known when a call-back was asked for cannot be read',
      );
      return sealedContext;
    }
  }

  #context() {
    const { handed, values } = this.#given;
    const { id, line, language, caller } = handed.call;
    const { level, steps } = handed.known;
    return {
      callId: id,
      line,
      language,
      caller,
      queue: this.#queue.name,
      level,
      steps: [...steps],
      values,
      at: Date.now(),
    };
  }

  get #language(): Language | undefined {
    return languages.find((one) => one === this.#given.handed.call.language);
  }
}

function whyNot({ end }: LegOver): 'no-answer' | 'busy' | 'failed' {
  if (end === 'no-answer' || end === 'cancelled') return 'no-answer';
  return end === 'busy' || end === 'refused' ? 'busy' : 'failed';
}

function stayOutcome(outcome: string): Exclude<StayOutcome, 'answered'> {
  switch (outcome) {
    case 'hung-up':
      return 'abandoned';
    case 'callback':
      return 'call-back';
    case 'timeout':
    case 'full':
    case 'closed':
    case 'nobody':
      return outcome;
    case 'left':
    case 'no-number':
      return 'left';
    default:
      return 'failed';
  }
}
