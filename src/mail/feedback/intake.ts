import type { State } from '../states.ts';
import type { FeedbackEvent, FeedbackState } from './event.ts';

/** What became of a request by an event; `state` is where it is now. */
export type Advance =
  | { readonly outcome: 'advanced' | 'unchanged'; readonly reference: string; readonly state: State }
  | { readonly outcome: 'unknown' };

/** Where requests get further. Fulfilment keeps it, in the database. */
export interface FeedbackBook {
  /**
   * Moves a request to a state, if that may follow the one it is in; else nothing happens, so that repeated events and
   * events in the wrong order do no harm.
   * @param reference ours; undefined where only the carrier's is known
   * @param told by whom, and why
   */
  advance(
    reference: string | undefined,
    state: FeedbackState,
    at: Date,
    carrierReference: string | undefined,
    told: { readonly carrier: string; readonly reason: string | undefined },
  ): Promise<Advance>;
}

/** Told of mail that came back. May be told again of the same. */
export interface ReturnedMail {
  /** @throws whatever keeps it from being written: the event is then told again */
  flag(reference: string, reason: string | undefined): Promise<void>;
}

export type Tally = Record<Advance['outcome'], number>;

/** Takes what carriers tell, whichever way it comes. */
export class FeedbackIntake {
  readonly #book: FeedbackBook;
  readonly #returned: ReturnedMail;

  constructor(book: FeedbackBook, returned: ReturnedMail) {
    this.#book = book;
    this.#returned = returned;
  }

  /** Writes all events, or throws: all of them may then be told again. @throws what the book throws */
  async take(carrier: string, events: readonly FeedbackEvent[]): Promise<Tally> {
    const tally: Tally = { advanced: 0, unchanged: 0, unknown: 0 };
    for (const { reference, carrierReference, state, at, reason } of events) {
      const told = { carrier, reason };
      const advance = await this.#book.advance(reference, state, new Date(at), carrierReference, told);
      // Also when it was told before: the first time may have ended between the two. What was never sent cannot come back.
      if (advance.outcome !== 'unknown' && state === 'RETURNED' && advance.state === 'RETURNED')
        await this.#returned.flag(advance.reference, reason);
      tally[advance.outcome] += 1;
    }
    return tally;
  }
}
