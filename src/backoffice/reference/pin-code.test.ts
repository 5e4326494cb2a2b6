import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { signature } from '../../codice-fiscale/keypad.ts';
import { PinMaker, usualPinForm } from './pin-code.ts';

describe('a PIN', () => {
  test('has the length and the characters that are configured', () => {
    const characters = fc.uniqueArray(fc.constantFrom(...usualPinForm.alphabet), { minLength: 30 });
    fc.assert(
      fc.property(characters, fc.integer({ min: 6, max: 20 }), (some, length) => {
        const pin = new PinMaker({ length, alphabet: some.join('') }).make();
        expect(pin).toHaveLength(length);
        expect([...pin].filter((character) => !some.includes(character))).toEqual([]);
      }),
    );
  });

  test('is another one each time, and uses every key about equally', () => {
    const maker = new PinMaker(usualPinForm);
    const pins = Array.from({ length: 4_000 }, () => maker.make());
    expect(new Set(pins).size).toBe(pins.length);
    const keys = new Map<string, number>();
    for (const key of pins.map(signature).join('')) keys.set(key, (keys.get(key) ?? 0) + 1);
    expect([...keys.keys()].sort()).toEqual([...'23456789']);
    // 4000 expected on each; ten standard deviations are 600.
    for (const count of keys.values()) expect(Math.abs(count - 4_000)).toBeLessThan(600);
  });

  test('never holds a character that is taken for another', () => {
    expect(usualPinForm.alphabet).not.toMatch(/[O0I1]/);
  });

  test.each([
    [{ length: 5, alphabet: usualPinForm.alphabet }, 'PIN_LENGTH'],
    [{ length: 8, alphabet: 'ABCDEF2345' }, 'PIN_ALPHABET'],
    [{ length: 8, alphabet: 'ABCDEFGHÀ' }, 'no key'],
  ])('of a form like %j is refused', (form, why) => {
    expect(() => new PinMaker(form)).toThrow(why);
  });
});
