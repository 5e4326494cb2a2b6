/** Load on a phone line: calls at a steady rate, each going through a scripted dialog, and what they measured. */
import type { Call } from './call.ts';
import { CallEndedError, CallTimeoutError, SipCallError } from './errors.ts';
import type { PressOptions } from './key-sender.ts';
import { type Distribution, Samples } from './samples.ts';
import type { CallOptions, SipCaller } from './sip-caller.ts';

/** One caller of the load, as its script sees it. */
export interface LoadCall {
  readonly call: Call;
  /** Counts from 0. */
  readonly index: number;
  /**
   * Presses keys and waits for the next audio; the time from the last key's first end packet to it becomes a sample
   * of `keyToAudio`. Resolves with it, in ms. When nothing is heard in time it is counted in `unheard` and the result
   * is undefined: that may also be a prompt that began exactly on the beat of the one it cut off, see Beat.
   * For exact figures press after `call.silence`; else let the time between keys vary, for at multiples of 20 ms
   * every key meets the beat that the last one set.
   */
  pressAndHear(keys: string, options: PressOptions & { timeoutMs: number }): Promise<number | undefined>;
}

export interface LoadOptions {
  readonly caller: SipCaller;
  readonly calls: number;
  readonly callsPerSecond: number;
  /** A call that is due while so many are up is not placed but counted as `skipped`. */
  readonly maxAtOnce: number;
  readonly callOptions: (index: number) => CallOptions;
  /** What one caller does; the call is hung up when it resolves or rejects. */
  readonly dialog: (caller: LoadCall) => Promise<void>;
  /** Longest life of one call, in ms; then it is hung up and counted as failed. */
  readonly callTimeoutMs: number;
  /** Stops placing calls; those that are up go on to their end. */
  readonly signal?: AbortSignal;
}

export interface LoadReport {
  readonly placed: number;
  readonly completed: number;
  readonly skipped: number;
  /** Failed calls by reason, e.g. `SIP 503`, `ended`, `timed out`. */
  readonly failed: Readonly<Record<string, number>>;
  readonly unheard: number;
  readonly mostAtOnce: number;
  readonly elapsedMs: number;
  /** INVITE to 200, in ms. */
  readonly inviteToAnswer: Distribution;
  /** First end packet of a key to the first audio packet after it, in ms. */
  readonly keyToAudio: Distribution;
  readonly packets: { readonly received: number; readonly lost: number; readonly outOfOrder: number };
  /** CPU time of this process while the load ran, in ms; everything that runs in it is included. */
  readonly cpuMs: number;
}

class LoadRun {
  readonly #options: LoadOptions;
  readonly #answer = new Samples();
  readonly #keys = new Samples();
  readonly #failed = new Map<string, number>();
  readonly #running = new Set<Promise<void>>();
  readonly #packets = { received: 0, lost: 0, outOfOrder: 0 };
  #placed = 0;
  #completed = 0;
  #skipped = 0;
  #unheard = 0;
  #mostAtOnce = 0;

  constructor(options: LoadOptions) {
    this.#options = options;
  }

  async run(): Promise<LoadReport> {
    const { calls, callsPerSecond, maxAtOnce, signal } = this.#options;
    const startedAt = performance.now();
    const cpuAtStart = process.cpuUsage();
    for (let index = 0; index < calls && signal?.aborted !== true; index++) {
      await until(startedAt + (index * 1000) / callsPerSecond);
      if (this.#running.size >= maxAtOnce) {
        this.#skipped++;
        continue;
      }
      const one = this.#one(index).finally(() => this.#running.delete(one));
      this.#running.add(one);
      this.#mostAtOnce = Math.max(this.#mostAtOnce, this.#running.size);
    }
    await Promise.all(this.#running);
    const cpu = process.cpuUsage(cpuAtStart);
    return {
      placed: this.#placed,
      completed: this.#completed,
      skipped: this.#skipped,
      failed: Object.fromEntries(this.#failed),
      unheard: this.#unheard,
      mostAtOnce: this.#mostAtOnce,
      elapsedMs: performance.now() - startedAt,
      inviteToAnswer: this.#answer.distribution(),
      keyToAudio: this.#keys.distribution(),
      packets: { ...this.#packets },
      cpuMs: (cpu.user + cpu.system) / 1000,
    };
  }

  async #one(index: number): Promise<void> {
    this.#placed++;
    let call: Call | undefined;
    let timer: NodeJS.Timeout | undefined;
    try {
      call = await this.#options.caller.call(this.#options.callOptions(index));
      if (call.answeredAt !== undefined) this.#answer.add(call.answeredAt - call.invitedAt);
      const tooLong = new Promise<never>((_resolve, reject) => {
        const { callTimeoutMs } = this.#options;
        timer = setTimeout(
          () => reject(new CallTimeoutError(`longer than ${callTimeoutMs} ms`)),
          callTimeoutMs,
        );
      });
      await Promise.race([this.#options.dialog(this.#scripted(call, index)), tooLong]);
      this.#completed++;
    } catch (error) {
      const reason = reasonOf(error);
      this.#failed.set(reason, (this.#failed.get(reason) ?? 0) + 1);
    } finally {
      clearTimeout(timer);
      if (call !== undefined) {
        const { received, lost, outOfOrder } = call.stats;
        this.#packets.received += received;
        this.#packets.lost += lost;
        this.#packets.outOfOrder += outOfOrder;
        await call.hangUp();
      }
    }
  }

  #scripted(call: Call, index: number): LoadCall {
    return {
      call,
      index,
      pressAndHear: async (keys, options) => {
        const afterTime = (await call.press(keys, options)).at(-1);
        if (afterTime === undefined) throw new RangeError('pressAndHear needs at least one key');
        try {
          const took = (await call.nextAudio({ afterTime, timeoutMs: options.timeoutMs })) - afterTime;
          this.#keys.add(took);
          return took;
        } catch (error) {
          if (!(error instanceof CallTimeoutError)) throw error;
          this.#unheard++;
          return undefined;
        }
      },
    };
  }
}

/** Places the calls and resolves when the last one is over; failed calls are counted, not thrown. */
export function runLoad(options: LoadOptions): Promise<LoadReport> {
  return new LoadRun(options).run();
}

/** Few different texts, so that the report stays small. */
function reasonOf(error: unknown): string {
  if (error instanceof SipCallError) return `SIP ${error.status}`;
  if (error instanceof CallEndedError) return 'ended';
  if (error instanceof CallTimeoutError) return 'timed out';
  return error instanceof Error ? error.name : 'unknown';
}

function until(time: number): Promise<void> | undefined {
  const wait = time - performance.now();
  return wait <= 0 ? undefined : new Promise((resolve) => setTimeout(resolve, wait));
}
