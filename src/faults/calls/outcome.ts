import { tones } from './project.ts';

/** How a call that was placed came out: exactly one of these, so that they balance. */
export type Outcome = 'finished' | 'apologised' | 'dropped' | 'unanswered';

const known: ReadonlySet<number> = new Set(Object.values(tones));

/** Follows one call that was answered, to say at its end how it came out. */
export class Ending {
  #sorry = false;
  #lost = false;

  /** A tone has begun. An apology counts until the flow goes on: what happens later was not apologised for. */
  heard(tone: number): void {
    if (tone === tones.apology) this.#sorry = true;
    else if (known.has(tone)) this.#sorry = false;
  }

  /** The caller heard nothing any more of what was owed: whoever hangs up then. */
  lost(): void {
    this.#lost = true;
  }

  /** @param by who ended it */
  outcome(by: 'local' | 'remote'): Outcome {
    if (this.#lost) return 'dropped';
    if (by === 'local') return 'finished';
    return this.#sorry ? 'apologised' : 'dropped';
  }
}

/** Calls that were placed and came out in no way, or in more than one: 0 where the counting is right. */
export function unbalanced(seen: Readonly<Record<Outcome | 'placed', number>>): number {
  return Math.abs(seen.placed - seen.finished - seen.apologised - seen.dropped - seen.unanswered);
}
