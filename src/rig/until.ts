import { setTimeout as delay } from 'node:timers/promises';

/** Long enough for two busy cores; nothing is measured here. */
export const patienceMs = 30_000;
const everyMs = 25;

/**
 * Asks again and again until there is an answer.
 * @param missing what was waited for, for the error
 * @throws Error when there is none in time
 */
export async function until<T>(
  missing: string,
  ask: () => Promise<T | undefined | false> | T | undefined | false,
  timeoutMs = patienceMs,
): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    if (Date.now() > deadline) throw new Error(`${missing}: not within ${timeoutMs / 1000} s`);
    await delay(everyMs);
  }
}
