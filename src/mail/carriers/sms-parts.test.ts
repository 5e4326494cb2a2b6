import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { concatenationHeader, mostParts, smsParts } from './sms-parts.ts';

const sizes = (text: string) => smsParts(text)?.parts.map((part) => part.length);

describe('a text message', () => {
  test.each([
    ['a', 160, 'gsm-7', [160]],
    ['a', 161, 'gsm-7', [153, 8]],
    ['a', 1_530, 'gsm-7', Array(10).fill(153)],
    ['€', 80, 'gsm-7', [160]],
    ['€', 81, 'gsm-7', [152, 10]],
    ['è', 160, 'gsm-7', [160]],
    ['ж', 70, 'ucs-2', [140]],
    ['ж', 71, 'ucs-2', [134, 8]],
    ['م', 71, 'ucs-2', [134, 8]],
    ['ł', 670, 'ucs-2', Array(10).fill(134)],
    ['\u{1f600}', 35, 'ucs-2', [140]],
    ['\u{1f600}', 36, 'ucs-2', [132, 12]],
  ])('%s %i times is %s in %j', (character, times, encoding, parts) => {
    const text = character.repeat(times);
    expect(smsParts(text)?.encoding).toBe(encoding);
    expect(sizes(text)).toEqual(parts);
  });

  test.each(['', '  \n ', 'a'.repeat(1_531), 'ж'.repeat(671)])('that cannot be sent is none', (text) => {
    expect(smsParts(text)).toBeUndefined();
  });

  test('does not leave the GSM alphabet for signs of typesetting', () => {
    expect(smsParts('l’«ufficio» – è a\u00a0Forlì…')).toMatchObject({
      text: 'l\'"ufficio" - è a Forlì...',
      encoding: 'gsm-7',
    });
  });

  test('in UCS-2 comes together again, whatever it is, and no character is torn', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 500 }), (given) => {
        const split = smsParts(given);
        if (split === undefined) return;
        expect(split.parts.length).toBeLessThanOrEqual(mostParts);
        const most = split.encoding === 'gsm-7' ? 153 : 134;
        if (split.parts.length > 1)
          for (const part of split.parts) expect(part.length).toBeLessThanOrEqual(most);
        if (split.encoding === 'gsm-7') return;
        const texts = split.parts.map((part) => Buffer.from(part).swap16().toString('utf16le'));
        expect(texts.join('')).toBe(split.text);
        for (const text of texts) expect(text).not.toMatch(/\p{Cs}/u);
      }),
    );
  });

  test('in the GSM alphabet has an escape only before what it escapes', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', '€', '[', 'à', '\n'), maxLength: 600 }), (given) => {
        const parts = smsParts(given)?.parts ?? [];
        for (const part of parts) expect(part.at(-1)).not.toBe(0x1b);
        const septets = [...given].reduce((sum, one) => sum + (one === '€' || one === '[' ? 2 : 1), 0);
        expect(parts.reduce((sum, part) => sum + part.length, 0)).toBe(parts.length === 0 ? 0 : septets);
      }),
    );
  });
});

test('a part says which one it is of how many', () => {
  expect([...concatenationHeader(0xabcd, 3, 2)]).toEqual([6, 8, 4, 0xab, 0xcd, 3, 2]);
});
