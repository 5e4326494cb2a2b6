import { expect, test } from '@jest/globals';
import { assertSoftphoneName } from './softphones.ts';

test.each(['op-1', 'a', 'mario.rossi_2', 'x'.repeat(40)])('%s is a name of a softphone', (name) => {
  expect(() => assertSoftphoneName(name)).not.toThrow();
});

test.each([
  ['nothing', ''],
  ['a number, as callers have', '0612345678'],
  ['what callers are called who withhold theirs', 'anonymous'],
  ['the trunk', 'trunk'],
  ['the way out', 'outside'],
  ['a pattern', 'softphone-sip'],
  ['another endpoint behind it', 'op@outside'],
  ['another technology', 'op/x'],
  ['several to dial', 'a&b'],
  ['capitals', 'Op'],
  ['too long', 'x'.repeat(41)],
])('%s is none', (_what, name) => {
  expect(() => assertSoftphoneName(name)).toThrow(expect.objectContaining({ code: 'refused' }));
});
