import { expect, test } from '@jest/globals';
import { Ending, type Outcome, unbalanced } from './outcome.ts';
import { tones } from './project.ts';

const { first, second, apology, resumed } = tones;

test.each<[string, readonly number[], 'local' | 'remote', Outcome]>([
  ['the caller hangs up', [first], 'local', 'finished'],
  ['the caller hangs up after an apology', [first, apology], 'local', 'finished'],
  ['the line ends without a word', [first, second], 'remote', 'dropped'],
  ['nothing was ever heard', [], 'remote', 'dropped'],
  ['the line ends with an apology', [first, apology], 'remote', 'apologised'],
  ['the apology was long ago, and the flow went on', [first, apology, second], 'remote', 'dropped'],
  ['the call was carried on after the apology', [first, apology, resumed], 'remote', 'dropped'],
  ['a second apology', [first, apology, second, apology], 'remote', 'apologised'],
  [
    'speech that is no tone of the flow comes after the apology',
    [first, apology, 14],
    'remote',
    'apologised',
  ],
])('%s', (_what, heard, by, outcome) => {
  const ending = new Ending();
  for (const tone of heard) ending.heard(tone);
  expect(ending.outcome(by)).toBe(outcome);
});

test('a call in which nothing is heard any more is dropped once, whoever hangs up', () => {
  const ending = new Ending();
  ending.heard(first);
  ending.lost();
  expect(ending.outcome('local')).toBe('dropped');
});

test('every call that was placed comes out in one way', () => {
  const counts = { placed: 10, finished: 6, apologised: 1, dropped: 2, unanswered: 1 };
  expect(unbalanced(counts)).toBe(0);
  expect(unbalanced({ ...counts, finished: 5 })).toBe(1);
  expect(unbalanced({ ...counts, dropped: 3 })).toBe(1);
});
