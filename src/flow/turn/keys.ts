import { sensitiveKeys } from '../session.ts';
import type { Books } from './books.ts';

/** Keys that a caller can type ahead; more are dropped. */
const pendingLimit = 64;

/** Keys pressed and not taken yet, and the entry that a step makes of them. */
export class Keys {
  readonly #books: Books;

  constructor(books: Books) {
    this.#books = books;
  }

  /** Keeps a key until a step takes it; false if it is none: a `#` right behind an entry that has ended. */
  pressed(digit: string): boolean {
    const habit = this.#books.session.dropHash && digit === '#';
    const pending = this.#pending + digit;
    this.#books.change({ dropHash: false });
    if (!habit && pending.length <= pendingLimit) this.#books.change({ pending: sensitiveKeys(pending) });
    return !habit;
  }

  get waiting(): boolean {
    return this.#pending !== '';
  }

  /** The next key that no step has taken yet. */
  take(): string | undefined {
    const pending = this.#pending;
    if (pending === '') return undefined;
    this.#books.change({ pending: sensitiveKeys(pending.slice(1)) });
    return pending[0];
  }

  /** Forgets keys typed ahead: what they answered turned out not to be asked. */
  drop(): void {
    this.#books.change({ pending: sensitiveKeys('') });
  }

  /** Keys of the entry under way. */
  get entry(): string {
    return this.#books.session.keys.reveal();
  }

  set entry(keys: string) {
    this.#books.change({ keys: sensitiveKeys(keys) });
  }

  /** The entry has ended: one `#` right behind it is swallowed. */
  ignoreHash(): void {
    if (this.#pending.startsWith('#')) this.take();
    else this.#books.change({ dropHash: true });
  }

  /** A `#` ended what the caller was doing (a voice message): it is swallowed, and so is what was keyed before it. */
  dropToHash(): void {
    while (this.waiting && !this.#pending.startsWith('#')) this.take();
    this.ignoreHash();
  }

  get #pending(): string {
    return this.#books.session.pending.reveal();
  }
}
