import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { plainText, visualRuns } from './bidi.ts';

const shown = (line: string, direction: 'ltr' | 'rtl') =>
  visualRuns(line, direction).map(({ text, rtl }) => (rtl ? `<${text}>` : text));

describe('lines of both directions', () => {
  test('a line of Latin letters is one run', () => {
    expect(shown('Gentile Anna Lombardo,', 'ltr')).toEqual(['Gentile Anna Lombardo,']);
  });

  test('an Arabic name in an Italian line is a run of its own, in the order in which it is read', () => {
    expect(shown('Nome: محمد العمراني, nato', 'ltr')).toEqual(['Nome: ', '<محمد العمراني>', ', nato']);
  });

  test('Latin words and numbers keep their order in an Arabic line, which begins on the right', () => {
    expect(shown('إشعار pagoPA رقم 06 إلى', 'rtl')).toEqual([
      '<\u0020إلى>',
      '06',
      '<\u0020رقم\u0020>',
      'pagoPA',
      '<إشعار\u0020>',
    ]);
  });

  test('brackets open towards the text that they hold, and isolates are not drawn', () => {
    expect(shown('شهادة (\u2066CU 2026\u2069)', 'rtl').join('')).toBe('<(>CU 2026<شهادة )>');
    expect(plainText('رقم \u2066803\u2069')).toEqual({ actual: 'رقم 803' });
    expect(plainText('numero 803')).toEqual({});
  });

  test('every character of a line is drawn once, whatever the mixture', () => {
    const letters = fc.constantFrom(...'abc 12.,-ابجدلا٤שלוםДж');
    fc.assert(
      fc.property(fc.array(letters, { maxLength: 40 }), fc.constantFrom('ltr', 'rtl'), (parts, direction) => {
        const line = parts.join('');
        const drawn = visualRuns(line, direction).flatMap(({ text }) => [...text]);
        expect(drawn.sort()).toEqual([...line].sort());
      }),
    );
  });
});
