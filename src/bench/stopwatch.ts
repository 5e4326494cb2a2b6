import type { DocumentsResult } from './documents-round.ts';

const marks = Array.from({ length: 10 }, (_, index) => (index + 1) / 10);
const megabyte = 1024 * 1024;

/** Times a known number of equal pieces of work in this process, and what it holds in memory meanwhile. */
export class Stopwatch {
  readonly #all: number;
  readonly #warmUp: number;
  readonly #marked: (share: number, rssMb: number) => void;
  readonly #rssMb: number[] = [];
  #started = performance.now();
  #cpu = process.cpuUsage();
  #done = 0;

  /**
   * @param warmUp how many of all are done before it begins
   * @param marked told at every tenth
   */
  constructor(all: number, warmUp: number, marked: (share: number, rssMb: number) => void = () => {}) {
    this.#all = all;
    this.#warmUp = warmUp;
    this.#marked = marked;
  }

  /** @param count how many pieces are done now */
  passed(count: number): void {
    this.#done = count;
    if (count === this.#warmUp) {
      this.#started = performance.now();
      this.#cpu = process.cpuUsage();
    }
    const mark = marks[this.#rssMb.length];
    if (mark === undefined || count < this.#all * mark) return;
    const rssMb = Math.round(process.memoryUsage.rss() / megabyte);
    this.#rssMb.push(rssMb);
    this.#marked(mark, rssMb);
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
