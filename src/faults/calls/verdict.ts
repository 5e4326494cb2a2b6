import type { CallFaults } from './calls.ts';
import { type Bound, outgrows } from './drift.ts';
import { tooMuch } from './left.ts';
import { unbalanced } from './outcome.ts';

/**
 * How much more memory an engine and Asterisk may hold when everybody has gone than with all calls up and nobody hurt yet.
 * Generous, since what JavaScript has let go of stays with the process for a while, and survivors had the calls of others: it
 * finds what grows with every call. What creeps is for the soak.
 */
const memoryBounds: Readonly<Record<'engines' | 'asterisk', Bound>> = {
  engines: { factor: 1.5, more: 100 },
  asterisk: { factor: 1.5, more: 60 },
};

/** What went wrong, a line each, and none where all is well: calls and requests that were lost, whatever was done twice, and whatever stays. */
export function faultsIn(found: CallFaults): readonly string[] {
  const counts: readonly (readonly [what: string, count: number])[] = [
    ['dropped', found.dropped],
    // Engines and their links are all that is hurt: what every prompt and answer needs is there, and another engine goes on.
    ['apologised', found.apologised],
    ['not answered', found.unanswered],
    ['not balanced: placed calls that came out in no way, or in two', unbalanced(found)],
    ['done twice', found.doubled],
    ['requests lost', found.requests.lost],
    // Keys are lost only where an engine is.
    ['keys pressed again', Object.keys(found.hurts).length === 0 ? found.keysPressedAgain : 0],
    ...tooMuch(found.left).map(([what, count]) => [`left: ${what}`, count] as const),
  ];
  const grown = (['engines', 'asterisk'] as const).filter((who) =>
    outgrows(found.memory[who], memoryBounds[who]),
  );
  return [
    ...counts.filter(([, count]) => count > 0).map(([what, count]) => `${what}: ${count}`),
    ...grown.map((who) => `memory of ${who}: ${found.memory[who].first} MB, then ${found.memory[who].last}`),
  ];
}
