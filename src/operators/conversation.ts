import { setTimeout as delay } from 'node:timers/promises';
import { isGone, reasonOf } from '../call/failure.ts';
import type { Command, CommandAnswer, Order } from '../matching/events.ts';
import type { Queue } from '../queues/queue.ts';
import type { Bridge } from '../telephony/bridge-port.ts';
import type { Caller } from './callers.ts';
import { Consultation } from './consultation.ts';
import { FirstWord } from './first-word.ts';
import type { Leg } from './leg.ts';
import type { OperatorParts } from './parts.ts';
import { Recorder } from './recorder.ts';
import type { RecordingNote } from './recording-notes.ts';
import { Stay } from './stay.ts';
import { Supervision } from './supervision.ts';

/** How a conversation came to its end, for whoever has the caller. */
export type ConversationEnd =
  /** The operator hung up, or sent the caller on in the flow. */
  | { readonly how: 'answered' }
  /** The operator's line dropped. */
  | { readonly how: 'dropped' }
  /** The operator answered and was never heard. */
  | { readonly how: 'silent' }
  /** The caller was given away. */
  | { readonly how: 'handed-on'; readonly to: HandedTo }
  | { readonly how: 'caller-gone' };

export type HandedTo = Extract<Command, { type: 'consult' }>['to'];

/** The caller's side of a conversation: the request of the flow that waits for its end. */
export interface Host {
  readonly caller: Caller;
  /** The level of identity that the caller reached. */
  readonly level: string | null;
  /** Steps of the flow that the operator may send the caller to, and have them back. */
  readonly aside: readonly string[];
  /** Names of the step where the flow goes on by itself. */
  readonly onward: readonly string[];
  /** Tells the caller that this queue records, where that is so and news; resolves with whether the caller knows. */
  hearsNotice(queue: Queue): Promise<boolean>;
  /** Somebody has the caller: the flow keeps silent. */
  connected(): void;
  sentAside(step: string): void;
  conversationOver(end: ConversationEnd): void;
}

/** Who talks with whom. */
export interface ConversationGiven {
  readonly id: string;
  readonly callId: string;
  readonly operator: string;
  readonly queue: Queue;
  readonly language: string;
  /** What was known of the caller when it began. */
  readonly sealedContext: string;
  readonly leg: Leg;
  /** What will be reported of it; none while a colleague is only asked. */
  readonly stay: Stay | undefined;
}

/** What Redis must be told at last, also when it is away for a while. */
const tellPauseMs = [200, 1_000, 3_000, 10_000, 30_000];

/**
 * An operator who answered, and the caller, in a bridge whose id follows from the offer's: an engine that is started
 * anew finds the two as they are. The caller may be away from it for a while, in music or in a step of the flow.
 */
export class Conversation {
  readonly given: ConversationGiven;
  readonly #parts: OperatorParts;
  readonly #over: (conversation: Conversation) => void;
  readonly #supervision: Supervision;
  readonly #recorder: Recorder;
  readonly #firstWord: FirstWord;
  /** Ids of the channels in the bridge. */
  readonly #inside = new Set<string>();
  #stay: Stay | undefined;
  #bridge: Bridge | undefined;
  #host: Host | undefined;
  #caller: Caller | undefined;
  #unlisten: () => void = () => {};
  #state: 'beginning' | 'talking' | 'hold' | 'aside' | 'consult' | 'conference' | 'over' = 'beginning';
  #consultation: Consultation | undefined;
  #sealedContext: string;
  #orders: Promise<unknown> = Promise.resolve();

  /** @param over told once, when it is over */
  constructor(given: ConversationGiven, parts: OperatorParts, over: (conversation: Conversation) => void) {
    this.given = given;
    this.#stay = given.stay;
    this.#sealedContext = given.sealedContext;
    this.#parts = parts;
    this.#over = over;
    this.#supervision = new Supervision(this, parts);
    this.#recorder = new Recorder(given, parts);
    this.#firstWord = new FirstWord(given.leg, given.queue.silentSeconds);
    void given.leg.over.then(({ end, dropped }) =>
      end === 'taken' ? this.letGo() : this.#operatorGone(dropped),
    );
  }

  /** It belongs to a colleague who was asked, and has no caller of its own so far. */
  get isAsked(): boolean {
    return this.#state === 'beginning' && this.#host === undefined;
  }

  get isOver(): boolean {
    return this.#state === 'over';
  }

  /** What is known of the caller by now, also what they proved in private. */
  get sealedContext(): string {
    return this.#sealedContext;
  }

  /**
   * Brings the two together. @throws TelephonyError: then it is not over, and whoever began it ends it
   * @param first what the operator hears before
   */
  begin(host: Host, first: () => Promise<void>): Promise<void> {
    this.#attach(host);
    const begun = this.#begin(host, first);
    // What the desk wants meanwhile is done afterwards.
    this.#orders = begun.catch(() => undefined);
    return begun;
  }

  async #begin(host: Host, first: () => Promise<void>): Promise<void> {
    const [known] = await Promise.all([
      host.hearsNotice(this.given.queue),
      this.open(),
      first(),
      this.#firstWord.listen(),
    ]);
    if (this.isOver) {
      await this.#bridge?.destroy();
      return;
    }
    host.connected();
    await this.#enter(this.given.leg);
    await this.#enterCaller();
    if (this.#state === 'beginning') this.#state = 'talking';
    if (this.#state === 'talking') this.#firstWord.expect(() => void this.end({ how: 'silent' }));
    if (known) await this.#recorder.start(this.#bridge);
  }

  /** Makes the bridge, or takes up the one there is. */
  async open(): Promise<void> {
    this.#bridge ??= await this.#parts.network.bridge(`talk.${this.given.id}`, (event) => {
      if (event.type === 'entered') this.#inside.add(event.channel);
      if (event.type === 'left') this.#inside.delete(event.channel);
      if (event.type === 'recording-ended') this.#recorder.ended(event.name, event.durationMs);
    });
  }

  /** Takes up a conversation of an engine that was restarted: nobody is moved. */
  async adopt(caller: Caller, state: 'talking' | 'hold' | 'consult' | 'conference'): Promise<void> {
    this.#watch(caller);
    await this.open();
    const { channel } = this.given.leg;
    if (channel !== undefined && !this.#inside.has(channel.id)) {
      // The engine died before it had brought the two together: that is done when the flow is back.
      this.#state = 'aside';
      await this.#enter(this.given.leg);
      return;
    }
    this.#state = this.#inside.has(caller.channel.id) ? 'talking' : 'hold';
    // A colleague who was asked is not found again: the operator has the caller on hold, and goes on from there.
    if (state !== this.#state) await this.#phase(this.#state);
  }

  /** Goes on recording after a restart of the engine. @throws TelephonyError */
  async takeUpRecording(note: RecordingNote): Promise<void> {
    if (this.#bridge !== undefined) await this.#recorder.takeUp(this.#bridge, note);
  }

  /**
   * The flow of the caller is here again: after a step aside, or after a take-over.
   * @param sealedContext what is known of the caller now
   */
  async resume(host: Host, sealedContext: string): Promise<void> {
    const wasAside = this.#state === 'aside';
    this.#sealedContext = sealedContext;
    this.#attach(host);
    this.#stay?.identified(host.level);
    host.connected();
    if (!wasAside) return;
    this.#state = 'talking';
    await this.#enterCaller();
    await this.#phase('talking', sealedContext);
  }

  /** The host's call is over, or its flow goes another way: the conversation cannot go on. */
  callerGone(): void {
    void this.end({ how: 'caller-gone' });
  }

  /** Carries out what an operator or a supervisor wants; one thing after the other. Never rejects. */
  command(order: Order): Promise<CommandAnswer> {
    const answer = this.#orders
      .then(() => this.#carryOut(order))
      .catch((error: unknown): CommandAnswer => {
        this.#parts.logger.warn(
          { conversation: this.given.id, command: order.command.type, reason: reasonOf(error) },
          'a command of a desk failed',
        );
        return { outcome: 'refused', why: isGone(error) ? 'gone' : 'line' };
      });
    this.#orders = answer;
    return answer;
  }

  /** Another engine has it: the two talk on, and nothing is done to it from here. */
  letGo(): void {
    if (this.#state === 'over') return;
    this.#state = 'over';
    this.#unlisten();
    this.#host = undefined;
    this.#consultation?.letGo();
    this.#supervision.letGo();
    this.#recorder.letGo();
    this.#firstWord.stop();
    this.given.leg.letGo();
    this.#parts.matcher.letGo(this.given.callId, this.given.id);
    this.#over(this);
  }

  /** Ends it for the operator; the host is told how. */
  async end(end: ConversationEnd): Promise<void> {
    if (this.#state === 'over') return;
    const host = this.#host;
    const outcome = end.how === 'silent' ? 'silent' : 'failed';
    this.#stay?.end(outcome, end.how === 'handed-on' && this.#isSecondLevel(end.to));
    this.#close();
    const { matcher } = this.#parts;
    const { id } = this.given;
    const told = this.#tell(() => {
      if (end.how === 'dropped') return matcher.lost(id, 'line-lost');
      return end.how === 'silent' ? matcher.lost(id, 'silent') : matcher.over(id);
    });
    // Whoever is given away, or waits again, comes after the matching has let go of this conversation.
    if (end.how !== 'answered' && end.how !== 'caller-gone') await Promise.race([told, delay(1_500)]);
    host?.conversationOver(end);
  }

  /** For a consultation that is completed: the caller goes over to the colleague's conversation. */
  async moveTo(other: Conversation): Promise<void> {
    const host = this.#host;
    if (this.#state === 'over' || host === undefined) return;
    this.#consultation = undefined;
    const transfers = (this.#stay?.transfers ?? 0) + 1;
    this.#stay?.end('failed', other.given.queue.level === 2);
    this.#close();
    void this.#tell(() => this.#parts.matcher.over(this.given.id));
    // What the colleague wants meanwhile is done afterwards.
    other.#orders = other.#receive(host, transfers, this.#sealedContext).catch((error: unknown) => {
      this.#parts.logger.warn({ reason: reasonOf(error) }, 'a caller could not be given to a colleague');
      return other.end({ how: 'dropped' });
    });
  }

  /** For a consultation: the operator's own place, with the caller, as before. */
  async consultationOver(withCaller: boolean): Promise<void> {
    if (this.#consultation === undefined || this.#state === 'over') return;
    this.#consultation = undefined;
    await this.#enter(this.given.leg);
    if (withCaller) await this.#enterCaller();
    this.#state = withCaller ? 'talking' : 'hold';
    await this.#phase(this.#state);
  }

  /** Lets a channel of somebody else in: a colleague's, a supervisor's. @throws TelephonyError */
  async letIn(channel: Parameters<Bridge['add']>[0]): Promise<void> {
    await this.open();
    await this.#bridge?.add(channel);
  }

  async #carryOut({ command, by }: Order): Promise<CommandAnswer> {
    if (this.#state === 'over') return { outcome: 'unknown' };
    // Whoever does something at the desk is there, heard or not.
    if (by === this.given.operator) this.#firstWord.stop();
    switch (command.type) {
      case 'hold':
        return await this.#hold();
      case 'unhold':
        return await this.#unhold();
      case 'hang-up':
        void this.end({ how: 'answered' });
        return done;
      case 'transfer':
        return await this.#transfer(command.to);
      case 'consult':
        return await this.#consult(command.to);
      case 'cancel-consult':
      case 'complete-transfer':
      case 'conference':
        return (await this.#consultation?.command(command.type)) ?? refused('no-consultation');
      case 'listen':
      case 'whisper':
      case 'barge':
        return await this.#supervision.begin(command.type, command.ring, by);
      case 'stop-listening':
        return this.#supervision.end(by);
    }
  }

  async #hold(): Promise<CommandAnswer> {
    if (this.#state !== 'talking' || this.#caller === undefined) return refused('not-talking');
    this.#state = 'hold';
    await this.#bridge?.remove(this.#caller.channel);
    await this.#caller.channel.startMusic();
    await this.#phase('hold');
    return done;
  }

  async #unhold(): Promise<CommandAnswer> {
    if (this.#state !== 'hold') return refused('not-on-hold');
    await this.#enterCaller();
    this.#state = 'talking';
    await this.#phase('talking');
    return done;
  }

  async #transfer(to: Extract<Command, { type: 'transfer' }>['to']): Promise<CommandAnswer> {
    const host = this.#host;
    if (host === undefined || (this.#state !== 'talking' && this.#state !== 'hold'))
      return refused('not-talking');
    if (to.type === 'flow') return await this.#sendTo(to.flow, host);
    if (to.type === 'queue' && this.#parts.queues().find(to.queue) === undefined) return refused('no-queue');
    if (to.type === 'operator') {
      const colleague = await this.#parts.matcher.operator(to.operator);
      if (to.operator === this.given.operator || colleague?.state !== 'ready') return refused('not-ready');
    }
    await this.end({ how: 'handed-on', to });
    return done;
  }

  /** A step of the flow: on, or aside, while the operator stays and hears nothing of it. */
  async #sendTo(step: string, host: Host): Promise<CommandAnswer> {
    if (host.onward.includes(step)) {
      void this.end({ how: 'answered' });
      return done;
    }
    if (!host.aside.includes(step)) return refused('no-step');
    this.#state = 'aside';
    this.#host = undefined;
    await this.#bridge?.remove(host.caller.channel);
    host.sentAside(step);
    await this.#phase('hold');
    return done;
  }

  async #consult(to: HandedTo): Promise<CommandAnswer> {
    if (this.#state !== 'talking' && this.#state !== 'hold') return refused('not-talking');
    if (to.type === 'operator' && to.operator === this.given.operator) return refused('not-ready');
    const consultation = new Consultation(this, this.#parts, this.#over);
    const began = await consultation.begin(to);
    if (began.outcome !== 'done') return began;
    if (this.#state === 'talking') await this.#hold();
    this.#consultation = consultation;
    this.#state = 'consult';
    await this.#phase('consult');
    return began;
  }

  /** For a consultation: everybody hears everybody. */
  async join(other: Conversation): Promise<void> {
    if (this.#caller === undefined) return;
    await this.#caller.channel.stopMusic();
    await other.letIn(this.#caller.channel);
    this.#state = 'conference';
    await this.#phase('conference');
    await other.#phase('conference');
  }

  async #receive(host: Host, transfers: number, sealedContext: string): Promise<void> {
    const { id, queue, language, operator } = this.given;
    this.#sealedContext = sealedContext;
    this.#stay = new Stay(this.#parts.reporter, {
      id,
      queue,
      language,
      level: host.level,
      callBack: false,
      transfers,
    });
    this.#stay.answered(id, operator);
    this.#attach(host);
    const inside = this.#inside.has(host.caller.channel.id);
    // Out of a conference the two talk on: nobody speaks in between, and nothing is recorded.
    const known = !inside && (await host.hearsNotice(queue));
    if (this.isOver) return;
    host.connected();
    await this.#enterCaller();
    this.#state = 'talking';
    await this.#phase('talking', sealedContext);
    if (known) await this.#recorder.start(this.#bridge);
  }

  #isSecondLevel(to: HandedTo): boolean {
    return to.type === 'queue' && this.#parts.queues().find(to.queue)?.level === 2;
  }

  #attach(host: Host): void {
    this.#host = host;
    this.#watch(host.caller);
  }

  #watch(caller: Caller): void {
    this.#unlisten();
    this.#caller = caller;
    this.#unlisten = caller.listen((event) => {
      if (event.type === 'hang-up') void this.end({ how: 'caller-gone' });
      if (event.type === 'taken') this.letGo();
    });
  }

  #operatorGone(dropped: boolean): void {
    if (this.#state === 'over') return;
    const over: ConversationEnd = { how: dropped ? 'dropped' : 'answered' };
    // Whoever leaves a conference, or hangs up on a colleague who was asked, leaves the caller to the colleague.
    if (this.#consultation === undefined || (dropped && this.#state === 'consult')) void this.end(over);
    else
      this.#consultation.command('complete-transfer').then(
        ({ outcome }) => (outcome === 'done' ? undefined : this.end(over)),
        () => this.end(over),
      );
  }

  #close(): void {
    this.#state = 'over';
    this.#unlisten();
    this.#host = undefined;
    this.#consultation?.cancel();
    this.#supervision.close();
    this.#recorder.stop(this.#bridge);
    this.#firstWord.stop();
    this.given.leg.hangUp();
    const bridge = this.#bridge;
    bridge?.destroy().catch((error: unknown) => {
      if (isGone(error)) return;
      this.#parts.logger.warn({ reason: reasonOf(error) }, 'a bridge could not be taken down');
    });
    this.#over(this);
  }

  async #enter(leg: Leg): Promise<void> {
    const { channel } = leg;
    if (channel !== undefined && !this.#inside.has(channel.id)) await this.#bridge?.add(channel);
  }

  async #enterCaller(): Promise<void> {
    const channel = this.#caller?.channel;
    if (channel !== undefined && !this.#inside.has(channel.id)) await this.#bridge?.add(channel);
  }

  /** What desk and wall see; the conversation does not depend on it. */
  async #phase(state: 'talking' | 'hold' | 'consult' | 'conference', sealedContext?: string): Promise<void> {
    await this.#parts.matcher.phase(this.given.id, state, sealedContext).catch(() => undefined);
  }

  async #tell(word: () => Promise<void>): Promise<void> {
    for (const pause of [0, ...tellPauseMs]) {
      if (pause > 0) await delay(pause * (0.5 + Math.random()), undefined, { ref: false });
      try {
        await word();
        return;
      } catch (error) {
        this.#parts.logger.warn(
          { conversation: this.given.id, reason: reasonOf(error) },
          'the end of a conversation could not be told',
        );
      }
    }
  }
}

const done: CommandAnswer = { outcome: 'done' };

function refused(why: string): CommandAnswer {
  return { outcome: 'refused', why };
}
