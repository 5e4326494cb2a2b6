import { expect, test } from '@jest/globals';
import { misplacedOf } from './order.ts';

test('whoever stands where they stood is not misplaced', () => {
  expect(misplacedOf(['a', 'b', 'c'], ['a', 'b', 'c'])).toEqual([]);
});

test('whoever is gone is misplaced, unless they were to be served', () => {
  expect(misplacedOf(['a', 'b', 'c'], ['a', 'c'])).toEqual(['b']);
  expect(misplacedOf(['a', 'b', 'c'], ['b', 'c'], (id) => id === 'a')).toEqual([]);
});

test('two who changed places are both misplaced; newcomers are nobody’s matter', () => {
  expect(misplacedOf(['a', 'b', 'c'], ['b', 'a', 'd', 'c'])).toEqual(['a', 'b']);
});
