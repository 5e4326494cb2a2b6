import type { Leg } from './leg.ts';

/**
 * Whether an operator who answered says anything at all. Only what is heard counts: where the network does not listen, or
 * the operator does something at the desk, nobody is taken for absent.
 */
export class FirstWord {
  readonly #leg: Leg;
  readonly #seconds: number;
  #listens = false;
  #settled = false;
  #timer: NodeJS.Timeout | undefined;

  /** @param seconds how long may be without a word; 0: as long as they like */
  constructor(leg: Leg, seconds: number) {
    this.#leg = leg;
    this.#seconds = seconds;
  }

  /** From now on every word counts; before the two hear each other. Never rejects. */
  async listen(): Promise<void> {
    if (this.#seconds === 0 || this.#settled) return;
    void this.#leg.spoke.then(() => this.stop());
    this.#listens = await this.#leg.awaitSpeech();
  }

  /** From now on the caller waits for a word. @param missing told once, when there was none in time */
  expect(missing: () => void): void {
    if (!this.#listens || this.#settled) return;
    this.#timer = setTimeout(() => {
      this.#settled = true;
      missing();
    }, this.#seconds * 1000).unref();
  }

  /** The operator is there. */
  stop(): void {
    this.#settled = true;
    clearTimeout(this.#timer);
  }
}
