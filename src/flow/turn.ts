import type { Action, PromptCall } from './actions.ts';
import { readConditionScope } from './condition.ts';
import type { Project } from './project.ts';
import { type Session, sensitiveKeys, topFrame } from './session.ts';
import type { Step } from './step.ts';
import { evaluateWith, type Value, type Variables, type With } from './values.ts';

/** Keys that a caller can type ahead; more are dropped. */
const pendingLimit = 64;
const trailLimit = 20;

/** A prompt as a step names it: in the call's language unless it says otherwise. */
export interface Spoken {
  readonly prompt: string;
  readonly language?: string | undefined;
  readonly with?: With | undefined;
}

/** An exit that a call took: where it stood, where it went, and the exit's name where the step told it. */
export interface TakenExit {
  readonly flow: string;
  readonly step: string;
  readonly target: string;
  readonly exit?: string | undefined;
}

/**
 * One event being folded into a session. Steps say here what shall happen; the turn keeps the books
 * (ids, what plays, which timer runs), so that no step can leave a playback or a timer behind.
 * It works on its own copy of the session, which makes `advance` pure seen from outside.
 */
export class Turn {
  readonly project: Project;
  readonly actions: Action[] = [];
  /** Steps entered in this turn, in order. */
  readonly visited: { readonly flow: string; readonly step: string }[] = [];
  /** Exits followed in this turn, in order. */
  readonly taken: TakenExit[] = [];
  #session: Session;
  /** Where the call goes next; the interpreter's loop enters it. */
  #next = false;

  constructor(project: Project, session: Session, at: number) {
    this.project = project;
    this.#session = { ...session, now: at };
  }

  get session(): Session {
    return this.#session;
  }

  get step(): Step {
    const { flow, step } = topFrame(this.#session);
    return this.project.step(flow, step);
  }

  /** Variables of the flow that runs, with `call` beside them. */
  get variables(): Variables {
    const { variables } = topFrame(this.#session);
    const { project } = this;
    const session = this.#session;
    return {
      ...variables,
      // Calendars are only asked by those who read them.
      get call() {
        return readConditionScope(project, session);
      },
    };
  }

  /** True once after a step asked to go on. */
  takeNext(): boolean {
    const next = this.#next;
    this.#next = false;
    return next;
  }

  #change(change: Partial<Session>): void {
    this.#session = { ...this.#session, ...change };
  }

  #id(): string {
    const counter = this.#session.counter + 1;
    this.#change({ counter });
    return `${this.#session.callId}-${counter}`;
  }

  // --- speaking ---

  answer(): void {
    this.actions.push({ type: 'answer' });
  }

  /** Speaks prompts as one playback, in place of what is playing. */
  say(spoken: readonly Spoken[], interruptible = true): void {
    this.hush();
    const { variables } = this;
    const prompts = spoken.map(
      (one): PromptCall => ({
        prompt: one.prompt,
        language: one.language ?? this.#session.language,
        values: evaluateWith(one.with, variables),
      }),
    );
    const id = this.#id();
    this.actions.push({ type: 'play', id, prompts });
    this.#change({ playing: { id, interruptible } });
  }

  /** Stops what is playing. */
  hush(): void {
    const { playing } = this.#session;
    if (playing === null) return;
    this.actions.push({ type: 'stop', id: playing.id });
    this.#change({ playing: null });
  }

  /** The playback with this id is over; false if it is not the one that plays. */
  playbackEnded(id: string): boolean {
    if (this.#session.playing?.id !== id) return false;
    this.#change({ playing: null });
    return true;
  }

  // --- waiting ---

  /** Starts the step's timer, in place of one that runs. */
  wait(ms: number): void {
    this.cancelTimer();
    const id = this.#id();
    this.actions.push({ type: 'start-timer', id, ms });
    this.#change({ timer: id });
  }

  cancelTimer(): void {
    const { timer } = this.#session;
    if (timer === null) return;
    this.actions.push({ type: 'cancel-timer', id: timer });
    this.#change({ timer: null });
  }

  /** The timer with this id ran out; false if it is not the one that runs. */
  timerEnded(id: string): boolean {
    if (this.#session.timer !== id) return false;
    this.#change({ timer: null });
    return true;
  }

  // --- keys ---

  /** Keeps a key until a step takes it; false if it is none: a `#` right behind an entry that has ended. */
  keyPressed(digit: string): boolean {
    const habit = this.#session.dropHash && digit === '#';
    const pending = this.#session.pending.reveal() + digit;
    this.#change({ dropHash: false });
    if (!habit && pending.length <= pendingLimit) this.#change({ pending: sensitiveKeys(pending) });
    return !habit;
  }

  get hasKeys(): boolean {
    return this.#session.pending.reveal() !== '';
  }

  /** The next key that no step has taken yet. */
  takeKey(): string | undefined {
    const pending = this.#session.pending.reveal();
    if (pending === '') return undefined;
    this.#change({ pending: sensitiveKeys(pending.slice(1)) });
    return pending[0];
  }

  /** Forgets keys typed ahead: what they answered turned out not to be asked. */
  dropKeys(): void {
    this.#change({ pending: sensitiveKeys('') });
  }

  /** Keys of the entry under way. */
  get entry(): string {
    return this.#session.keys.reveal();
  }

  set entry(keys: string) {
    this.#change({ keys: sensitiveKeys(keys) });
  }

  /** The entry has ended: one `#` right behind it is swallowed. */
  ignoreHash(): void {
    if (this.#session.pending.reveal().startsWith('#')) this.takeKey();
    else this.#change({ dropHash: true });
  }

  get attempts(): number {
    return this.#session.attempts;
  }

  countAttempt(): number {
    this.#change({ attempts: this.#session.attempts + 1 });
    return this.#session.attempts;
  }

  // --- data ---

  save(name: string | undefined, value: Value): void {
    if (name === undefined) return;
    const frame = topFrame(this.#session);
    this.#replaceTop({ ...frame, variables: { ...frame.variables, [name]: value } });
  }

  speakLanguage(language: string): void {
    this.#change({ language });
  }

  /** Asks the back office; `again` repeats the request under way, which the back office counts once. */
  lookUp(operation: string, given: With | undefined, again = false): void {
    const id = again && this.#session.request !== null ? this.#session.request.id : this.#id();
    const values = evaluateWith(given, this.variables);
    this.actions.push({ type: 'look-up', id, operation, arguments: values, idempotencyKey: id });
    this.#change({ request: { id, operation } });
  }

  /** The look-up with this id has its result; false if it is not the one waited for. */
  resultArrived(id: string): boolean {
    if (this.#session.request?.id !== id) return false;
    this.#change({ request: null });
    return true;
  }

  forgetLookUp(): void {
    this.#change({ request: null });
  }

  // --- going on ---

  /** Takes note of an exit that is about to be followed. */
  took(target: string, exit: string | undefined): void {
    const { flow, step } = topFrame(this.#session);
    this.taken.push({ flow, step, target, exit });
  }

  /** Goes to a step of the flow that runs. */
  goTo(step: string): void {
    this.#leave();
    this.#replaceTop({ ...topFrame(this.#session), step });
  }

  /** Speaks the step that runs from its beginning, attempts forgotten. */
  again(): void {
    this.goTo(topFrame(this.#session).step);
  }

  /** Enters another flow: `stay` keeps this one to return to, otherwise it is left for good. */
  enterFlow(flow: string, variables: Variables, stay: boolean): void {
    this.#leave();
    const frame = { flow, step: this.project.flow(flow).start, variables };
    const kept = stay ? this.#session.frames : [];
    this.#change({ frames: [...kept, frame], ...(stay ? {} : { trail: [] }) });
  }

  /** Goes back to the flow that entered this one; undefined when there is none. */
  leaveFlow(): Step | undefined {
    const frames = this.#session.frames.slice(0, -1);
    if (frames.length === 0) return undefined;
    this.#leave(false);
    this.#change({ frames, trail: this.#session.trail.filter((mark) => mark.depth <= frames.length) });
    return this.step;
  }

  /** Goes to the flow behind key 0. */
  callOperator(): void {
    this.enterFlow(this.project.settings.operator, {}, false);
  }

  /** Goes to the listening step before this one; false when this is the first. */
  goBack(): boolean {
    const here = topFrame(this.#session);
    const trail = this.#session.trail.slice();
    while (trail.length > 0) {
      const mark = trail.pop();
      if (mark === undefined || (mark.step === here.step && mark.flow === here.flow)) continue;
      this.#leave();
      const frames = this.#session.frames.slice(0, mark.depth);
      this.#change({ frames, trail });
      this.#replaceTop({ ...topFrame(this.#session), step: mark.step });
      return true;
    }
    return false;
  }

  hangUp(reason: 'normal' | 'congestion'): void {
    this.hush();
    this.cancelTimer();
    this.actions.push({ type: 'hang-up', reason });
    this.#change({ phase: 'ending' });
  }

  callEnded(): void {
    this.#change({ phase: 'ended', playing: null, timer: null, request: null });
  }

  /** Takes note that the step at the top is entered. */
  entering(): void {
    const { flow, step } = topFrame(this.#session);
    this.visited.push({ flow, step });
    if (!this.step.listens) return;
    const mark = { depth: this.#session.frames.length, flow, step };
    const last = this.#session.trail.at(-1);
    if (last?.flow === flow && last.step === step) return;
    this.#change({ trail: [...this.#session.trail, mark].slice(-trailLimit) });
  }

  #leave(next = true): void {
    this.hush();
    this.cancelTimer();
    this.#change({ attempts: 0, keys: sensitiveKeys(''), request: null });
    this.#next = next;
  }

  #replaceTop(frame: Session['frames'][number]): void {
    this.#change({ frames: [...this.#session.frames.slice(0, -1), frame] });
  }
}
