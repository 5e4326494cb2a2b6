import type { PromptCall } from '../flow/actions.ts';
import type { Walk } from './walk.ts';

/** Follows what a walk hears, prompt after prompt, as a dialog test tells it. */
export class Listener {
  readonly #walk: Walk;
  /** How much of the walk's history has been told, and how many prompts of the playback told last. */
  #told = 0;
  #within = 0;

  constructor(walk: Walk) {
    this.#walk = walk;
  }

  /** What was said up to here need not be told any more: the caller acts. */
  skip(): void {
    this.#told = this.#walk.history.length;
    this.#within = 0;
  }

  /** Presses keys. What begins and is broken off by the next of these keys need not be told either. */
  press(keys: string): void {
    this.skip();
    this.#walk.press(keys);
    if (this.#walk.playing) this.#tellFromLast();
  }

  /** Hears everything out; only the last of it may still be told. */
  listen(): void {
    this.#walk.settle();
    this.#tellFromLast();
  }

  #tellFromLast(): void {
    const last = this.#walk.history.findLastIndex((one) => one.type === 'heard');
    if (last < this.#told) return;
    this.#told = last;
    this.#within = 0;
  }

  /**
   * The prompt if it is heard next: further on in the playback told last, or in the one after it.
   * @returns what is heard in its place when it is another one, or nothing
   */
  hear(prompt: string): { readonly call: PromptCall } | { readonly instead: readonly string[] } {
    const under = this.#playback(this.#told - 1);
    const rest = this.#within === 0 ? -1 : this.#indexIn(under, prompt, this.#within);
    const call = under[rest];
    if (call !== undefined) {
      this.#within = rest + 1;
      return { call };
    }
    const next = this.#nextPlayback();
    if (next === undefined) return { instead: [] };
    const playback = this.#playback(next);
    const index = this.#indexIn(playback, prompt, 0);
    const heard = playback[index];
    if (heard === undefined) return { instead: playback.map((one) => one.prompt) };
    this.#told = next + 1;
    this.#within = index + 1;
    return { call: heard };
  }

  /** Lets the walk go on by itself until it says something new. */
  #nextPlayback(): number | undefined {
    for (;;) {
      const { history } = this.#walk;
      const index = history.findIndex((one, at) => at >= this.#told && one.type === 'heard');
      if (index >= 0) return index;
      if (this.#walk.listening || !this.#walk.next()) return undefined;
    }
  }

  #playback(index: number): readonly PromptCall[] {
    const happening = this.#walk.history[index];
    return happening?.type === 'heard' ? happening.prompts : [];
  }

  #indexIn(prompts: readonly PromptCall[], prompt: string, from: number): number {
    return prompts.findIndex((one, index) => index >= from && one.prompt === prompt);
  }
}
