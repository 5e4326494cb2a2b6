/** What the caller has of the line at a moment. */
export type Air =
  /** Something is heard, is recorded, or somebody else has the caller: a queue with its music, an operator. */
  | 'sound'
  /** The caller is to act, and the flow will speak by itself when nothing comes. */
  | 'turn'
  /** Nothing, and nothing says that this will change. */
  | 'silence';

/** Nobody hears nothing for longer. */
export const longestSilenceMs = 8_000;

/**
 * Watches over one call that nobody is left in silence: whoever looks after the call says after everything that happens
 * what the caller has now, and is asked to speak when it has been silence for `limitMs`. Asked again as long as it is.
 */
export class DeadAir {
  readonly #limitMs: number;
  readonly #speak: (times: number) => void;
  #timer: NodeJS.Timeout | undefined;
  #times = 0;

  /** @param speak ends the silence; told how many times in a row that was needed, from 1 on */
  constructor(limitMs: number, speak: (times: number) => void) {
    this.#limitMs = limitMs;
    this.#speak = speak;
  }

  /** Something happened. @param acted the caller did something: silence that goes on begins anew */
  now(air: Air, acted = false): void {
    if (air !== 'silence' || acted) this.stop();
    if (acted) this.wentOn();
    if (air === 'silence') this.#timer ??= setTimeout(() => this.#over(), this.#limitMs);
  }

  /** The call got somewhere: what is to come is not a repetition. */
  wentOn(): void {
    this.#times = 0;
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #over(): void {
    this.#times += 1;
    this.#timer = setTimeout(() => this.#over(), this.#limitMs);
    this.#speak(this.#times);
  }
}
