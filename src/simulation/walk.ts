import { z } from 'zod';
import { type Action, type PromptCall, type QueueWord, requestName } from '../flow/actions.ts';
import type { FlowEvent } from '../flow/events.ts';
import { type Advance, advance, begin } from '../flow/interpreter.ts';
import type { Project } from '../flow/project.ts';
import { type Session, topFrame } from '../flow/session.ts';
import type { Step } from '../flow/step.ts';
import type { Refused } from '../flow/turn/identification.ts';
import { type Value, valueSchema } from '../flow/values.ts';
import { isDigit } from '../input/keys.ts';
import type { Sensitive } from '../privacy/sensitive.ts';
import type { Answer, Answers } from './answers.ts';
import { callBackAnswer } from './queueing.ts';

/** Prompts spoken as one, and where. */
export interface Heard {
  readonly prompts: readonly PromptCall[];
  /** `flow/step` that spoke them. */
  readonly step: string;
}

/** One thing that happened in a walk, in order. */
export type Happening =
  | ({ readonly type: 'heard' } & Heard)
  | { readonly type: 'pressed'; readonly keys: string }
  | { readonly type: 'silence' }
  | { readonly type: 'waited'; readonly seconds: number }
  | {
      readonly type: 'asked';
      /** In the words of the journal: `domande.stato`, `document certificazione-unica`. */
      readonly operation: string;
      readonly answer: Answer | 'no answer';
      /** Simulated clock. */
      readonly at: number;
    }
  /** A request that was not made: not enough is known of who calls. */
  | ({ readonly type: 'refused' } & Refused)
  | { readonly type: 'ended'; readonly by: 'caller' | 'flow'; readonly reason: string };

/** A step that was entered or an exit that was taken, in the language the caller was served in. */
export interface Way {
  readonly flow: string;
  readonly step: string;
  readonly language: string;
  /** Null for the step itself. */
  readonly exit: { readonly target: string; readonly name: string | undefined } | null;
}

export interface WalkOptions {
  readonly flow: string;
  readonly line: string;
  readonly language: string;
  /** Epoch ms at which the call comes in. */
  readonly at: number;
  readonly caller: Sensitive | null;
  /** The flow that the caller hung up in a few minutes ago. */
  readonly left?: string | null | undefined;
  /** What operators are asked for, where that is known from the beginning: of a call-back. */
  readonly topic?: string | null | undefined;
  readonly answers: Answers;
  /** How long prompts take to speak, in ms of the simulated clock. */
  readonly speechMs: (prompts: readonly PromptCall[]) => number;
}

type Due = { readonly at: number; readonly event: FlowEvent };

/** More events than this without the caller's doing is a call that goes round in circles. */
const eventsAlone = 500;

/** The call does not come to rest. */
export class RestlessCallError extends Error {}

/**
 * Walks a call through the flows without telephone, network or real clock: the interpreter that takes the real calls,
 * fed by a caller who is told what to do, on simulated time.
 */
export class Walk {
  readonly history: Happening[] = [];
  readonly ways: Way[] = [];
  readonly #project: Project;
  readonly #options: WalkOptions;
  #session: Session;
  #due: Due[] = [];
  #now: number;
  /** Where whoever waits in a queue can be called back. */
  #numberOf: Sensitive | null = null;

  /** @param from a walk to go on from, in place of a new call */
  constructor(project: Project, options: WalkOptions, from?: Walk) {
    this.#project = project;
    this.#options = options;
    if (from !== undefined) {
      this.history.push(...from.history);
      this.#session = from.#session;
      this.#due = [...from.#due];
      this.#now = from.#now;
      this.#numberOf = from.#numberOf;
      return;
    }
    this.#now = options.at;
    const { flow, line, language, caller, left, topic } = options;
    const offer = { callId: 'call', line, flow, language, caller, left, topic };
    const taken = begin(project, { type: 'offered', at: options.at, offer });
    this.#session = taken.session;
    this.#carryOut(taken, language);
    this.#settleDue();
  }

  get session(): Session {
    return this.#session;
  }

  /** The simulated clock, epoch ms. */
  get now(): number {
    return this.#now;
  }

  /** `flow/step` where the call stands. */
  get here(): string {
    const { flow, step } = topFrame(this.#session);
    return `${flow}/${step}`;
  }

  get step(): Step {
    const { flow, step } = topFrame(this.#session);
    return this.#project.step(flow, step);
  }

  get over(): boolean {
    return this.#session.phase !== 'running';
  }

  get playing(): boolean {
    return this.#session.playing !== null;
  }

  /** It is the caller's turn: nothing plays, and the step waits for keys. */
  get listening(): boolean {
    return !this.over && !this.playing && this.step.listens === true;
  }

  /** Something will go on by itself, sooner or later. */
  get alive(): boolean {
    return this.#due.length > 0;
  }

  /** Keys pressed one right after the other. @throws RangeError for what is no key */
  press(keys: string): this {
    for (const digit of keys) {
      if (!isDigit(digit)) throw new RangeError(`"${digit}" is not a key`);
      const before = this.history.at(-1);
      if (before?.type === 'pressed')
        this.history.splice(-1, 1, { type: 'pressed', keys: before.keys + digit });
      else this.history.push({ type: 'pressed', keys: digit });
      this.#send({ type: 'key', digit, at: this.#now });
      if (digit === '#') this.#endRecording();
    }
    return this;
  }

  /** Lets the next thing happen that is due: a prompt ends, a timer rings, an answer comes. False if there is none. */
  next(): boolean {
    const [due] = this.#due.toSorted((a, b) => a.at - b.at);
    if (due === undefined || this.over) return false;
    this.#due = this.#due.filter((one) => one !== due);
    this.#now = Math.max(this.#now, due.at);
    if (due.event.type === 'timer' && this.step.listens === true) this.history.push({ type: 'silence' });
    this.#send({ ...due.event, at: this.#now });
    return true;
  }

  /** Listens, and waits for answers, until it is the caller's turn or the call is over. @throws RestlessCallError */
  settle(): this {
    for (let events = 0; !this.listening && this.next(); events++) {
      if (events === eventsAlone)
        throw new RestlessCallError(`the call goes round in circles at ${this.here}`);
    }
    return this;
  }

  /** Hears out what plays, and then says nothing until the step's patience ends. */
  silence(): this {
    this.settle();
    if (this.listening) this.next();
    return this;
  }

  /** Lets simulated time pass. */
  wait(seconds: number): this {
    const until = this.#now + seconds * 1000;
    this.history.push({ type: 'waited', seconds });
    while (!this.over && this.#due.some((due) => due.at <= until)) this.next();
    this.#now = until;
    return this;
  }

  /** Sets the clock, without anything happening in between. */
  setClock(at: number): void {
    const shift = at - this.#now;
    this.#now = at;
    this.#due = this.#due.map((due) => ({ ...due, at: due.at + shift }));
  }

  /** A `#` into a voice message ends it, as on a real line. */
  #endRecording(): void {
    const { recording } = this.#session;
    const due = this.#due.find(({ event }) => event.type === 'recording-ended' && event.id === recording);
    if (recording === null || due === undefined) return;
    this.#forget(recording);
    this.#send({ ...due.event, at: this.#now });
  }

  /** Lets what plays come to its end, if anything plays. */
  finishPlayback(): this {
    const id = this.#session.playing?.id;
    if (id === undefined || this.over) return this;
    this.#forget(id);
    this.#send({ type: 'playback-ended', id, at: this.#now });
    return this;
  }

  /** Lets the timer that runs ring, if one runs. */
  ring(): this {
    const id = this.#session.timer;
    if (id === null || this.over) return this;
    this.#forget(id);
    if (this.step.listens === true) this.history.push({ type: 'silence' });
    this.#send({ type: 'timer', id, at: this.#now });
    return this;
  }

  /** Answers the request under way, in place of an answer that it did not get. */
  answer(answer: Answer | 'no answer'): this {
    const { request, recording } = this.#session;
    const index = this.history.findLastIndex((one) => one.type === 'asked');
    const asked = this.history[index];
    const id = request?.id ?? recording;
    if (id === null || asked?.type !== 'asked' || answer === 'no answer') return this;
    const waitedMs = this.#now - asked.at;
    // A moment later than what happened meanwhile, so that a recorded walk keeps the order.
    const afterMs = waitedMs === 0 ? 0 : waitedMs + 100;
    this.history.splice(index, 1, { ...asked, answer: { ...answer, afterMs } });
    this.#forget(id);
    this.#send(this.#answered(id, request === null, answer));
    return this;
  }

  /** Tells the caller who waits in a queue some news. */
  tellNews(value: Value): this {
    const { request } = this.#session;
    if (request !== null && !request.connected)
      this.#send({ type: 'news', id: request.id, connected: false, value, at: this.#now });
    return this;
  }

  hangUp(): this {
    if (this.over) return this;
    this.history.push({ type: 'ended', by: 'caller', reason: 'normal' });
    this.#due = [];
    this.#send({ type: 'hang-up', at: this.#now });
    return this;
  }

  #send(event: FlowEvent): void {
    const { language } = this.#session;
    this.#carryOut(advance(this.#project, this.#session, event), language);
    this.#settleDue();
  }

  /** What is due at once happens at once. */
  #settleDue(): void {
    for (;;) {
      const due = this.#due.find((one) => one.event.type === 'result' && one.at <= this.#now);
      if (due === undefined || this.over) return;
      this.#due = this.#due.filter((one) => one !== due);
      const { language } = this.#session;
      this.#carryOut(advance(this.#project, this.#session, due.event), language);
    }
  }

  #carryOut({ session, actions, visited, taken, refused }: Advance, language: string): void {
    this.#session = session;
    for (const one of refused) this.history.push({ type: 'refused', ...one });
    for (const { flow, step } of visited) this.ways.push({ flow, step, language, exit: null });
    for (const { flow, step, target, exit } of taken)
      this.ways.push({ flow, step, language, exit: { target, name: exit } });
    for (const action of actions) this.#act(action);
  }

  #act(action: Action): void {
    switch (action.type) {
      case 'answer':
        return;
      case 'play': {
        const { id, prompts } = action;
        this.history.push({ type: 'heard', prompts, step: this.here });
        this.#in(this.#options.speechMs(prompts), { type: 'playback-ended', id, at: 0 });
        return;
      }
      case 'stop':
      case 'cancel-timer':
      case 'stop-recording':
        this.#forget(action.id);
        return;
      case 'discard-recording':
        return;
      case 'tell':
        this.#told(action.id, action.word);
        return;
      case 'start-timer':
        this.#in(action.ms, { type: 'timer', id: action.id, at: 0 });
        return;
      case 'hang-up':
        this.#due = [];
        this.history.push({ type: 'ended', by: 'flow', reason: action.reason });
        return;
      default:
        this.#request(action);
    }
  }

  /** A look-up, or any other kind of action that is answered by a result under its id. */
  #request(action: Action): void {
    const request = requestSchema.safeParse(action);
    if (!request.success) return;
    const { type, id, box, operation = box ?? type, arguments: values, idempotencyKey = id } = request.data;
    const outcomes = this.step.exits.map((exit) => exit.name);
    const records = action.type === 'record';
    const name = records ? `record ${action.box}` : 'operation' in action ? requestName(action) : operation;
    const answer = this.#options.answers({
      name,
      service: action.type === 'request' ? action.service : undefined,
      operation,
      arguments: values,
      idempotencyKey,
      callBackTo: 'callBackTo' in action ? action.callBackTo : undefined,
      now: this.#now,
      outcomes,
    });
    this.history.push({ type: 'asked', operation: name, answer, at: this.#now });
    if (action.type === 'queue')
      this.#numberOf = answer !== 'no answer' && answer.refusesNumber ? null : action.callBackTo;
    if (answer === 'no answer') return;
    const event = this.#answered(id, records, answer);
    this.#forget(id);
    for (const { afterMs, ...news } of answer.news ?? [])
      this.#in(afterMs, { type: 'news', id, ...news, at: 0 });
    this.#in(event.type === 'recording-ended' ? event.seconds * 1000 : (answer.afterMs ?? 0), event);
  }

  /** What a caller who waits says to the queue. */
  #told(id: string, word: QueueWord): void {
    if (word === 'told') return;
    this.#forget(id);
    if (word === 'leave') return;
    const { outcome, value = null } = callBackAnswer(this.#numberOf, 'callback');
    this.#in(0, { type: 'result', id, outcome, value, at: 0 });
  }

  /** An answer as the call is told of it: what came of a recording is an event of its own. */
  #answered(id: string, recording: boolean, { outcome, value = null }: Answer): FlowEvent {
    if (!recording) return { type: 'result', id, outcome, value, at: this.#now };
    const ended = outcome === 'done' || outcome === 'silent' ? outcome : 'failed';
    const seconds = recordedSchema.safeParse(value).data?.secondi ?? 0;
    return { type: 'recording-ended', id, outcome: ended, seconds, at: this.#now };
  }

  #in(ms: number, event: FlowEvent): void {
    this.#due.push({ at: this.#now + ms, event });
  }

  #forget(id: string): void {
    this.#due = this.#due.filter(({ event }) => !('id' in event) || event.id !== id);
  }
}

const recordedSchema = z.object({ secondi: z.number() });
const requestSchema = z.object({
  type: z.string(),
  id: z.string(),
  /** Of a recording. */
  box: z.string().optional(),
  operation: z.string().optional(),
  arguments: z.record(z.string(), valueSchema).catch({}),
  idempotencyKey: z.string().optional(),
});
