import type { DocumentsResult } from './documents-round.ts';

const marks = [0.1, 0.5, 1];
const megabyte = 1024 * 1024;

/** Times a known number of equal pieces of work in this process, and what it holds in memory meanwhile. */
export class Stopwatch {
  readonly #all: number;
  readonly #warmUp: number;
  readonly #rssMb: number[] = [];
  #started = performance.now();
  #cpu = process.cpuUsage();
  #done = 0;

  /** @param warmUp how many of all are done before it begins */
  constructor(all: number, warmUp: number) {
    this.#all = all;
    this.#warmUp = warmUp;
  }

  /** @param count how many pieces are done now */
  passed(count: number): void {
    this.#done = count;
    if (count === this.#warmUp) {
      this.#started = performance.now();
      this.#cpu = process.cpuUsage();
    }
    const mark = marks[this.#rssMb.length];
    if (mark !== undefined && count >= this.#all * mark)
      this.#rssMb.push(Math.round(process.memoryUsage.rss() / megabyte));
  }

  result(): DocumentsResult {
    const { user, system } = process.cpuUsage(this.#cpu);
    return {
      done: this.#done - this.#warmUp,
      ms: performance.now() - this.#started,
      cpuMs: (user + system) / 1_000,
      rssMb: this.#rssMb,
    };
  }
}
