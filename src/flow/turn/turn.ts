import type { Action } from '../actions.ts';
import { readConditionScope } from '../condition.ts';
import type { FlowQueue, Project } from '../project.ts';
import { type Session, topFrame } from '../session.ts';
import type { Value, Variables } from '../values.ts';
import { Books } from './books.ts';
import { Identification, type Refused } from './identification.ts';
import { Keys } from './keys.ts';
import { Path } from './path.ts';
import { keepRequest, Recorder } from './recorder.ts';
import { Request } from './request.ts';
import { Speech, type Spoken } from './speech.ts';
import { Timer } from './timer.ts';

/**
 * One event being folded into a session. Steps say here what shall happen; the turn keeps the books
 * (ids, what plays, which timer runs), so that no step can leave a playback or a timer behind.
 * It works on its own copy of the session, which makes `advance` pure seen from outside.
 */
export class Turn {
  readonly speech: Speech;
  readonly timer: Timer;
  readonly keys: Keys;
  readonly identification: Identification;
  readonly request: Request;
  readonly recorder: Recorder;
  readonly path: Path;
  readonly #books: Books;

  constructor(project: Project, session: Session, at: number) {
    const books = new Books(project, { ...session, now: at });
    this.#books = books;
    this.speech = new Speech(books);
    this.timer = new Timer(books);
    this.keys = new Keys(books);
    this.identification = new Identification(books);
    this.request = new Request(books, this.identification);
    this.recorder = new Recorder(books);
    this.path = new Path(books, () => {
      this.quiet();
      this.recorder.discard();
    });
  }

  get session(): Session {
    return this.#books.session;
  }

  get actions(): readonly Action[] {
    return this.#books.actions;
  }

  get refused(): readonly Refused[] {
    return this.#books.refused;
  }

  /** Variables of the flow that runs, with `call` beside them. */
  get variables(): Variables {
    const { project, session } = this.#books;
    return {
      ...topFrame(session).variables,
      // Calendars are only asked by those who read them.
      get call() {
        return readConditionScope(project, session);
      },
    };
  }

  /** Speaks prompts as one playback, in place of what is playing. */
  say(spoken: readonly Spoken[], interruptible = true): void {
    this.speech.say(spoken, this.variables, interruptible);
  }

  /** Plays the voice message that is held, and then the prompts. */
  playBack(spoken: readonly Spoken[]): void {
    this.speech.say(spoken, this.variables, true, this.recorder.held?.name);
  }

  save(name: string | undefined, value: Value): void {
    if (name === undefined) return;
    const { frames } = this.session;
    const frame = topFrame(this.session);
    const variables = { ...frame.variables, [name]: value };
    this.#books.change({ frames: [...frames.slice(0, -1), { ...frame, variables }] });
  }

  speakLanguage(language: string): void {
    this.#books.change({ language });
  }

  /** An operator sends the caller to another step, and has them back at the next queue. */
  sendAside(aside: boolean): void {
    if (aside !== this.session.aside) this.#books.change({ aside });
  }

  /** The queue of this name, as flows/queues.yaml has it. */
  queue(name: string): FlowQueue | undefined {
    return this.#books.project.queues.find((queue) => queue.name === name);
  }

  /** Failed attempts of the step that runs. */
  get attempts(): number {
    return this.session.attempts;
  }

  forgetAttempts(): void {
    this.#books.change({ attempts: 0 });
  }

  countAttempt(): number {
    this.#books.change({ attempts: this.attempts + 1 });
    return this.attempts;
  }

  /** Ends whatever plays, records or waits. */
  quiet(): void {
    this.speech.hush();
    this.timer.cancel();
    this.recorder.stop();
  }

  hangUp(reason: 'normal' | 'congestion'): void {
    this.quiet();
    this.recorder.discard();
    this.#books.actions.push({ type: 'hang-up', reason });
    this.#books.change({ phase: 'ending' });
  }

  /** Whoever spoke and hung up has left a message: it is kept, without anybody to wait for it. */
  callEnded(): void {
    const { held } = this.recorder;
    // One that is being kept goes on being kept.
    if (held !== undefined && this.session.request === null) this.request.sendOff(keepRequest(held));
    this.#books.change({
      phase: 'ended',
      playing: null,
      timer: null,
      request: null,
      recording: null,
      message: null,
    });
  }
}
