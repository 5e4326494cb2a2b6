import { steadyNow } from '../clock.ts';
import type { Variables } from '../flow/values.ts';
import type { Place } from '../matching/matcher.ts';
import { toldMinutes, type WaitEstimate } from '../queues/estimate.ts';

/** A caller who moved up a lot hears it early, but never sooner than this after the last news, in ms. */
const soonestMs = 10_000;
/** Music between what is said, at least, in ms. */
const pauseMs = 3_000;

/** When a caller who waits hears where they stand, and what. */
export class News {
  readonly #send: (value: Variables) => void;
  #times = 0;
  #last: { readonly at: number; readonly position: number } | undefined;
  #since = steadyNow();

  constructor(send: (value: Variables) => void) {
    this.#send = send;
  }

  /** The caller waits once more: the first news of all, which joins what is said at the beginning, is over. */
  begin(): void {
    this.#last = undefined;
    this.#times = Math.max(this.#times, 2);
    this.#since = steadyNow();
  }

  /**
   * The caller has been waiting before, under an engine that was killed: all of its callers come back at once, and their
   * news must not all be due at once.
   */
  resume(everyMs: number, now = steadyNow()): void {
    // Nobody can be at half of position 0: only the time counts.
    this.#last = { at: now - Math.random() * everyMs, position: 0 };
  }

  waitedMs(now = steadyNow()): number {
    return now - this.#since;
  }

  /**
   * Sends news if it is time: at once to who has just come, then every `everyMs`, or when the place has halved.
   * @param quietMs for how long the caller has heard nothing but music
   */
  tell(place: Place, everyMs: number, quietMs: number, now = steadyNow()): void {
    if (!this.#isDue(place.position, everyMs, quietMs, now)) return;
    const { position, estimate } = place;
    this.#last = { at: now, position };
    this.#send({
      posizione: position,
      volta: this.#times,
      ...(estimate === null ? {} : waitOf(estimate)),
    });
    this.#times += 1;
  }

  #isDue(position: number, everyMs: number, quietMs: number, now: number): boolean {
    const last = this.#last;
    if (last === undefined) return true;
    const after = now - last.at;
    if (quietMs < Math.min(pauseMs, everyMs / 2)) return false;
    return after >= everyMs || (after >= soonestMs && position <= last.position / 2);
  }
}

function waitOf(estimate: WaitEstimate): Variables {
  const { from, to } = toldMinutes(estimate);
  return { attesa: from, massimo: to };
}
