const cells = { alive: 0, confirmed: 1, epoch: 2 } as const;
const nanosecondsPerMs = 1_000_000n;

/**
 * What the thread of an engine and its stand-in know of each other, in memory that both see at once: nothing waits for an
 * event loop. Times are of the monotonic clock, which all threads of a machine share.
 */
export class Pulse {
  readonly memory: SharedArrayBuffer;
  readonly #cells: BigInt64Array;

  /** @param memory that of the other thread's pulse; a new one when left out */
  constructor(memory = new SharedArrayBuffer(Object.keys(cells).length * BigInt64Array.BYTES_PER_ELEMENT)) {
    this.memory = memory;
    this.#cells = new BigInt64Array(memory);
  }

  /** The present moment, in ns. */
  static now(): bigint {
    return process.hrtime.bigint();
  }

  /** The engine's own thread runs. */
  alive(): void {
    this.#set('alive', Pulse.now());
  }

  /** What the lease is held under; undefined while there is nothing to prolong. */
  get epoch(): string | undefined {
    const epoch = Atomics.load(this.#cells, cells.epoch);
    return epoch === 0n ? undefined : `${epoch}`;
  }

  set epoch(epoch: string | undefined) {
    this.#set('epoch', BigInt(epoch ?? 0));
  }

  /** Redis has prolonged the lease. @param asked when it was asked to: the lease counts from then, at the least */
  confirm(asked: bigint): void {
    // Two threads ask: an answer that was overtaken takes nothing back.
    if (asked > Atomics.load(this.#cells, cells.confirmed)) this.#set('confirmed', asked);
  }

  /** Since the engine's own thread ran, in ms. */
  get sinceAliveMs(): number {
    return this.#since('alive');
  }

  /** Since Redis was last asked to prolong the lease, and did, in ms. */
  get sinceConfirmedMs(): number {
    return this.#since('confirmed');
  }

  #since(cell: keyof typeof cells): number {
    return Number((Pulse.now() - Atomics.load(this.#cells, cells[cell])) / nanosecondsPerMs);
  }

  #set(cell: keyof typeof cells, value: bigint): void {
    Atomics.store(this.#cells, cells[cell], value);
  }
}
