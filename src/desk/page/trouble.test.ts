import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Standing, troubleOf } from './trouble.ts';

const fine: Standing = { link: 'up', phone: 'connected', call: null, state: 'ready' };
const standing: fc.Arbitrary<Standing> = fc.record({
  link: fc.constantFrom('up', 'lost', 'queues-away'),
  phone: fc.constantFrom('offline', 'no-microphone', 'connected', 'ringing', 'talking'),
  call: fc.constantFrom(null, 'ringing', 'talking', 'hold', 'consult', 'conference'),
  state: fc.constantFrom('offline', 'paused', 'ready', 'offered', 'talking', 'wrap-up'),
});

describe('what an operator is told of a trouble', () => {
  test('nothing while nothing is wrong, through a whole call', () => {
    for (const one of [
      fine,
      { ...fine, state: 'offered', call: 'ringing' },
      { ...fine, state: 'offered', call: 'ringing', phone: 'ringing' },
      { ...fine, state: 'talking', call: 'talking', phone: 'talking' },
      { ...fine, state: 'talking', call: 'hold', phone: 'talking' },
      { ...fine, state: 'wrap-up' },
      { ...fine, state: 'paused', phone: 'offline' },
    ] satisfies readonly Standing[])
      expect(troubleOf(one)).toBeUndefined();
  });

  test('a connection that is lost or queues that are away are always said', () => {
    fc.assert(
      fc.property(standing, (one) => {
        if (one.link !== 'up') expect(troubleOf(one)).toMatch(/server è caduto|code non rispondono/);
      }),
    );
  });

  test('a conversation goes on exactly where its audio does, else its caller goes back', () => {
    fc.assert(
      fc.property(standing, (one) => {
        const text = troubleOf(one) ?? '';
        if (text.includes('La conversazione continua')) expect(one.phone).toBe('talking');
        if (text.includes('davanti a tutti')) {
          expect(one.phone).not.toBe('talking');
          expect(one.call).not.toBeNull();
        }
      }),
    );
  });
});
