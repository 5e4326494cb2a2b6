import { expect, test } from '@jest/globals';
import { nextClosing } from './closing-hour.ts';

test.each([
  ['2026-11-23T10:00:00Z', '2026-11-23', '2026-11-23T17:00:00.000Z'],
  ['2026-11-23T17:00:00Z', '2026-11-24', '2026-11-24T17:00:00.000Z'],
  ['2026-11-23T23:30:00Z', '2026-11-24', '2026-11-24T17:00:00.000Z'],
  // The clocks go forward and back.
  ['2026-03-28T18:00:00Z', '2026-03-29', '2026-03-29T16:00:00.000Z'],
  ['2026-10-24T17:00:00Z', '2026-10-25', '2026-10-25T17:00:00.000Z'],
])('at %s the next post is that of %s, which closes at %s', (now, day, at) => {
  expect(nextClosing(18 * 60, new Date(now))).toEqual({ day, at: new Date(at) });
});
