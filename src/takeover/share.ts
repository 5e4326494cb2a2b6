import { createHash } from 'node:crypto';

/**
 * Which of several engines takes a call, so that each takes its part without asking the others: the one whose name gives
 * the highest number together with the call's (rendezvous hashing). When one of them is missing, only its part moves.
 * @param engines names; at least one
 */
export function takerOf(callId: string, engines: readonly string[]): string | undefined {
  let taker: string | undefined;
  let highest = '';
  for (const engine of engines) {
    const weight = createHash('sha1').update(`${callId} ${engine}`).digest('hex');
    if (taker === undefined || weight > highest) [taker, highest] = [engine, weight];
  }
  return taker;
}
