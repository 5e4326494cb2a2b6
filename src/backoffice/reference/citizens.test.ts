import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { numericIsValid } from '../../codice-fiscale/check.ts';
import { birthOf, isValid } from '../../codice-fiscale/code.ts';
import { inspectKeys } from '../../codice-fiscale/inspect.ts';
import { signature } from '../../codice-fiscale/keypad.ts';
import { baseForm } from '../../codice-fiscale/omocodia.ts';
import { listCitizens, syntheticCitizen } from './citizens.ts';
import { officeTown } from './offices.ts';
import { pinExpiry } from './pin-validity.ts';

const anyIndex = fc.nat({ max: 5_000_000 });

describe('synthetic citizens', () => {
  test('have codes that are valid and that no real person can have', () => {
    fc.assert(
      fc.property(anyIndex, (index) => {
        const { code, keys } = syntheticCitizen(index);
        expect(keys).toBe(signature(code));
        if (code.length === 11) {
          expect(numericIsValid(code)).toBe(true);
          expect(code.slice(7, 10)).toBe('000');
        } else {
          expect(isValid(code)).toBe(true);
          expect(code.charAt(11)).toBe('Y');
          expect(inspectKeys(keys)).toBe('possible');
        }
      }),
    );
  });

  test('have the birth that their code tells of', () => {
    fc.assert(
      fc.property(anyIndex, (index) => {
        const { code, birthDate } = syntheticCitizen(index);
        if (code.length !== 16) return;
        const { month, day, yearOfCentury } = birthOf(code);
        expect([yearOfCentury, month, day]).toEqual(
          [birthDate.slice(2, 4), birthDate.slice(5, 7), birthDate.slice(8)].map(Number),
        );
      }),
    );
  });

  test('have up to five applications, each of its own number, in an office that exists', () => {
    fc.assert(
      fc.property(anyIndex, (index) => {
        const { practices } = syntheticCitizen(index);
        expect(practices.length).toBeLessThanOrEqual(5);
        expect(new Set(practices.map(({ domus }) => domus)).size).toBe(practices.length);
        expect(new Set(practices.map(({ numero }) => numero)).size).toBe(practices.length);
        for (const practice of practices) {
          expect(practice.domus).toMatch(/^\d{13}$/);
          expect(practice.numero).toMatch(/^\d{7}$/);
          expect(practice.presentata <= practice.aggiornata).toBe(true);
          expect(officeTown(practice.ufficio)).not.toBe('');
        }
      }),
    );
  });

  test('are the same however they are listed', () => {
    const few = listCitizens({ limit: 50, total: 10_000 });
    expect(listCitizens({ limit: 1_000, total: 1_000_000 }).slice(0, 50)).toEqual(few);
    expect(listCitizens({ limit: 50, total: 7 })).toEqual(few.slice(0, 7));
    expect(few[26]?.tasti).toBe(syntheticCitizen(26).keys);
  });

  test('share no code, and one in five has a PIN', () => {
    const all = Array.from({ length: 20_000 }, (_, index) => syntheticCitizen(index));
    expect(new Set(all.map(({ code }) => code)).size).toBe(all.length);
    expect(all.filter(({ pin }) => pin?.active).length).toBe(all.length / 5);
    expect(all.some(({ pin }) => pin !== undefined && !pin.active)).toBe(true);
  });

  test('of every special case are in each thousand', () => {
    for (const thousand of [0, 1_000, 987_000]) {
      const [twin, omocode] = [syntheticCitizen(thousand + 7), syntheticCitizen(thousand + 8)];
      expect(omocode.code).not.toBe(twin.code);
      expect(baseForm(omocode.code)).toBe(twin.code);
      expect(omocode.formerKeys).toBe(twin.keys);
      const [january, february] = [syntheticCitizen(thousand + 11), syntheticCitizen(thousand + 12)];
      expect(february.keys).toBe(january.keys);
      expect(february.birthDate.slice(5, 7)).not.toBe(january.birthDate.slice(5, 7));
      const [first, second] = [syntheticCitizen(thousand + 13), syntheticCitizen(thousand + 14)];
      expect(second.keys).toBe(first.keys);
      expect(second.initial).not.toBe(first.initial);
      expect(syntheticCitizen(thousand + 17).formerKeys).toBe(syntheticCitizen(thousand + 15).keys);
      for (const index of [3, 7, 8, 11, 12, 13, 14, 15, 16, 17]) {
        expect(syntheticCitizen(thousand + index).practices.length).toBeGreaterThan(0);
      }
    }
  });
});

test.each([
  ['giorno', '2026-03-31T10:00:00Z', '2026-04-01T10:00:00Z'],
  ['settimana', '2026-12-28T10:00:00Z', '2027-01-04T10:00:00Z'],
  ['mese', '2026-01-31T10:00:00Z', '2026-02-28T10:00:00Z'],
  ['tre-mesi', '2026-11-30T10:00:00Z', '2027-02-28T10:00:00Z'],
] as const)('a PIN for %s issued at %s runs out at %s', (validity, issued, expiry) => {
  expect(pinExpiry(new Date(issued), validity)).toEqual(new Date(expiry));
});
