import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { anyCode } from './arbitrary.ts';
import { isValid } from './code.ts';
import { inspectKeys } from './inspect.ts';
import { lettersOnKey, signature, signatures } from './keypad.ts';
import { differingBlocks, neighbours } from './neighbours.ts';

const rossi = '7776728020145018';

describe('signature', () => {
  test('is one key a character', () => {
    expect(signature('RSSMRA80A01H501U')).toBe(rossi);
    expect(signature('ABCDEFGHIJKLMNOPQRSTUVWXYZ0')).toBe('222333444555666777788899990');
    expect(() => signature('À')).toThrow(RangeError);
  });

  test('a code with omocodia is found under its base form too', () => {
    expect(signatures('CNTFNC84R44H5L1E')).toHaveLength(2);
    expect(signatures('RSSMRA80A01H501U')).toEqual([rossi]);
  });
});

describe('inspectKeys', () => {
  test('every beginning of the signature of a valid code is possible', () => {
    fc.assert(
      fc.property(anyCode, fc.nat(16), (code, length) => {
        expect(inspectKeys(signature(code).slice(0, length))).toBe('possible');
      }),
    );
  });

  test.each([
    ['a 1 for a letter of the name', '7176728020145018', 'cognome-nome'],
    ['a 0 for a letter of the name', '777670', 'cognome-nome'],
    ['no month on key 9', '777672809', 'nascita'],
    ['no month on key 1', '777672801', 'nascita'],
    ['day 39', '77767280239', 'nascita'],
    ['day 00', '77767280200', 'nascita'],
    ['no day begins with 9', '7776728029', 'nascita'],
    ['a place on key 7', '777672802017', 'luogo'],
    ['a place on key 8', '777672802018', 'luogo'],
    ['a place on key 0', '777672802010', 'luogo'],
    ['a digit for the check letter', '7776728020145011', 'controllo'],
  ])('%s', (_, keys, block) => {
    expect(inspectKeys(keys)).toBe(block);
  });

  test('days of women, omocodia letters and synthetic places are possible', () => {
    for (const keys of ['77767280271', '7776728026', '77767280281', '777672802019']) {
      expect(inspectKeys(keys)).toBe('possible');
    }
  });

  test('the check letter is judged exactly: possible when some valid code has these keys, else not', () => {
    // Months and places that stand alone on their key, digits without omocodia: few readings, all can be tried.
    const key = (from: string) => fc.constantFrom(...from);
    const name = fc.string({ minLength: 6, maxLength: 6, unit: key('23456789') });
    const entry = fc.tuple(name, key('4568'), key('56'), key('23456789'));
    fc.assert(
      fc.property(entry, ([name, month, place, last]) => {
        const keys = `${name}00${month}01${place}000${last}`;
        expect(inspectKeys(keys)).toBe(someReading(keys, '', isValid) ? 'possible' : 'controllo');
      }),
      { examples: [[['439656', '6', '5', '5']], [['777672', '8', '5', '2']]] },
    );
    expect(inspectKeys('4396560060150005')).toBe('controllo');
  });
});

/** Tries every text that the keys may stand for. */
function someReading(keys: string, text: string, test: (text: string) => boolean): boolean {
  const key = keys.charAt(text.length);
  if (key === '') return test(text);
  const place = text.length + 1;
  const meanings = `${place <= 6 || place === 9 || place === 12 || place === 16 ? '' : key}${lettersOnKey[key] ?? ''}`;
  return meanings.split('').some((character) => someReading(keys, text + character, test));
}

describe('neighbours', () => {
  test('hold every possible single slip and name the block of the difference', () => {
    fc.assert(
      fc.property(anyCode, fc.nat(15), fc.constantFrom(...'0123456789'), (code, index, key) => {
        const right = signature(code);
        const typed = right.slice(0, index) + key + right.slice(index + 1);
        fc.pre(typed !== right);
        const found = neighbours(typed).find((neighbour) => neighbour.signature === right);
        expect(found?.blocks).toEqual(differingBlocks(typed, right));
        expect(found?.blocks).toHaveLength(1);
      }),
    );
  });

  test('hold every swap of two keys', () => {
    fc.assert(
      fc.property(anyCode, fc.nat(14), (code, index) => {
        const right = signature(code);
        const typed =
          right.slice(0, index) + right.charAt(index + 1) + right.charAt(index) + right.slice(index + 2);
        fc.pre(typed !== right);
        expect(neighbours(typed).map((neighbour) => neighbour.signature)).toContain(right);
      }),
    );
  });

  test('are few, different and never the entry itself', () => {
    const found = neighbours(rossi).map((neighbour) => neighbour.signature);
    expect(new Set(found).size).toBe(found.length);
    expect(found.length).toBeLessThanOrEqual(16 * 9 + 15);
    expect(found).not.toContain(rossi);
  });

  test('a swap over a border differs in both blocks', () => {
    expect(differingBlocks('0000012000000000', '0000021000000000')).toEqual(['cognome-nome', 'nascita']);
  });
});
