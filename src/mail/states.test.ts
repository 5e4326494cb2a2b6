import { expect, test } from '@jest/globals';
import { followers, leadingTo, type State, states, stuck, unfinished } from './states.ts';

/** Every state that can come after this one, however far away. */
function reachable(from: State): ReadonlySet<State> {
  const seen = new Set<State>();
  const waiting = [...followers[from]];
  for (let state = waiting.pop(); state !== undefined; state = waiting.pop()) {
    if (!seen.has(state)) waiting.push(...followers[state]);
    seen.add(state);
  }
  return seen;
}

test('every state can be reached, and what is unfinished or stuck can still be handed over or cancelled', () => {
  expect(new Set([...reachable('REQUESTED'), 'REQUESTED'])).toEqual(new Set(states));
  for (const state of [...unfinished, ...stuck]) {
    expect(followers[state]).toContain('CANCELLED');
    expect(reachable(state)).toContain('HANDED_OVER');
  }
});

test('from hand-over on nothing leads back, nor to a second hand-over, nor can it be cancelled', () => {
  const before: readonly State[] = [...unfinished, 'BATCHED', 'HANDED_OVER', 'CANCELLED', 'FAILED'];
  for (const state of before) expect(reachable('HANDED_OVER')).not.toContain(state);
  expect(leadingTo('HANDED_OVER')).toEqual(['RENDERED', 'BATCHED']);
});
