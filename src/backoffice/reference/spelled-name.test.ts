import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { signature } from '../../codice-fiscale/keypad.ts';
import { spellings, spells } from './spelled-name.ts';

test.each([
  ['Rossi', ['ROSSI']],
  ["D'Angelo", ['DANGELO']],
  ['Nicolò', ['NICOLO']],
  ['Anna Maria', ['ANNA', 'ANNAMARIA']],
  ['Rossi Bianchi', ['ROSSI', 'ROSSIBIANCHI']],
  ['Rossi-Bianchi', ['ROSSI', 'ROSSIBIANCHI']],
  ['De Luca', ['DELUCA']],
  ['De Luca Bianchi', ['DELUCA', 'DELUCABIANCHI']],
  ['El Amrani', ['ELAMRANI']],
  ['Müller', ['MUELLER', 'MULLER']],
  ['Øberg', ['OEBERG', 'OBERG']],
  ['Łukasik', ['LUKASIK']],
  ['Weiß', ['WEISS']],
  ['Bo', ['BO']],
])('%s is spelled %j', (name, expected) => {
  expect([...spellings(name)].sort()).toEqual([...expected].sort());
});

describe('keys', () => {
  test('spell a name in each of its ways, and no other name', () => {
    expect(spells('2662627 42'.replace(' ', ''), 'Anna Maria')).toBe(true);
    expect(spells('2662', 'Anna Maria')).toBe(true);
    expect(spells('62742', 'Anna Maria')).toBe(false);
    expect(spells('33', 'De Luca')).toBe(false);
    expect(spells('266', 'Anna')).toBe(false);
    expect(spells('26622', 'Anna')).toBe(false);
  });

  test('of a name longer than an entry can be are compared as far as they go', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'), minLength: 2, maxLength: 60 }),
        (name) => {
          expect(spells(signature(name).slice(0, 30), name)).toBe(true);
        },
      ),
    );
  });
});
