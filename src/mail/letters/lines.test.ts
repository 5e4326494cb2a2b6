import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { breakLines } from './lines.ts';

/** A letter is a point wide. */
const measure = (text: string) => text.trimEnd().length;

describe('lines', () => {
  test('break between words; what goes on has a blank at its end', () => {
    expect(breakLines('uno due tre', 7, measure)).toEqual(['uno due ', 'tre']);
    expect(breakLines('', 7, measure)).toEqual([]);
  });

  test('a word that is too wide is broken', () => {
    expect(breakLines('a precipitevolissimevolmente', 10, measure)).toEqual([
      'a ',
      'precipitev',
      'olissimevo',
      'lmente',
    ]);
  });

  test('no line is wider than it may be, and nothing is lost', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), fc.integer({ min: 1, max: 40 }), (text, width) => {
        const lines = breakLines(text, width, measure);
        for (const line of lines) {
          // One character stands in any width, and some count for two.
          expect(measure(line)).toBeLessThanOrEqual(Math.max(width, 2));
        }
        expect(lines.join('').replaceAll(/[ \t\r\n]+/g, '')).toBe(text.replaceAll(/[ \t\r\n]+/g, ''));
      }),
    );
  });
});
