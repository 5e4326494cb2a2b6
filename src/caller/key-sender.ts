/** Presses keys on a call one after the other, each as a train of RFC 4733 packets at its due times. */
import { type EventPacket, eventOf, eventTrain, shortestGapMs } from './dtmf.ts';
import { CallEndedError } from './errors.ts';

/** What the sender needs of an RTP session. */
export interface EventChannel {
  beginEvent(): number;
  sendEvent(code: number, timestamp: number, packet: EventPacket): void;
  endEvent(): void;
}

export interface PressOptions {
  /** How long each key is held; 100 by default. Asterisk stretches keys under 80 ms, which delays them. */
  readonly durationMs?: number;
  /** From a key's first end packet to the next key; 80 by default, never under 60. */
  readonly gapMs?: number;
}

interface Job {
  readonly codes: readonly number[];
  readonly train: readonly EventPacket[];
  readonly gapMs: number;
  readonly endedAt: number[];
  readonly resolve: (endedAt: number[]) => void;
  readonly reject: (error: Error) => void;
}

const maxJobs = 64;

export class KeySender {
  readonly #channel: EventChannel;
  readonly #jobs: Job[] = [];
  #working = false;
  #closed = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(channel: EventChannel) {
    this.#channel = channel;
  }

  /**
   * Presses `keys` (0-9 * # A-D) in order, behind whatever was pressed before. Resolves when the last key's first
   * end packet left, with that time for every key (performance.now(), ms).
   * @throws RangeError for a character that is no key; CallEndedError
   */
  press(keys: string, options: PressOptions = {}): Promise<number[]> {
    const codes = Array.from(keys, (key) => eventOf(key) ?? Number.NaN);
    if (codes.some(Number.isNaN)) return Promise.reject(new RangeError('only 0-9 * # A-D can be pressed'));
    if (this.#closed) return Promise.reject(ended());
    if (codes.length === 0) return Promise.resolve([]);
    if (this.#jobs.length >= maxJobs)
      return Promise.reject(new RangeError('too many key presses are queued'));
    return new Promise((resolve, reject) => {
      const train = eventTrain(options.durationMs ?? 100);
      const gapMs = Math.max(options.gapMs ?? 80, shortestGapMs);
      this.#jobs.push({ codes, train, gapMs, endedAt: [], resolve, reject });
      if (!this.#working) void this.#work();
    });
  }

  async #work(): Promise<void> {
    this.#working = true;
    for (let job = this.#jobs[0]; job !== undefined && !this.#closed; job = this.#jobs[0]) {
      for (const code of job.codes) {
        await this.#pressOne(code, job);
        if (this.#closed) return;
      }
      this.#jobs.shift();
    }
    this.#working = false;
  }

  async #pressOne(code: number, job: Job): Promise<void> {
    const timestamp = this.#channel.beginEvent();
    const startedAt = performance.now();
    let endedAt: number | undefined;
    for (const packet of job.train) {
      await this.#until(startedAt + packet.atMs);
      if (this.#closed) return;
      this.#channel.sendEvent(code, timestamp, packet);
      if (packet.end && endedAt === undefined) {
        endedAt = performance.now();
        job.endedAt.push(endedAt);
        if (job.endedAt.length === job.codes.length) job.resolve(job.endedAt);
      }
    }
    this.#channel.endEvent();
    await this.#until((endedAt ?? startedAt) + job.gapMs);
  }

  /** Packets that are overdue go at once: a late timer must not make a key longer. */
  #until(time: number): Promise<void> | undefined {
    const wait = time - performance.now();
    if (wait <= 0) return undefined;
    return new Promise((resolve) => {
      this.#timer = setTimeout(resolve, wait);
    });
  }

  /** Stops in the middle of whatever is being pressed; what was not yet pressed rejects. */
  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    for (const job of this.#jobs.splice(0)) job.reject(ended());
  }
}

function ended(): CallEndedError {
  return new CallEndedError('the call ended before all keys were pressed');
}
