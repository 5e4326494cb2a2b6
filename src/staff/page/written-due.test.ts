import { expect, test } from '@jest/globals';
import { writtenDue } from './written-due.ts';

test('a deadline is said by the clock in Italy, and one at midnight by the day that ends', () => {
  expect(writtenDue('2026-11-27T14:00:00Z')).toBe('venerdì 27 novembre 2026 alle ore 15:00');
  expect(writtenDue('2026-07-27T07:05:00Z')).toBe('lunedì 27 luglio 2026 alle ore 9:05');
  expect(writtenDue('2026-11-23T23:00:00Z')).toBe('la fine di lunedì 23 novembre 2026');
});
