import type { Books } from './books.ts';

/** The one timer of the step that runs. */
export class Timer {
  readonly #books: Books;

  constructor(books: Books) {
    this.#books = books;
  }

  /** Starts it, in place of one that runs. */
  start(ms: number): void {
    this.cancel();
    const id = this.#books.nextId();
    this.#books.actions.push({ type: 'start-timer', id, ms });
    this.#books.change({ timer: id });
  }

  cancel(): void {
    const { timer } = this.#books.session;
    if (timer === null) return;
    this.#books.actions.push({ type: 'cancel-timer', id: timer });
    this.#books.change({ timer: null });
  }

  /** The timer with this id ran out; false if it is not the one that runs. */
  ended(id: string): boolean {
    if (this.#books.session.timer !== id) return false;
    this.#books.change({ timer: null });
    return true;
  }
}
