import { expect, test } from '@jest/globals';
import { legEnd } from './leg-end.ts';

const ringing = { answered: false, cancelled: false, lost: false, dialStatus: undefined, cause: undefined };

test.each([
  ['486 and 600', 'BUSY', 17, 'busy'],
  ['603 and 403', 'CONGESTION', 21, 'refused'],
  ['480, and our own ring time', 'NOANSWER', 19, 'no-answer'],
  ['408', 'NOANSWER', 18, 'no-answer'],
  ['404', 'NOANSWER', 1, 'unreachable'],
  ['503', 'CONGESTION', 34, 'unreachable'],
  ['no cause, but a word', 'NOANSWER', 0, 'no-answer'],
  ['no cause, busy', 'BUSY', 16, 'busy'],
  ['nothing known', undefined, undefined, 'unreachable'],
] as const)('%s', (_what, dialStatus, cause, end) => {
  expect(legEnd({ ...ringing, dialStatus, cause })).toBe(end);
});

test('what we did ourselves, and what nobody saw, goes before the numbers', () => {
  expect(legEnd({ ...ringing, cancelled: true, cause: 17 })).toBe('cancelled');
  expect(legEnd({ ...ringing, answered: true, cause: 17 })).toBe('hung-up');
  expect(legEnd({ ...ringing, answered: true, lost: true })).toBe('lost');
});
