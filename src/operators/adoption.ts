import { reasonOf } from '../call/failure.ts';
import { steadyNow } from '../clock.ts';
import type { Conversation as ConversationRecord, Offer } from '../matching/events.ts';
import type { FoundLeg } from '../telephony/leg-port.ts';
import { openContext } from './call-context.ts';
import type { Callers } from './callers.ts';
import { Conversation } from './conversation.ts';
import { Leg } from './leg.ts';
import type { OperatorParts } from './parts.ts';
import { Stay } from './stay.ts';

/** How long a flow waits to know whether its call has a conversation, in ms. */
const loadMs = 5_000;

interface Ringing {
  readonly offer: Offer;
  readonly leg: Leg;
}

/**
 * What an engine of our name left when it died: legs that the network finds, conversations and places that Redis has.
 * Where all of a conversation is there it goes on, and neither of the two hears anything of it.
 */
export class Adoption {
  readonly #parts: OperatorParts;
  readonly #callers: Callers;
  readonly #legs = new Map<string, Leg>();
  /** Phones that ring, by the call they ring for. */
  readonly #ringing = new Map<string, Ringing>();
  /** Callers who wait and whose flow has not come back so far. */
  readonly #waiting = new Set<string>();
  /** Callers whose operator is gone: nobody goes before them. */
  readonly #heads = new Set<string>();
  readonly #loaded: Promise<void>;
  #setLoaded: () => void = () => {};
  #since = steadyNow();
  #isLoaded = false;

  constructor(parts: OperatorParts, callers: Callers) {
    this.#parts = parts;
    this.#callers = callers;
    this.#loaded = new Promise((resolve) => {
      this.#setLoaded = resolve;
    });
  }

  /** A leg of ours; one that nobody comes for is hung up. */
  found({ leg: channel, answered }: FoundLeg): Leg {
    const leg = Leg.found(channel, answered, this.#parts.logger);
    this.#legs.set(leg.id, leg);
    const timer = setTimeout(() => this.#drop(leg.id), this.#parts.timings.adoptMs);
    void leg.over.then(() => {
      clearTimeout(timer);
      this.#legs.delete(leg.id);
    });
    return leg;
  }

  /** Reads what Redis has of us and brings the two together. Never rejects. */
  async load(): Promise<void> {
    try {
      await this.#load();
    } catch (error) {
      this.#parts.logger.warn({ reason: reasonOf(error) }, 'the conversations of before could not be read');
    }
    this.#since = steadyNow();
    this.#isLoaded = true;
    this.#setLoaded();
  }

  /** Resolves when it is known whether this call has a conversation from before; bounded. */
  async done(callId: string): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const bound = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, loadMs);
    });
    await Promise.race([this.#loaded, bound]);
    clearTimeout(timer);
    this.#waiting.delete(callId);
  }

  /** Whether the flow of this caller may still come back and wait. */
  expects(callId: string): boolean {
    if (!this.#isLoaded) return true;
    return this.#waiting.has(callId) && steadyNow() - this.#since < this.#parts.timings.adoptMs;
  }

  /** The phone that has been ringing for this caller since before the restart. Said once. */
  takeRinging(callId: string): Ringing | undefined {
    const ringing = this.#ringing.get(callId);
    this.#ringing.delete(callId);
    if (ringing !== undefined) this.#legs.delete(ringing.leg.id);
    return ringing;
  }

  /** Whether this caller talked with an operator who was lost with the engine; said once. */
  takeHead(callId: string): boolean {
    return this.#heads.delete(callId);
  }

  async #load(): Promise<void> {
    const { matcher, engine } = this.#parts;
    const { waiting, conversations } = await matcher.found(engine);
    for (const callId of waiting) this.#waiting.add(callId);
    // A colleague who was only asked stands in line under an id that begins with the conversation's.
    const asked = (one: ConversationRecord) =>
      conversations.some((other) => one.callId.startsWith(`${other.id}-c`));
    await Promise.all([
      ...conversations.map((one) => this.#take(one, asked(one))),
      ...[...this.#legs.values()].map((leg) => this.#rings(leg)),
    ]);
  }

  async #take(record: ConversationRecord, asked: boolean): Promise<void> {
    const { matcher, engine, sealer, queues, conversations, counts, logger } = this.#parts;
    const leg = this.#legs.get(`op.${record.id}`);
    if (record.state === 'ringing') return;
    try {
      const { callId, level } = openContext(sealer, record.sealedContext);
      const caller = this.#callers.find(callId);
      const queue = queues().find(record.queue);
      if (leg?.state !== 'up' || caller === undefined || queue === undefined || asked) {
        leg?.hangUp();
        if (caller === undefined || asked) return await matcher.over(record.id);
        this.#heads.add(callId);
        return await matcher.lost(record.id);
      }
      if ((await matcher.adopt(record.id, engine)) === 'gone') return leg.hangUp();
      const { id, operator, language, sealedContext, kind, since, waitedSeconds } = record;
      const stay = new Stay(
        this.#parts.reporter,
        { id, queue, language, level, callBack: kind === 'call-back', transfers: 0 },
        // Since when it is as it is: for how long they have talked is not known better.
        since - waitedSeconds * 1000,
      );
      stay.answered(id, operator, since);
      const conversation = new Conversation(
        { id, callId, operator, queue, language, sealedContext, leg, stay },
        this.#parts,
        (one) => conversations.delete(one.given.id),
      );
      conversations.set(id, conversation);
      this.#legs.delete(leg.id);
      await conversation.adopt(caller, record.state);
      counts.adopted += 1;
    } catch (error) {
      logger.warn({ conversation: record.id, reason: reasonOf(error) }, 'a conversation is not taken up');
      leg?.hangUp();
    }
  }

  /** Notes for whom a phone rings, or was picked up while nobody heard of it. */
  async #rings(leg: Leg): Promise<void> {
    const record = await this.#parts.matcher.conversation(leg.id.replace(/^op\./, ''));
    if (record === undefined || record.kind !== 'call' || record.state !== 'ringing') return;
    const { id: offerId, operator, state: _, since: __, engine: ___, ...offer } = record;
    // What concerns only an offer that begins is not looked at any more.
    const begun = { attempts: 0, ringSeconds: 0, confirmBy: 0, deadline: 0 };
    this.#ringing.set(record.callId, {
      leg,
      offer: { type: 'offer', offerId, operator: { id: operator, ring: '' }, ...begun, ...offer },
    });
  }

  #drop(legId: string): void {
    const leg = this.#legs.get(legId);
    this.#legs.delete(legId);
    leg?.hangUp();
  }
}
