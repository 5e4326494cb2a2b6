/** A measurement stands for so many seconds. */
const windowSeconds = 5;
const everyMs = 20;
const samples = (windowSeconds * 1000) / everyMs;

/** The highest of the last few values, one a second. */
export class Highest {
  readonly #values: number[] = [];

  add(value: number): void {
    this.#values.push(value);
    if (this.#values.length > windowSeconds) this.#values.shift();
  }

  get value(): number {
    return Math.max(0, ...this.#values);
  }
}

/**
 * How late the event loop is: the 99th percentile of the last five seconds, as somebody who comes at any moment finds it.
 * A loop that stands still for half a second counts as all who came in that time, not as one of them.
 */
export class EventLoopLag {
  readonly #late: number[] = new Array<number>(samples).fill(0);
  #next = 0;
  #due = 0;
  #timer: NodeJS.Timeout | undefined;

  start(): void {
    this.#due = performance.now() + everyMs;
    this.#timer = setInterval(() => this.came(performance.now()), everyMs);
    this.#timer.unref();
  }

  /** The timer came at this moment, which it counts from when it was due. */
  came(now: number): void {
    let late = Math.max(0, now - this.#due);
    do {
      this.#late[this.#next] = late;
      this.#next = (this.#next + 1) % samples;
      late -= everyMs;
    } while (late > 0);
    this.#due = now + everyMs;
  }

  /** In ms. */
  get value(): number {
    return this.#late.toSorted((left, right) => left - right)[Math.floor(samples * 0.99)] ?? 0;
  }

  close(): void {
    clearInterval(this.#timer);
  }
}
