/** What is known about a line when somebody asks how long it will take. Times in ms, instants in epoch ms. */
export interface LineFacts {
  /** Callers before this one. */
  readonly ahead: number;
  /** Operators logged in who could take this caller. */
  readonly staff: number;
  readonly at: number;
  /** When callers of this line were answered lately, newest first. */
  readonly answers: readonly number[];
  /** How long conversations of this line took lately. */
  readonly handling: readonly number[];
}

/** With fewer answers the pace of a line says nothing. */
const fewestAnswers = 4;

/**
 * How much longer a caller will wait, in seconds; docs/queues.md says why so, and how wrong it is.
 *
 * The pace of the line: callers leave it for an operator every so many seconds lately, so the caller behind `ahead`
 * others leaves it after `ahead + 1` such intervals. While there is no pace yet, the conversations of a line are shared
 * among the operators who are there. Null where neither is known.
 */
export function estimateSeconds({ ahead, staff, at, answers, handling }: LineFacts): number | null {
  const oldest = answers.at(-1);
  if (answers.length >= fewestAnswers && oldest !== undefined)
    return Math.round(((ahead + 1) * Math.max(at - oldest, 0)) / answers.length / 1_000);
  if (staff === 0 || handling.length === 0) return null;
  const mean = handling.reduce((sum, one) => sum + one, 0) / handling.length;
  return Math.round(((ahead + 1) * mean) / staff / 1_000);
}
