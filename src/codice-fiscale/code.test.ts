import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { anyCode, anyPerson } from './arbitrary.ts';
import { checkCharacter, numericIsValid } from './check.ts';
import { birthOf, isValid } from './code.ts';
import { compose, transliterate } from './compose.ts';
import { baseForm, variants, withOmocodia } from './omocodia.ts';

const known = ['RSSMRA80A01H501U', 'MRNLCU00A01H501J', 'CNTFNC84R44H5L1E'];

describe('a code of a person', () => {
  test.each(known)('%s is valid and its check letter is the computed one', (code) => {
    expect(isValid(code)).toBe(true);
    expect(checkCharacter(code.slice(0, 15))).toBe(code.charAt(15));
  });

  test('every composed code is valid and tells its birth back', () => {
    fc.assert(
      fc.property(anyPerson, fc.integer({ min: 0, max: 127 }), (person, mask) => {
        const code = withOmocodia(compose(person), mask);
        expect(isValid(code)).toBe(true);
        expect(birthOf(code)).toEqual({
          yearOfCentury: Number(person.birthDate.slice(2, 4)),
          month: Number(person.birthDate.slice(5, 7)),
          day: Number(person.birthDate.slice(8, 10)),
          sex: person.sex,
          place: person.place,
        });
      }),
    );
  });

  test('no single character can be changed into another of its kind without notice', () => {
    // The odd and the even table are both permutations, so a change of one letter always moves the check letter.
    fc.assert(
      fc.property(
        anyCode,
        fc.nat(15),
        fc.constantFrom(...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'),
        (code, index, letter) => {
          fc.pre(/[A-Z]/.test(code.charAt(index)) && code.charAt(index) !== letter);
          expect(isValid(code.slice(0, index) + letter + code.slice(index + 1))).toBe(false);
        },
      ),
    );
  });

  test.each([
    ['a wrong check letter', 'RSSMRA80A01H501V'],
    ['lower case', 'rssmra80a01h501u'],
    ['a day that no month has', `RSSMRA80A32H501${checkCharacter('RSSMRA80A32H501')}`],
    ['a vowel before a consonant', `RASMRA80A01H501${checkCharacter('RASMRA80A01H501')}`],
    ['a letter that is no month', `RSSMRA80F01H501${checkCharacter('RSSMRA80F01H501')}`],
    ['too short', 'RSSMRA80A01H501'],
    ['nothing', ''],
  ])('%s is refused', (_, code) => {
    expect(isValid(code)).toBe(false);
    expect(() => birthOf(code)).toThrow(RangeError);
  });

  test('an unknown place and a day its month does not have are not judged', () => {
    expect(isValid(`RSSMRA80B30A999${checkCharacter('RSSMRA80B30A999')}`)).toBe(true);
  });
});

describe('compose', () => {
  const mario = {
    surname: 'Rossi',
    name: 'Mario',
    birthDate: '1980-01-01',
    sex: 'M',
    place: 'H501',
  } as const;

  test.each([
    ['the known example', mario, 'RSSMRA80A01H501U'],
    ['four consonants in the name leave the second out', { ...mario, name: 'Gianfranco' }, 'RSSGFR80A01H501'],
    ['short names are padded', { ...mario, surname: 'Fo', name: 'Al' }, 'FOXLAX80A01H501'],
    ['a woman has forty more days', { ...mario, name: 'Maria', sex: 'F' }, 'RSSMRA80A41H501'],
    ['signs are transliterated', { ...mario, surname: 'Böß', name: "D'Àlò" }, 'BSSDLA80A01H501'],
  ] as const)('%s', (_, person, expected) => {
    expect(compose(person).slice(0, expected.length)).toBe(expected);
  });

  test('transliterates as the circulars say', () => {
    expect(transliterate('Müller-Öztürk')).toBe('MUELLEROEZTUERK');
    expect(transliterate("Nicolò dell'Œuvre Žižek")).toBe('NICOLODELLOEUVREZIZEK');
  });

  test('refuses what is not of its form', () => {
    expect(() => compose({ ...mario, birthDate: '1980-13-01' })).toThrow('birth date');
    expect(() => compose({ ...mario, place: 'Roma' })).toThrow('place code');
  });
});

describe('omocodia', () => {
  test('the known example comes from its base form, two digits from the right replaced', () => {
    expect(baseForm('CNTFNC84R44H5L1E').slice(0, 15)).toBe('CNTFNC84R44H501');
    expect(withOmocodia(baseForm('CNTFNC84R44H5L1E'), 0b10)).toBe('CNTFNC84R44H5L1E');
  });

  test('128 different valid codes share one base form', () => {
    fc.assert(
      fc.property(anyCode, (code) => {
        const all = variants(code);
        expect(new Set(all).size).toBe(128);
        expect(all).toContain(code);
        for (const variant of all) {
          expect(isValid(variant)).toBe(true);
          expect(baseForm(variant)).toBe(all[0]);
        }
      }),
      { numRuns: 30 },
    );
  });

  test('a mask out of range is refused', () => {
    for (const mask of [-1, 128, 1.5])
      expect(() => withOmocodia('RSSMRA80A01H501U', mask)).toThrow(RangeError);
  });
});

describe('a numeric code', () => {
  test("the institution's own is valid; every other last digit is not", () => {
    const valid = '0123456789'.split('').filter((digit) => numericIsValid(`8007875058${digit}`));
    expect(valid).toEqual(['7']);
  });

  test('needs eleven digits', () => {
    for (const code of ['', '8007875058', '800787505870', '8007875058A', '00000000000']) {
      expect(numericIsValid(code)).toBe(false);
    }
  });
});
