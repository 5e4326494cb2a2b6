import { reasonOf } from '../call/failure.ts';
import type { Answer, Asking, CallBackTo, HandedOver, Onward, OperatorQueues } from '../call/ports.ts';
import { steadyNow } from '../clock.ts';
import type { QueueWord } from '../flow/actions.ts';
import type { Variables } from '../flow/values.ts';
import type { CommandAnswer, Offer, Order } from '../matching/events.ts';
import type { Closeable } from '../matching/matcher.ts';
import type { FoundLeg, LegListener } from '../telephony/leg-port.ts';
import type { Channel, ChannelListener } from '../telephony/port.ts';
import { Adoption } from './adoption.ts';
import { type CallBackParts, CallBacks, callBackOf } from './call-backs.ts';
import { Callers } from './callers.ts';
import type { Conversation } from './conversation.ts';
import { Leg } from './leg.ts';
import { Outside, type OutsideParts } from './outside.ts';
import { Counts, type OperatorParts, type Timings, usualTimings } from './parts.ts';
import { RecordingNotes } from './recording-notes.ts';
import { Visit } from './visit.ts';

const unavailable: Answer = { outcome: 'unavailable', value: null };
/** An operator who hung up while the caller was aside: the caller goes before the others for so long. */
const owedMs = 10 * 60_000;

export type OperatorsGiven = Pick<
  OperatorParts,
  'engine' | 'matcher' | 'network' | 'queues' | 'announcements' | 'sealer' | 'logger'
> &
  Partial<Pick<OperatorParts, 'reporter' | 'recordings'>> & {
    readonly callBacks: CallBackParts;
    readonly outside: OutsideParts;
    readonly timings?: Partial<Timings>;
  };

/** The operators' side of one engine: everybody of its calls who waits, talks, is called back or connected outside. */
export class Operators implements OperatorQueues {
  readonly counts = new Counts();
  readonly #parts: OperatorParts;
  readonly #callers = new Callers();
  readonly #callBacks: CallBacks;
  readonly #outside: Outside;
  readonly #adoption: Adoption;
  /** By the id of the flow's request. */
  readonly #visits = new Map<string, Visit>();
  /** Offers for callers whose flow has not come back yet after a restart. */
  readonly #early = new Map<string, Offer>();
  /** Calls whose operator went while they were aside, until when. */
  readonly #owed = new Map<string, number>();
  #served: Closeable | undefined;
  #closed = false;

  constructor({ callBacks, outside, timings, ...given }: OperatorsGiven) {
    this.#parts = {
      ...given,
      timings: { ...usualTimings, ...timings },
      counts: this.counts,
      guests: new Map(),
      conversations: new Map(),
      stale: new Set(),
      recordingNotes: new RecordingNotes(callBacks.redis, given.engine),
    };
    this.#callBacks = new CallBacks(this.#parts, callBacks);
    this.#outside = new Outside(this.#parts, outside);
    this.#adoption = new Adoption(this.#parts, this.#callers);
  }

  /** Callers who wait for an operator now, and those who talk with one, on this engine. */
  get sizes(): { readonly waiting: number; readonly talking: number } {
    return { waiting: this.#parts.guests.size, talking: this.#parts.conversations.size };
  }

  /**
   * Begins to serve: offers come from now on, and what an engine of this name left is taken up. With Redis away it
   * resolves all the same, and goes on trying.
   */
  async start(): Promise<void> {
    this.#served = await this.#serve();
    if (this.#served === undefined) this.#serveLater();
    else await this.#adoption.load();
    this.#callBacks.start();
  }

  /** Which calls legs of an engine belong to; those that are not told are calls of their own. Never rejects. */
  async callsOfLegs(engine: string, legs: readonly string[]): Promise<ReadonlyMap<string, string>> {
    return await this.#adoption.callsOfLegs(engine, legs);
  }

  /**
   * Takes up who waits and who talks in calls that another engine had. Never rejects.
   * @param moved resolves when their channels are ours; flows that come back meanwhile wait for the end of all this
   */
  async takeUp(engine: string, calls: ReadonlySet<string>, moved: Promise<unknown>): Promise<void> {
    await this.#adoption.takeUp(engine, calls, moved);
  }

  /** The engine is to stop: nobody is called any more. */
  callNobody(): void {
    this.#callBacks.stop();
  }

  /** Other engines have our calls: nobody is moved, nothing ends, no place is lost. */
  letGo(): void {
    for (const conversation of [...this.#parts.conversations.values()]) conversation.letGo();
    for (const visit of this.#visits.values()) visit.abandon();
    this.#callers.letGo();
  }

  /** Offers come no more; everybody stays where they are, for the engine that takes the calls up. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#callBacks.close();
    for (const visit of this.#visits.values()) visit.abandon();
    await this.#served?.close().catch(() => undefined);
  }

  /** Notes a call that this engine has, then lets it begin; what is returned takes its events. */
  watch(channel: Channel, begin: () => ChannelListener): ChannelListener {
    let listener: ChannelListener = () => {};
    const watched = this.#callers.watch(channel, (event) => listener(event));
    listener = begin();
    return watched;
  }

  /**
   * A leg of ours from before a restart. @param resume has the flow of a call that we had placed go on
   * @returns undefined for one that nobody needs
   */
  found(found: FoundLeg, resume: (channel: Channel) => ChannelListener): LegListener | undefined {
    if (callBackOf(found.leg.id) !== undefined) {
      if (!found.answered) return undefined;
      const leg = Leg.found(found.leg, true, this.#parts.logger);
      leg.handTo(this.watch(found.leg, () => resume(found.leg)));
      return leg.listener;
    }
    if (Outside.owns(found.leg.id)) return this.#outside.found(found);
    return this.#adoption.found(found).listener;
  }

  async enter(
    queueName: string,
    values: Variables,
    handed: HandedOver & CallBackTo & Onward,
  ): Promise<Answer> {
    const callId = handed.call.id;
    const caller = this.#callers.find(callId);
    if (caller === undefined || this.#closed) return unavailable;
    await this.#adoption.done(callId);
    const reserved = this.#callBacks.reached(callId);
    const conversation = this.#conversationOf(callId);
    const queue = this.#parts.queues().find(reserved?.queue ?? queueName) ?? conversation?.given.queue;
    if (queue === undefined) return unavailable;
    const visit = new Visit(
      {
        caller,
        queue,
        values,
        handed,
        callBacks: this.#callBacks,
        conversation,
        reserved,
        ringing: this.#adoption.takeRinging(callId),
        atHead: this.#isOwed(callId) || this.#adoption.takeHead(callId) || callBackOf(callId) !== undefined,
      },
      this.#parts,
    );
    this.#visits.set(handed.id, visit);
    this.#parts.stale.delete(callId);
    try {
      await visit.begin();
      const early = this.#early.get(callId);
      this.#early.delete(callId);
      if (early !== undefined) visit.offer(early);
      return await visit.answer;
    } finally {
      this.#visits.delete(handed.id);
      if (this.#conversationOf(callId) !== undefined) this.#owe(callId);
    }
  }

  async callBack(queueName: string, values: Variables, handed: HandedOver & CallBackTo): Promise<Answer> {
    const queue = this.#parts.queues().find(queueName);
    if (queue === undefined) return unavailable;
    const { call, known } = handed;
    return await this.#callBacks.note({
      queue,
      number: handed.callBackTo,
      call,
      context: {
        callId: call.id,
        line: call.line,
        language: call.language,
        caller: call.caller,
        queue: queue.name,
        level: known.level,
        steps: [...known.steps],
        values,
        at: Date.now(),
      },
      waitedMs: this.#callBacks.waitedMs(call.id, queue.name),
    });
  }

  async pendingCallBack(word: 'find' | 'cancel', { call }: Asking): Promise<Answer> {
    return await this.#callBacks.pending(word, call);
  }

  async transfer(
    destination: string,
    _context: Variables,
    handed: HandedOver & { readonly ringSeconds: number },
  ): Promise<Answer> {
    const caller = this.#callers.find(handed.call.id);
    if (caller === undefined || this.#closed) return unavailable;
    return await this.#outside.connect(destination, caller, handed);
  }

  tell(id: string, word: QueueWord): void {
    this.#visits.get(id)?.tell(word);
  }

  /** Redis is there again: those who left meanwhile are taken out of line. */
  redisIsBack(): void {
    this.#callBacks.redisIsBack();
    for (const callId of this.#parts.stale) {
      this.#parts.stale.delete(callId);
      this.#parts.matcher.leave(callId, 'left').catch(() => this.#parts.stale.add(callId));
    }
  }

  #serveLater(): void {
    const timer = setTimeout(
      async () => {
        if (this.#closed) return;
        this.#served = await this.#serve();
        if (this.#served === undefined) this.#serveLater();
        else await this.#adoption.load();
      },
      1_000 + Math.random() * 1_000,
    );
    timer.unref();
  }

  async #serve(): Promise<Closeable | undefined> {
    const { matcher, engine, guests, logger } = this.#parts;
    const guest = (callId: string) => guests.get(callId);
    try {
      return await matcher.serve(engine, {
        offer: (offer) => void this.#adoption.cleared.then(() => this.#offer(offer)),
        withdrawn: (withdrawn) => {
          // A citizen who is called back waits under the id of the call that we placed.
          const placed = this.#callBacks.withdrawn(withdrawn);
          guest(placed ?? withdrawn.callId)?.withdrawn(withdrawn);
        },
        ended: (ended) => {
          if (ended.kind === 'call-back') this.#callBacks.expired(ended.callId);
          guest(ended.callId)?.ended(ended);
        },
        moved: (moved) => guest(moved.callId)?.moved(moved),
        command: (order) => this.#command(order),
      });
    } catch (error) {
      logger.warn({ reason: reasonOf(error) }, 'the queues do not answer; again soon');
      return undefined;
    }
  }

  #offer(offer: Offer): void {
    const guest = this.#parts.guests.get(offer.callId);
    if (offer.kind === 'call-back') this.#callBacks.offer(offer);
    else if (guest !== undefined) guest.offer(offer);
    else if (this.#adoption.expects(offer.callId)) this.#early.set(offer.callId, offer);
    else this.#parts.matcher.declined(offer.offerId, 'caller-gone').catch(() => undefined);
  }

  async #command(order: Order): Promise<CommandAnswer> {
    const conversation = this.#parts.conversations.get(order.conversation);
    return (await conversation?.command(order)) ?? { outcome: 'unknown' };
  }

  #conversationOf(callId: string): Conversation | undefined {
    return [...this.#parts.conversations.values()].find(
      (one) => one.given.callId === callId && !one.isOver && !one.isAsked,
    );
  }

  #isOwed(callId: string): boolean {
    const until = this.#owed.get(callId);
    this.#owed.delete(callId);
    return until !== undefined && until > steadyNow();
  }

  #owe(callId: string): void {
    const now = steadyNow();
    for (const [id, until] of this.#owed) if (until < now) this.#owed.delete(id);
    this.#owed.set(callId, now + owedMs);
  }
}
