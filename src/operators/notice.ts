import type { Queue } from '../queues/queue.ts';

/**
 * Whether a caller knows that the conversation is recorded. The flow says so before the line; who comes into a queue that
 * records in another way (handed on, overflow, a colleague who was asked) is told then, and nobody speaks before it is over.
 */
export class Notice {
  readonly #say: (queue: string) => void;
  readonly #boundMs: number;
  #told: boolean;
  #telling: Promise<boolean> | undefined;
  #settle: (told: boolean) => void = () => {};

  /** @param say has the flow say the notice of a queue @param boundMs how long is waited for its end */
  constructor(told: boolean, say: (queue: string) => void, boundMs: number) {
    this.#told = told;
    this.#say = say;
    this.#boundMs = boundMs;
  }

  /** The caller has heard it. */
  told(): void {
    this.#told = true;
    this.#settle(true);
  }

  /** Nobody is there to hear it any more. */
  drop(): void {
    this.#settle(this.#told);
  }

  /**
   * Has it said, if this queue records and it was not said before. Never rejects.
   * @returns whether the caller knows: without that nothing is recorded
   */
  async tell({ name, record }: Queue): Promise<boolean> {
    if (record === undefined || this.#told) return this.#told;
    this.#telling ??= this.#tell(name);
    return await this.#telling;
  }

  async #tell(queue: string): Promise<boolean> {
    const heard = new Promise<boolean>((resolve) => {
      this.#settle = resolve;
    });
    const timer = setTimeout(() => this.#settle(false), this.#boundMs).unref();
    this.#say(queue);
    const told = await heard;
    clearTimeout(timer);
    this.#telling = undefined;
    return told;
  }
}
