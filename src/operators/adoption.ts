import { setTimeout as delay } from 'node:timers/promises';
import { reasonOf } from '../call/failure.ts';
import { steadyNow } from '../clock.ts';
import type { Conversation as ConversationRecord, Offer } from '../matching/events.ts';
import type { FoundLeg } from '../telephony/leg-port.ts';
import { callBackOf } from './call-backs.ts';
import { openContext } from './call-context.ts';
import type { Callers } from './callers.ts';
import { Conversation } from './conversation.ts';
import { Leg } from './leg.ts';
import { Outside } from './outside.ts';
import type { OperatorParts } from './parts.ts';
import { keepLeftOver } from './recorder.ts';
import { Stay } from './stay.ts';

/** How long a flow waits to know whether its call has a conversation, in ms. */
const loadMs = 5_000;
/** How long is waited until channels that are taken over are here, in ms. */
const movedMs = 3_000;

/** How long it may take until a phone that nobody needs is on the hook, in ms. */
const dropMs = 1_000;

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
  /** What is being read: flows wait for all of it. */
  readonly #loading = new Set<Promise<void>>();
  /** Of these, what Redis is being asked for. */
  readonly #reading = new Set<Promise<void>>();
  readonly #first: Promise<void>;
  #firstRead: () => void = () => {};
  /** Resolves when no phone rings, or is held, for anything that is over: then others may ring there. */
  readonly cleared: Promise<void>;
  #firstCleared: () => void = () => {};
  #since = steadyNow();

  constructor(parts: OperatorParts, callers: Callers) {
    this.#parts = parts;
    this.#callers = callers;
    this.#first = new Promise((resolve) => {
      this.#firstRead = resolve;
    });
    this.#loading.add(this.#first);
    this.cleared = new Promise((resolve) => {
      this.#firstCleared = resolve;
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
    await this.#read(this.#parts.engine, undefined);
    this.#firstRead();
    this.#loading.delete(this.#first);
    await this.#clear();
    this.#firstCleared();
  }

  /** The same for calls that another engine had, once their channels are `moved` here. Never rejects. */
  async takeUp(engine: string, calls: ReadonlySet<string>, moved: Promise<unknown>): Promise<void> {
    const reading = Promise.race([moved, delay(movedMs, undefined, { ref: false })]).then(() =>
      this.#read(engine, calls),
    );
    this.#loading.add(reading);
    await reading;
    this.#loading.delete(reading);
    await this.#clear();
  }

  /** Which calls legs of an engine belong to, as far as that is known. Never rejects. */
  async callsOfLegs(engine: string, legs: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const { matcher, logger } = this.#parts;
    const found = await matcher.found(engine).catch((error: unknown) => {
      logger.warn({ reason: reasonOf(error) }, 'whose legs these are could not be read');
      return { conversations: [] };
    });
    const calls = new Map<string, string>();
    for (const id of legs) {
      const record = found.conversations.find((one) => id.endsWith(`.${one.id}`));
      const call = Outside.callOf(id) ?? (record && this.#callOf(record, found.conversations, legs));
      if (call !== undefined) calls.set(id, call);
    }
    return calls;
  }

  /**
   * Resolves when it is known whether this call has a conversation from before. Bounded where Redis does not answer; once it
   * does, who comes too early would get a second operator.
   */
  async done(callId: string): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const bound = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, loadMs);
    });
    await Promise.race([Promise.all(this.#loading), bound]);
    clearTimeout(timer);
    // Redis answers, and a call that comes too early would get a second operator.
    await Promise.all(this.#reading);
    this.#waiting.delete(callId);
  }

  /** Whether the flow of this caller may still come back and wait. */
  expects(callId: string): boolean {
    if (this.#loading.size > 0) return true;
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

  async #read(engine: string, calls: ReadonlySet<string> | undefined): Promise<void> {
    const reading = this.#load(engine, calls).catch((error: unknown) =>
      this.#parts.logger.warn({ reason: reasonOf(error) }, 'the conversations of before could not be read'),
    );
    this.#reading.add(reading);
    await reading;
    this.#reading.delete(reading);
    this.#since = steadyNow();
  }

  async #clear(): Promise<void> {
    await this.#sweep().catch((error: unknown) =>
      this.#parts.logger.warn(
        { reason: reasonOf(error) },
        'what an engine of before left is not cleared away',
      ),
    );
  }

  /** @param calls those that this is about; undefined: all */
  async #load(engine: string, calls: ReadonlySet<string> | undefined): Promise<void> {
    const { matcher } = this.#parts;
    const { waiting, conversations } = await matcher.found(engine);
    const isOurs = (callId: string | undefined) =>
      calls === undefined || (callId !== undefined && calls.has(callId));
    for (const callId of waiting) if (isOurs(callId)) this.#waiting.add(callId);
    const asked = (one: ConversationRecord) => askedBy(one, conversations) !== undefined;
    const ours = conversations.filter((one) => isOurs(this.#callOf(one, conversations, [...(calls ?? [])])));
    await Promise.all(
      ours.map((one) =>
        one.state === 'ringing' ? this.#rings(one, asked(one)) : this.#take(one, one.state, asked(one)),
      ),
    );
    await this.#takeUpRecordings(engine, calls === undefined);
  }

  /** What an engine recorded, and the records do not have. @param all also of conversations that are over */
  async #takeUpRecordings(engine: string, all: boolean): Promise<void> {
    const { recordingNotes, conversations, logger } = this.#parts;
    for (const note of await recordingNotes.all(engine)) {
      const conversation = conversations.get(note.conversation);
      if (conversation === undefined && !all) continue;
      await recordingNotes.takeOver(note, engine);
      try {
        if (conversation === undefined) await keepLeftOver(this.#parts, note);
        else await conversation.takeUpRecording(note);
      } catch (error) {
        logger.warn({ reason: reasonOf(error) }, 'a recording of before is not taken up');
      }
    }
  }

  /** The call of a conversation. @param calls ids that it may be: a call-back is called under an id of its own each time */
  #callOf(
    record: ConversationRecord,
    all: readonly ConversationRecord[],
    calls: readonly string[],
  ): string | undefined {
    const by = askedBy(record, all) ?? record;
    if (by.kind === 'call-back') return calls.find((id) => callBackOf(id) === by.callId);
    return by.callId;
  }

  async #take(
    record: ConversationRecord,
    state: Exclude<ConversationRecord['state'], 'ringing'>,
    asked: boolean,
  ): Promise<void> {
    const { matcher, engine, sealer, queues, conversations, counts, logger } = this.#parts;
    const leg = this.#legs.get(legOf(record));
    try {
      const { callId: known, level } = openContext(sealer, record.sealedContext);
      const isCallBack = record.kind === 'call-back';
      // What is known of a call-back was sealed in the call in which it was asked for.
      const live = isCallBack ? this.#callOf(record, [], this.#callers.ids) : known;
      const caller = live === undefined ? undefined : this.#callers.find(live);
      const queue = queues().find(record.queue);
      if (leg?.state !== 'up' || caller === undefined || queue === undefined || asked) {
        leg?.hangUp();
        void this.#destroy(bridgeOf(record));
        if (caller === undefined || asked) return await matcher.over(record.id);
        this.#heads.add(caller.channel.id);
        return await matcher.lost(record.id);
      }
      const adopted = await matcher.adopt(record.id, engine).catch((error: unknown) => {
        // The two talk, and go on talking, whatever Redis knows of it.
        logger.warn(
          { reason: reasonOf(error) },
          'the queues were not told of a conversation that goes on here',
        );
        return 'yes' as const;
      });
      if (adopted === 'gone') return leg.hangUp();
      const { id, operator, language, sealedContext, since, waitedSeconds } = record;
      const stay = new Stay(
        this.#parts.reporter,
        { id, queue, language, level, callBack: isCallBack, transfers: 0 },
        // Since when it is as it is: for how long they have talked is not known better. Who is called back waits from the key on.
        isCallBack ? since : since - waitedSeconds * 1000,
      );
      stay.answered(id, operator, since);
      const conversation = new Conversation(
        { id, callId: caller.channel.id, operator, queue, language, sealedContext, leg, stay },
        this.#parts,
        (one) => conversations.delete(one.given.id),
      );
      conversations.set(id, conversation);
      this.#legs.delete(leg.id);
      await conversation.adopt(caller, state);
      counts.adopted += 1;
    } catch (error) {
      logger.warn({ conversation: record.id, reason: reasonOf(error) }, 'a conversation is not taken up');
      leg?.hangUp();
    }
  }

  /** Notes for whom a phone rings, or was picked up while nobody heard of it. */
  async #rings(record: ConversationRecord, asked: boolean): Promise<void> {
    // The citizen of a call-back is rung first: that is not a matter of this room's legs.
    if (record.kind !== 'call') return;
    const leg = this.#legs.get(legOf(record));
    if (leg === undefined) {
      // Picked up while no engine was there, or never rung: nobody waits for an answer that cannot come.
      const why = asked ? 'caller-gone' : 'engine-gone';
      await this.#parts.matcher.declined(record.id, why).catch(() => undefined);
      return;
    }
    const { id: offerId, operator, state: _, since: __, engine: ___, ...offer } = record;
    // What concerns only an offer that begins is not looked at any more.
    const begun = { attempts: 0, ringSeconds: 0, confirmBy: 0, deadline: 0 };
    this.#ringing.set(record.callId, {
      leg,
      offer: { type: 'offer', offerId, operator: { id: operator, ring: '' }, ...begun, ...offer },
    });
  }

  /**
   * Phones that ring, or were picked up, for an offer which holds no more, and bridges whose conversation is over: what came
   * to its end while no engine was there.
   */
  async #sweep(): Promise<void> {
    const { matcher, network } = this.#parts;
    const known = async (id: string) => (await matcher.conversation(id)) !== undefined;
    const dropped = [...this.#legs.values()].map(async (leg) => {
      const offer = /^op\.(.+)$/.exec(leg.id)?.[1];
      if (offer === undefined || (await known(offer))) return;
      this.#drop(leg.id);
      await Promise.race([leg.over, delay(dropMs, undefined, { ref: false })]);
    });
    await Promise.all(dropped);
    for (const { id, channels } of await network.bridges()) {
      const conversation = /^talk\.(.+)$/.exec(id)?.[1];
      if (conversation !== undefined && channels.length === 0 && !(await known(conversation)))
        await this.#destroy(id);
    }
  }

  async #destroy(bridgeId: string): Promise<void> {
    try {
      await (await this.#parts.network.bridge(bridgeId, () => {})).destroy();
    } catch (error) {
      this.#parts.logger.warn({ reason: reasonOf(error) }, 'a bridge of before could not be taken down');
    }
  }

  #drop(legId: string): void {
    const leg = this.#legs.get(legId);
    this.#legs.delete(legId);
    leg?.hangUp();
  }
}

/** The conversation whose operator asked this colleague, who stands in line under an id that begins with its id. */
function askedBy(
  record: ConversationRecord,
  all: readonly ConversationRecord[],
): ConversationRecord | undefined {
  return all.find((other) => record.callId.startsWith(`${other.id}-c`));
}

function legOf({ id }: ConversationRecord): string {
  return `op.${id}`;
}

function bridgeOf({ id }: ConversationRecord): string {
  return `talk.${id}`;
}
