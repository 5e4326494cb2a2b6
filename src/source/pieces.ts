import { setImmediate } from 'node:timers/promises';

/** How long one piece may hold up whatever else the process does: calls, above all. */
const pieceMs = 8;

/** Does work that yields between its pieces, and lets others have a turn every few milliseconds. */
export async function inPieces<T>(work: Generator<void, T>): Promise<T> {
  let since = performance.now();
  for (;;) {
    const step = work.next();
    if (step.done === true) return step.value;
    if (performance.now() - since < pieceMs) continue;
    await setImmediate();
    since = performance.now();
  }
}

/** Does the same work at one go. */
export function atOnce<T>(work: Generator<void, T>): T {
  for (;;) {
    const step = work.next();
    if (step.done === true) return step.value;
  }
}
