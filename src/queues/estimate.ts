/** Whom a caller may be answered by from some moment on: a topic at a level in the caller's language. */
export interface Reach {
  /** Milliseconds until the route comes to it; 0 when it has. */
  readonly startsIn: number;
  /** Operators logged in who are good enough, and how many of them are ready at this moment. */
  readonly staff: number;
  readonly idle: number;
  /** Callers before this one who wait for these operators. */
  readonly ahead: number;
  /** Callers before this one who take any operator of the language, and how many operators those are. */
  readonly aheadAny: number;
  readonly staffAny: number;
}

/** What is known when somebody asks how long it will take. */
export interface WaitFacts {
  /** All that the caller's route reaches, in its order. */
  readonly reaches: readonly Reach[];
  /** How long operators were occupied by one call lately, ms: the conversation and what is written after it. */
  readonly handling: readonly number[];
}

/**
 * How much longer a caller will wait, in seconds; docs/queues.md says why so, and how wrong it is.
 *
 * For each part of the route: when it begins, and then how long until one of its operators is free for this caller. That
 * is at once when more are ready than callers are before this one; else the operators become free one after the other,
 * every mean handling time divided by how many they are, and callers who take anybody take their share of them. The part
 * that comes first counts. Null where nothing is known.
 */
export function estimateSeconds({ reaches, handling }: WaitFacts): number | null {
  const mean =
    handling.length === 0 ? undefined : handling.reduce((sum, one) => sum + one, 0) / handling.length;
  let soonest: number | undefined;
  for (const { startsIn, staff, idle, ahead, aheadAny, staffAny } of reaches) {
    if (staff === 0) continue;
    const share = staffAny === 0 ? 0 : staff / staffAny;
    const before = ahead + aheadAny * Math.min(share, 1);
    const behind = Math.max(0, before + 1 - idle);
    if (behind > 0 && mean === undefined) continue;
    const at = startsIn + (behind * (mean ?? 0)) / staff;
    if (soonest === undefined || at < soonest) soonest = at;
  }
  return soonest === undefined ? null : Math.round(soonest / 1_000);
}
