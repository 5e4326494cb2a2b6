import { setTimeout as delay } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import { reasonOf } from '../call/failure.ts';
import type { Answer } from '../call/ports.ts';
import type { CallBackRecords, CallBackState, EndReason } from '../call-backs/call-back.ts';
import { steadyNow } from '../clock.ts';
import type { Offer, Withdrawn } from '../matching/events.ts';
import { Sensitive } from '../privacy/sensitive.ts';
import type { Queue } from '../queues/queue.ts';
import { languages } from '../speech/language.ts';
import type { Channel, ChannelListener } from '../telephony/port.ts';
import { CallBackLine } from './call-back-line.ts';
import { type CallBackNote, CallBackNotes } from './call-back-notes.ts';
import type { CallContext } from './call-context.ts';
import { dialable } from './dialable.ts';
import { Leg } from './leg.ts';
import type { OperatorParts } from './parts.ts';

/** From the first opening of the queue, after so long it is given up. */
const lifeMs = 3 * 24 * 3_600_000;
/** Who leaves a queue and asks to be called back within this keeps the time of arrival. */
const keepsPlaceMs = 120_000;
/** While the records are away nobody is called: who has been called already is known there alone. */
const laterMs = 60_000;
/** From the citizen's answer to the key that says that it is a person. */
const flowMs = 90_000;
/** What the records do not know so far is told to them again, after pauses that grow to this. */
const longestPauseMs = 30_000;
/** Who cancels a call-back and waits on the line has its place, as if they had waited this long at most. */
const inheritsMs = 30 * 60_000;
const mostInherited = 1_000;
const unavailable: Answer = { outcome: 'unavailable', value: null };
const none: Answer = { outcome: 'none', value: null };

/** A call that we place, and the flow that speaks first in it. */
export interface PlacedCall {
  readonly language: string;
  readonly topic: string;
  readonly caller: Sensitive;
}

export interface CallBackParts {
  readonly redis: Redis;
  /** Where call-backs are kept; without it none is promised. */
  readonly records: CallBackRecords | undefined;
  /** 32 bytes, the same for all engines: what stands for a number in the records is made with it. */
  readonly key: Buffer;
  /** Countries whose numbers may be called. */
  readonly countries: readonly string[];
  /** What is shown to whoever is called; it must be a number that the carrier lets us show. */
  readonly showing: Sensitive | undefined;
  /** Begins the flow that says who is calling; undefined while there is no such flow. */
  readonly begin: (channel: Channel, call: PlacedCall) => ChannelListener | undefined;
  /** How often it is looked whether Redis still has all call-backs, in ms. */
  readonly lookMs?: number;
}

/** An engine that stops leaves turns to others, or to itself after its restart. */
const putOffMs = 15_000;

/** A citizen whose phone rings, or who is in the flow now, and the operator who is reserved for them. */
interface Reserved {
  readonly offer: Offer;
  readonly leg: Leg;
  /** The offer holds no more: whoever is still there at the key is for any operator. */
  withdrawn: boolean;
  /** The flow has come to the queue, and the operator may be rung; or the citizen wants no call-back any more. */
  settled: boolean;
}

/**
 * Citizens who are called back. The records keep them, number and context sealed; the place is kept in the matching, and
 * put there again when Redis forgot it. When the turn comes the operator is reserved and the citizen is called, once: each
 * call is claimed in the records, whichever engine dies when.
 */
export class CallBacks {
  readonly #parts: OperatorParts;
  readonly #own: CallBackParts;
  readonly #notes: CallBackNotes;
  readonly #line: CallBackLine | undefined;
  /** By call: the queue that was left, and how long was waited there. */
  readonly #left = new Map<
    string,
    { readonly queue: string; readonly waitedMs: number; readonly at: number }
  >();
  /** By call: the place of a call-back that was cancelled. */
  readonly #inherited = new Map<string, { readonly queue: string; readonly since: number }>();
  /** By the id of the call that we placed. */
  readonly #reserved = new Map<string, Reserved>();
  #stopped = false;
  /** By offer: calls that we place, until they are over. */
  readonly #placed = new Map<string, Reserved>();
  /** Ended, and the records do not know so far. */
  readonly #over = new Set<string>();
  readonly #closing = new AbortController();

  constructor(parts: OperatorParts, own: CallBackParts) {
    const { redis, records, key, lookMs = 2_000 } = own;
    this.#parts = parts;
    this.#own = own;
    this.#notes = new CallBackNotes(parts.sealer, key);
    this.#line =
      records &&
      new CallBackLine(parts, {
        redis,
        records,
        notes: this.#notes,
        over: this.#over,
        next: (note, now) => this.#next(note, now),
        lookMs,
        compareMs: lookMs * 150,
      });
  }

  start(): void {
    this.#line?.start();
  }

  close(): void {
    this.#line?.close();
    this.#closing.abort();
  }

  /** Redis is there again, perhaps without what it was told last. */
  redisIsBack(): void {
    this.#line?.doubt();
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
    const { records } = this.#own;
    const language = languages.find((one) => one === call.language);
    if (!queue.callBack || language === undefined || records === undefined) return unavailable;
    const number = this.#dialable(given.number);
    if (number === undefined) return { outcome: 'no-number', value: null };
    const now = Date.now();
    const opening = this.#parts.queues().nextOpening(queue, language, now);
    if (opening === undefined) return unavailable;
    const note: CallBackNote = {
      id: `cb-${call.id}`,
      number: new Sensitive('telefono', number),
      queue: queue.name,
      topic: queue.topic,
      language,
      context,
      since: now - waitedMs,
      notBefore: opening,
      giveUpAt: opening + lifeMs,
      calls: 0,
      calledAt: null,
    };
    try {
      const { since, replaced } = await records.note(this.#notes.write(note));
      if (replaced !== null) this.#leaveLine(replaced);
      // Written is promised; a line that cannot be entered now is entered soon.
      await this.#line?.enter({ ...note, since: Date.parse(since) }).catch(() => this.#line?.doubt());
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

  /** Looks for the call-back of a number, or cancels it. @returns `found`, `none` or `unavailable`. Never rejects */
  async pending(
    word: 'find' | 'cancel',
    call: { readonly id: string; readonly caller: Sensitive | null },
  ): Promise<Answer> {
    const { records } = this.#own;
    const number = this.#dialable(call.caller);
    if (records === undefined || number === undefined) return none;
    try {
      const row = await records.of(this.#notes.pseudonym(number));
      if (row === undefined || this.#over.has(row.id)) return none;
      if (word === 'cancel') {
        await records.end(row.id, 'cancelled', 'caller');
        this.#inherit(call.id, row.queue, Date.parse(row.since));
        const reserved = this.#reserved.get(call.id);
        if (reserved === undefined) this.#leaveLine(row.id);
        else {
          reserved.settled = true;
          await this.#drop(reserved.offer).catch(() => undefined);
        }
      }
      return { outcome: 'found', value: null };
    } catch (error) {
      this.#parts.logger.warn({ reason: reasonOf(error) }, 'a call-back could not be looked for');
      return unavailable;
    }
  }

  /** Since when a call waits in this queue that had a call-back there, and cancelled it to wait on the line; said once. */
  inheritedSince(callId: string, queue: string, now = Date.now()): number | undefined {
    const inherited = this.#inherited.get(callId);
    this.#inherited.delete(callId);
    return inherited?.queue === queue ? Math.max(inherited.since, now - inheritsMs) : undefined;
  }

  /** The turn of a call-back has come. */
  offer(offer: Offer): void {
    if (this.#stopped) {
      this.#parts.matcher.postponed(offer.offerId, Date.now() + putOffMs).catch(() => undefined);
      return;
    }
    this.#place(offer).catch(async (error: unknown) => {
      this.#parts.logger.warn({ reason: reasonOf(error) }, 'a call-back cannot be made now; it is put off');
      await this.#parts.matcher.postponed(offer.offerId, Date.now() + laterMs).catch(() => undefined);
    });
  }

  /**
   * The reserved operator is gone. Nobody's phone rings for that any more; whoever has picked up is not cut off.
   * @returns the id of the call that was placed for it
   */
  withdrawn({ offerId }: Withdrawn): string | undefined {
    const placed = this.#placed.get(offerId);
    if (placed === undefined) return undefined;
    placed.withdrawn = true;
    if (placed.leg.state === 'ringing') placed.leg.hangUp();
    return placed.leg.id;
  }

  /** No operator had time for it in all the days. */
  expired(id: string): void {
    this.#end(id, 'failed', 'expired');
  }

  /**
   * A call that we placed has come to a queue: somebody is there, and is called back no more.
   * @returns the operator who is reserved for it; undefined for any other call, after a restart of the engine, and where that
   * operator is gone
   */
  reached(callId: string): Offer | undefined {
    const id = callBackOf(callId);
    const reserved = this.#reserved.get(callId);
    if (id === undefined || reserved?.settled === true) return undefined;
    this.#end(id, 'done', 'reached');
    if (reserved !== undefined) reserved.settled = true;
    if (reserved?.withdrawn === false) return reserved.offer;
    // Its turn may come again: nobody is to be reserved for who waits on the line.
    this.#leaveLine(id);
    return undefined;
  }

  async #place(offer: Offer): Promise<void> {
    const { matcher, logger } = this.#parts;
    const { records } = this.#own;
    const { offerId, callId: id } = offer;
    if (records === undefined) throw new Error('no records are kept here');
    const row = this.#over.has(id) ? undefined : await records.find(id);
    if (row === undefined) return await this.#drop(offer);
    const note = this.#notes.read(row);
    const queues = this.#parts.queues();
    const queue = queues.find(note.queue);
    if (queue === undefined) return await this.#giveUp(offer, 'no-queue');
    const now = Date.now();
    if (!queues.isOpen(queue, note.language, now)) {
      const opening = queues.nextOpening(queue, note.language, now);
      if (opening === undefined) return await this.#giveUp(offer, 'no-queue');
      return await this.#putOff(offer, opening);
    }
    // An engine died in the middle of the last call: that one counts.
    const next = this.#next(note, now);
    if (next === undefined) return await this.#giveUp(offer, 'no-answer');
    if (next > now) return await this.#putOff(offer, next);
    // The operator is kept while the citizen's phone rings and the flow speaks.
    const reservedSeconds = queues.callBacks.ringSeconds + flowMs / 1000;
    if ((await matcher.ringing(offerId, reservedSeconds)) === 'gone') return;
    const called: CallBackNote = { ...note, calls: note.calls + 1, calledAt: now };
    if (!(await records.claim(id, note.calls))) return await this.#postpone(offer, called);
    const leg = Leg.ring(
      this.#parts.network,
      {
        id: `${id}.${called.calls}`,
        destination: { to: 'outside', number: note.number },
        callerId: this.#own.showing,
        ringSeconds: queues.callBacks.ringSeconds,
      },
      logger,
    );
    const reserved: Reserved = { offer, leg, withdrawn: false, settled: false };
    this.#placed.set(offerId, reserved);
    const answered = await leg.answered;
    const begun = answered && leg.channel !== undefined && this.#begin(reserved, called, leg.channel);
    if (!begun) {
      leg.hangUp();
      this.#placed.delete(offerId);
      await this.#postpone(offer, called);
    }
  }

  /** The citizen answered: the flow says who calls, and a key that it is a person who hears it. */
  #begin(reserved: Reserved, note: CallBackNote, channel: Channel): boolean {
    const { language, topic, number } = note;
    const { offer, leg } = reserved;
    this.#reserved.set(channel.id, reserved);
    const listener = this.#own.begin(channel, { language, topic, caller: number });
    if (listener === undefined) {
      this.#reserved.delete(channel.id);
      return false;
    }
    leg.handTo(listener);
    const tooLong = setTimeout(() => {
      if (!reserved.settled) leg.hangUp();
    }, flowMs).unref();
    void leg.over.then(async () => {
      clearTimeout(tooLong);
      this.#reserved.delete(channel.id);
      this.#placed.delete(offer.offerId);
      // Nobody pressed the key: an answering machine, or somebody who does not want to.
      if (!reserved.settled) await this.#postpone(offer, note);
    });
    return true;
  }

  async #postpone(offer: Offer, note: CallBackNote): Promise<void> {
    const next = this.#next(note, Date.now());
    try {
      if (next === undefined) await this.#giveUp(offer, 'no-answer');
      else await this.#putOff(offer, next);
    } catch (error) {
      this.#parts.logger.warn(
        { reason: reasonOf(error) },
        'a call-back could not be put off; its turn lapses',
      );
    }
  }

  async #putOff({ offerId, callId }: Offer, until: number): Promise<void> {
    await this.#parts.matcher.postponed(offerId, until);
    // What supervisors see; the calls that were made say by themselves when the next one may be.
    await this.#own.records?.postpone(callId, new Date(until).toISOString()).catch(() => undefined);
  }

  async #giveUp(offer: Offer, why: EndReason): Promise<void> {
    this.#end(offer.callId, 'failed', why);
    await this.#drop(offer);
  }

  /** Nobody is called: the operator is for somebody else. */
  async #drop({ offerId, callId }: Offer): Promise<void> {
    await this.#parts.matcher.declined(offerId, 'caller-gone');
    await this.#parts.matcher.leave(callId, 'timeout');
  }

  #inherit(callId: string, queue: string, since: number): void {
    const [oldest] = this.#inherited.keys();
    if (oldest !== undefined && this.#inherited.size >= mostInherited) this.#inherited.delete(oldest);
    this.#inherited.set(callId, { queue, since });
  }

  #leaveLine(id: string): void {
    this.#parts.matcher.leave(id, 'left').catch((error: unknown) => {
      // When its turn comes the records say that it is over.
      this.#parts.logger.warn({ reason: reasonOf(error) }, 'a call-back could not be taken out of line');
    });
  }

  /** Tells the records, for as long as it takes; meanwhile nobody is called all the same. */
  #end(id: string, state: Exclude<CallBackState, 'pending'>, why: EndReason): void {
    const { records } = this.#own;
    if (records === undefined) return;
    this.#over.add(id);
    const tell = async () => {
      for (let pause = 500; !this.#closing.signal.aborted; pause = Math.min(longestPauseMs, pause * 2)) {
        try {
          await records.end(id, state, why);
          this.#over.delete(id);
          return;
        } catch (error) {
          this.#parts.logger.warn(
            { reason: reasonOf(error) },
            'the end of a call-back waits for the records',
          );
          const options = { signal: this.#closing.signal, ref: false };
          await delay(pause * (0.75 + Math.random() / 2), undefined, options).catch(() => undefined);
        }
      }
    };
    void tell();
  }

  #dialable(number: Sensitive | null): string | undefined {
    return number === null ? undefined : dialable(String(number.reveal()), this.#own.countries);
  }

  /** When the next call may be placed, within the hours; undefined after the last one. */
  #next(note: CallBackNote, now: number): number | undefined {
    const queues = this.#parts.queues();
    const queue = queues.find(note.queue);
    const pause = this.#pause(note);
    if (queue === undefined || pause === undefined) return undefined;
    return queues.nextOpening(queue, note.language, Math.max(now, (note.calledAt ?? 0) + pause));
  }

  /** What lies between the call that was the last and the next one, in ms. */
  #pause({ calls }: CallBackNote): number | undefined {
    if (calls === 0) return 0;
    const seconds = this.#parts.queues().callBacks.retrySeconds[calls - 1];
    return seconds === undefined ? undefined : seconds * 1000;
  }
}

/** The call-back that a call of ours belongs to, by the call's id. */
export function callBackOf(callId: string): string | undefined {
  return /^(cb-.+)\.\d+$/.exec(callId)?.[1];
}
