import type { PromptCall } from '../actions.ts';
import { evaluateWith, type Variables, type With } from '../values.ts';
import type { Books } from './books.ts';

/** A prompt as a step names it: in the call's language unless it says otherwise. */
export interface Spoken {
  readonly prompt: string;
  readonly language?: string | undefined;
  readonly with?: With | undefined;
}

/** What the caller hears: one playback at a time. */
export class Speech {
  readonly #books: Books;

  constructor(books: Books) {
    this.#books = books;
  }

  answer(): void {
    this.#books.actions.push({ type: 'answer' });
  }

  /**
   * Speaks prompts as one playback, in place of what is playing.
   * @param recording one of this call, to be heard before them
   */
  say(spoken: readonly Spoken[], variables: Variables, interruptible: boolean, recording?: string): void {
    this.hush();
    const { language } = this.#books.session;
    const prompts = spoken.map(
      (one): PromptCall => ({
        prompt: one.prompt,
        language: one.language ?? language,
        values: evaluateWith(one.with, variables),
      }),
    );
    const id = this.#books.nextId();
    this.#books.actions.push({
      type: 'play',
      id,
      prompts,
      ...(recording === undefined ? {} : { recording }),
    });
    this.#books.change({ playing: { id, interruptible } });
  }

  /** Stops what is playing. */
  hush(): void {
    const { playing } = this.#books.session;
    if (playing === null) return;
    this.#books.actions.push({ type: 'stop', id: playing.id });
    this.#books.change({ playing: null, hushed: playing.id });
  }

  /** The playback with this id is over; false if it is not the one that plays. */
  ended(id: string): boolean {
    if (this.#books.session.playing?.id !== id) return false;
    this.#books.change({ playing: null });
    return true;
  }
}
