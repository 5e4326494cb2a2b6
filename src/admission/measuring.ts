import { monitorEventLoopDelay } from 'node:perf_hooks';

/** A measurement stands for so many seconds. */
const windowLooks = 5;

/** The highest of the last few values. */
export class Highest {
  readonly #values: number[] = [];

  add(value: number): void {
    this.#values.push(value);
    if (this.#values.length > windowLooks) this.#values.shift();
  }

  get value(): number {
    return Math.max(0, ...this.#values);
  }
}

/** How late the event loop is: the 99th percentile of each second, the highest of the last five. */
export class EventLoopLag {
  readonly #delays = monitorEventLoopDelay({ resolution: resolutionMs });
  readonly #highest = new Highest();

  start(): void {
    this.#delays.enable();
  }

  /** Every second. */
  look(): void {
    // The histogram's values are whole intervals of its own timer, in ns.
    const late = this.#delays.percentile(99) / 1e6 - resolutionMs;
    if (Number.isFinite(late)) this.#highest.add(Math.max(0, late));
    this.#delays.reset();
  }

  /** In ms. */
  get value(): number {
    return this.#highest.value;
  }

  close(): void {
    this.#delays.disable();
  }
}

const resolutionMs = 10;
