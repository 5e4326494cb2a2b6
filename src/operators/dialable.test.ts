import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { dialable } from './dialable.ts';

describe('a number to call back', () => {
  test.each([
    ['0612345678', '+390612345678'],
    ['+390612345678', '+390612345678'],
    ['00393331234567', '+393331234567'],
    ['333 123 4567', '+393331234567'],
    ['+3780549882345', '+3780549882345'],
  ])('may be a phone that somebody has: %s', (number, called) => {
    expect(dialable(number)).toBe(called);
  });

  test.each([
    ['premium rate', '899123456'],
    ['premium rate', '+39892123'],
    ['shared cost', '848800444'],
    ['toll free', '803164'],
    ['toll free', '800123456'],
    ['emergency', '112'],
    ['another country', '+4930123456'],
    ['another country, premium', '+44909012345'],
    ['satellite', '+881612345678'],
    ['too short', '0612'],
    ['withheld', 'anonymous'],
    ['not a number', '+39 06 12345678;phone-context=evil'],
    ['empty', ''],
  ])('is never one for which others would pay: %s %s', (_what, number) => {
    expect(dialable(number)).toBeUndefined();
  });

  test('of another country only where the configuration says so', () => {
    expect(dialable('+4930123456', ['IT', 'DE'])).toBe('+4930123456');
    expect(dialable('+4930123456', ['IT', 'FR'])).toBeUndefined();
  });

  test('is a whole number with a plus, whatever comes in', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(dialable(text) ?? '+390612345678').toMatch(/^\+\d{5,15}$/);
      }),
    );
  });
});
