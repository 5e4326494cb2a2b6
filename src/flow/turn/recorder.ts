import type { RecordingLimits } from '../actions.ts';
import type { Session } from '../session.ts';
import type { Variables } from '../values.ts';
import type { Books } from './books.ts';
import type { Asked } from './request.ts';

/** A voice message that was recorded and is neither kept nor thrown away so far. */
export type HeldMessage = NonNullable<Session['message']>;

/** The recording that the step that runs makes, and the message that came of it. */
export class Recorder {
  readonly #books: Books;

  constructor(books: Books) {
    this.#books = books;
  }

  start(box: string, limits: RecordingLimits): void {
    const id = this.#books.nextId();
    this.#books.actions.push({ type: 'record', id, box, ...limits });
    this.#books.change({ recording: id });
  }

  get running(): boolean {
    return this.#books.session.recording !== null;
  }

  /** Ends the recording; what it holds is not waited for. */
  stop(): void {
    const { recording } = this.#books.session;
    if (recording === null) return;
    this.#books.actions.push({ type: 'stop-recording', id: recording });
    this.#books.change({ recording: null });
  }

  /** The recording with this id is over; false if it is not the one that runs. */
  ended(id: string): boolean {
    if (this.#books.session.recording !== id) return false;
    this.#books.change({ recording: null });
    return true;
  }

  /** Holds what was recorded, with what is known of it, until it is decided upon. */
  hold(name: string, box: string, about: Variables, seconds: number): void {
    this.#books.change({ message: { name, box, about, seconds } });
  }

  get held(): HeldMessage | undefined {
    return this.#books.session.message ?? undefined;
  }

  /** The message is in its box: it is nobody's to throw away any more. */
  release(): void {
    this.#books.change({ message: null });
  }

  /** Throws away what is held. */
  discard(): void {
    const { message } = this.#books.session;
    if (message === null) return;
    this.#books.actions.push({ type: 'discard-recording', id: message.name });
    this.#books.change({ message: null });
  }
}

/** Asks for a message to be kept; its name makes it one, however often it is asked for. */
export function keepRequest({ name, box, about, seconds }: HeldMessage): Asked {
  return { type: 'keep', operation: box, arguments: { registrazione: name, secondi: seconds, about } };
}
