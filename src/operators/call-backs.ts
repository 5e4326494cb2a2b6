import type { Redis } from 'ioredis';
import { z } from 'zod';
import { reasonOf } from '../call/failure.ts';
import type { Answer } from '../call/ports.ts';
import { steadyNow } from '../clock.ts';
import type { Offer, Withdrawn } from '../matching/events.ts';
import { Sensitive } from '../privacy/sensitive.ts';
import type { Queue } from '../queues/queue.ts';
import { type Language, languages } from '../speech/language.ts';
import type { Channel, ChannelListener } from '../telephony/port.ts';
import { type CallContext, sealContext } from './call-context.ts';
import { dialable } from './dialable.ts';
import { Leg } from './leg.ts';
import type { OperatorParts } from './parts.ts';

/** A call-back that is not made by then is forgotten, in seconds: after the matching has given it up. */
const lifeSeconds = 4 * 24 * 60 * 60;
/** Who leaves a queue and asks to be called back within this keeps the time of arrival. */
const keepsPlaceMs = 120_000;
/** Where nobody is logged in now, it is looked again after this. */
const laterMs = 15 * 60_000;
/** From the citizen's answer to the key that says that it is a person. */
const flowMs = 90_000;
const unavailable: Answer = { outcome: 'unavailable', value: null };

const recordSchema = z.object({
  number: z.instanceof(Sensitive).transform((value) => new Sensitive('telefono', String(value.reveal()))),
  language: z.enum(languages),
  queue: z.string(),
  topic: z.string(),
  /** Calls placed so far, and when the last one was, epoch ms. */
  calls: z.int(),
  calledAt: z.number(),
});
type Record = z.output<typeof recordSchema>;

/** A call that we place, and the flow that speaks first in it. */
export interface PlacedCall {
  readonly language: string;
  readonly topic: string;
  readonly caller: Sensitive;
}

export interface CallBackParts {
  readonly redis: Redis;
  /** Countries whose numbers may be called. */
  readonly countries: readonly string[];
  /** What is shown to whoever is called; it must be a number that the carrier lets us show. */
  readonly showing: Sensitive | undefined;
  /** Begins the flow that says who is calling; undefined while there is no such flow. */
  readonly begin: (channel: Channel, call: PlacedCall) => ChannelListener | undefined;
}

/** A citizen who was called and is in the flow now, with the operator who is reserved for them. */
/** An engine that stops leaves turns to others, or to itself after its restart. */
const putOffMs = 15_000;

interface Reserved {
  readonly offer: Offer;
  /** The flow has come to the queue: the operator may be rung. */
  taken: boolean;
}

/**
 * Citizens who are called back: their place is kept in the matching, the number here, sealed. When the turn comes the
 * operator is reserved and the citizen is called, once: a claim in Redis for each call makes sure of it, whichever engine
 * dies when.
 */
export class CallBacks {
  readonly #parts: OperatorParts;
  readonly #own: CallBackParts;
  /** By call: the queue that was left, and how long was waited there. */
  readonly #left = new Map<
    string,
    { readonly queue: string; readonly waitedMs: number; readonly at: number }
  >();
  /** By the id of the call that we placed. */
  readonly #reserved = new Map<string, Reserved>();
  #stopped = false;
  /** By offer: calls that are being placed. */
  readonly #placing = new Map<string, Leg>();

  constructor(parts: OperatorParts, own: CallBackParts) {
    this.#parts = parts;
    this.#own = own;
  }

  /** Somebody left a queue without having spoken. */
  left(callId: string, queue: string, waitedMs: number, now = steadyNow()): void {
    for (const [id, { at }] of this.#left) if (now - at > keepsPlaceMs) this.#left.delete(id);
    this.#left.set(callId, { queue, waitedMs, at: now });
  }

  /** How long this call waited in this queue before it left it a moment ago, in ms. */
  waitedMs(callId: string, queue: string, now = steadyNow()): number {
    const left = this.#left.get(callId);
    return left !== undefined && left.queue === queue && now - left.at <= keepsPlaceMs ? left.waitedMs : 0;
  }

  /** Notes a call-back. @returns `accepted` with the last digits of the number, `no-number`, or `unavailable`. Never rejects */
  async note(given: {
    queue: Queue;
    number: Sensitive | null;
    call: { readonly id: string; readonly language: string };
    context: CallContext;
    waitedMs: number;
  }): Promise<Answer> {
    const { queue, call, context, waitedMs } = given;
    const language = languages.find((one) => one === call.language);
    if (!queue.callBack || language === undefined) return unavailable;
    const number = given.number && dialable(String(given.number.reveal()), this.#own.countries);
    if (!number) return { outcome: 'no-number', value: null };
    const id = `cb-${call.id}`;
    const record: Record = {
      number: new Sensitive('telefono', number),
      language,
      queue: queue.name,
      topic: queue.topic,
      calls: 0,
      calledAt: 0,
    };
    try {
      await this.#write(id, record);
      const entered = await this.#enter(id, queue, language, context, waitedMs);
      if (!entered) return unavailable;
      return { outcome: 'accepted', value: { finale: number.slice(-3) } };
    } catch (error) {
      this.#parts.logger.warn({ reason: reasonOf(error) }, 'a call-back could not be noted');
      return unavailable;
    }
  }

  /** From now on nobody is called: turns that come are put off, for the engines that stay. */
  stop(): void {
    this.#stopped = true;
  }

  /** The turn of a call-back has come. */
  offer(offer: Offer): void {
    if (this.#stopped) {
      this.#parts.matcher.postponed(offer.offerId, Date.now() + putOffMs).catch(() => undefined);
      return;
    }
    this.#place(offer).catch((error: unknown) => {
      this.#parts.logger.warn({ reason: reasonOf(error) }, 'a call-back could not be made; its turn lapses');
    });
  }

  withdrawn({ offerId }: Withdrawn): void {
    this.#placing.get(offerId)?.hangUp();
  }

  /**
   * A call that we placed has come to a queue: somebody is there, and is called back no more. Never rejects.
   * @returns the operator who is reserved for it; undefined for any other call, and after a restart of the engine
   */
  async reached(callId: string): Promise<Offer | undefined> {
    const id = callBackOf(callId);
    const reserved = this.#reserved.get(callId);
    if (id === undefined || reserved?.taken === true) return undefined;
    if (reserved !== undefined) reserved.taken = true;
    try {
      await this.#own.redis.del(keyOf(id));
      if (reserved === undefined) await this.#parts.matcher.leave(id, 'left');
    } catch (error) {
      this.#parts.logger.warn({ reason: reasonOf(error) }, 'a call-back could not be taken off the list');
    }
    return reserved?.offer;
  }

  async #enter(
    id: string,
    queue: Queue,
    language: Language,
    context: CallContext,
    waitedMs: number,
  ): Promise<boolean> {
    const { matcher, engine, sealer } = this.#parts;
    const now = Date.now();
    const queues = this.#parts.queues();
    const opening = queues.nextOpening(queue, language, now);
    if (opening === undefined) return false;
    const entry = {
      id,
      kind: 'call-back',
      queue: queue.name,
      language,
      engine,
      sealedContext: sealContext(sealer, context),
      since: now - waitedMs,
    } as const;
    const entered = await matcher.enter(opening > now ? { ...entry, notBefore: opening } : entry);
    if (entered === 'waiting' || entered === 'already') return true;
    if (entered !== 'nobody' || opening > now) return false;
    const later = queues.nextOpening(queue, language, now + laterMs);
    return later !== undefined && (await matcher.enter({ ...entry, notBefore: later })) === 'waiting';
  }

  async #place(offer: Offer): Promise<void> {
    const { matcher, logger } = this.#parts;
    const { offerId, callId: id } = offer;
    const record = await this.#read(id);
    const queue = record && this.#parts.queues().find(record.queue);
    if (record === undefined || queue === undefined) return await this.#giveUp(offer);
    const now = Date.now();
    const queues = this.#parts.queues();
    if (!queues.isOpen(queue, record.language, now)) {
      const opening = queues.nextOpening(queue, record.language, now);
      if (opening === undefined) await this.#giveUp(offer);
      else await matcher.postponed(offerId, opening);
      return;
    }
    const next = this.#next(record, now);
    // An engine died in the middle of the last call: that one counts.
    if (record.calls > 0 && (next === undefined || record.calledAt + (this.#pause(record) ?? 0) > now)) {
      if (next === undefined) await this.#giveUp(offer);
      else await matcher.postponed(offerId, next);
      return;
    }
    // The operator is kept while the citizen's phone rings and the flow speaks.
    const reservedSeconds = queues.callBacks.ringSeconds + flowMs / 1000;
    if ((await matcher.ringing(offerId, reservedSeconds)) === 'gone') return;
    const calls = record.calls + 1;
    const claimed = await this.#own.redis.set(
      `${keyOf(id)}:${calls}`,
      this.#parts.engine,
      'EX',
      lifeSeconds,
      'NX',
    );
    const called: Record = { ...record, calls, calledAt: now };
    await this.#write(id, called);
    if (claimed !== 'OK') return await this.#postpone(offer, called);
    const leg = Leg.ring(
      this.#parts.network,
      {
        id: `${id}.${calls}`,
        destination: { to: 'outside', number: record.number },
        callerId: this.#own.showing,
        ringSeconds: queues.callBacks.ringSeconds,
      },
      logger,
    );
    this.#placing.set(offerId, leg);
    const answered = await leg.answered;
    const begun = answered && leg.channel !== undefined && this.#begin(offer, called, leg, leg.channel);
    if (!begun) {
      leg.hangUp();
      this.#placing.delete(offerId);
      await this.#postpone(offer, called);
    }
  }

  /** The citizen answered: the flow says who calls, and a key that it is a person who hears it. */
  #begin(offer: Offer, record: Record, leg: Leg, channel: Channel): boolean {
    const { language, topic, number } = record;
    const reserved: Reserved = { offer, taken: false };
    this.#reserved.set(channel.id, reserved);
    const listener = this.#own.begin(channel, { language, topic, caller: number });
    if (listener === undefined) {
      this.#reserved.delete(channel.id);
      return false;
    }
    leg.handTo(listener);
    const tooLong = setTimeout(() => {
      if (!reserved.taken) leg.hangUp();
    }, flowMs);
    void leg.over.then(async () => {
      clearTimeout(tooLong);
      this.#reserved.delete(channel.id);
      this.#placing.delete(offer.offerId);
      // Nobody pressed the key: an answering machine, or somebody who does not want to.
      if (!reserved.taken) await this.#postpone(offer, record);
    });
    return true;
  }

  async #postpone(offer: Offer, record: Record): Promise<void> {
    const next = this.#next(record, Date.now());
    try {
      if (next === undefined) await this.#giveUp(offer);
      else await this.#parts.matcher.postponed(offer.offerId, next);
    } catch (error) {
      this.#parts.logger.warn(
        { reason: reasonOf(error) },
        'a call-back could not be put off; its turn lapses',
      );
    }
  }

  async #giveUp({ offerId, callId }: Offer): Promise<void> {
    await this.#parts.matcher.declined(offerId, 'caller-gone');
    await this.#parts.matcher.leave(callId, 'timeout');
    await this.#own.redis.del(keyOf(callId));
  }

  /** When the next call may be placed, within the hours; undefined after the last one. */
  #next(record: Record, now: number): number | undefined {
    const queues = this.#parts.queues();
    const queue = queues.find(record.queue);
    const pause = this.#pause(record);
    if (queue === undefined || pause === undefined) return undefined;
    return queues.nextOpening(queue, record.language, Math.max(now, record.calledAt + pause));
  }

  /** What lies between the call that was the last and the next one, in ms. */
  #pause({ calls }: Record): number | undefined {
    if (calls === 0) return 0;
    const seconds = this.#parts.queues().callBacks.retrySeconds[calls - 1];
    return seconds === undefined ? undefined : seconds * 1000;
  }

  async #write(id: string, record: Record): Promise<void> {
    await this.#own.redis.set(keyOf(id), this.#parts.sealer.seal(record), 'EX', lifeSeconds);
  }

  async #read(id: string): Promise<Record | undefined> {
    const text = await this.#own.redis.get(keyOf(id));
    const record = text === null ? undefined : recordSchema.safeParse(this.#parts.sealer.open(text));
    return record?.data;
  }
}

/** The call-back that a call of ours belongs to, by the call's id. */
export function callBackOf(callId: string): string | undefined {
  return /^(cb-.+)\.\d+$/.exec(callId)?.[1];
}

function keyOf(id: string): string {
  return `centralino:call-back:${id}`;
}
