import type { RecordingLimits } from '../actions.ts';
import type { Variables } from '../values.ts';
import type { Books } from './books.ts';

/** The recording that the step that runs makes. */
export class Recorder {
  readonly #books: Books;

  constructor(books: Books) {
    this.#books = books;
  }

  start(box: string, values: Variables, limits: RecordingLimits): void {
    const id = this.#books.nextId();
    this.#books.actions.push({ type: 'record', id, box, values, ...limits });
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
}
