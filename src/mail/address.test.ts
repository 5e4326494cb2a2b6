import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  addressLines,
  latinLines,
  longestLine,
  mostLines,
  type PostalAddress,
  problemsOf,
} from './address.ts';
import { inLatinScript } from './latin-script.ts';

const rome: PostalAddress = {
  dug: 'Via',
  via: 'della Conciliazione',
  civico: '12/A',
  cap: '00193',
  localita: 'Roma',
  provincia: 'RM',
};

describe('the address block', () => {
  test('of Italy is recipient, street with its number, CAP LOCALITA PROVINCIA', () => {
    expect(addressLines('Nome Cognome', rome)).toEqual([
      'Nome Cognome',
      'Via della Conciliazione 12/A',
      '00193 ROMA RM',
    ]);
  });

  test('has whose door it is and what leads to it before the street', () => {
    const lines = addressLines('Nome Cognome', {
      ...rome,
      presso: 'Famiglia Altra',
      altro: 'Scala B piano 2',
    });
    expect(lines.slice(1, 4)).toEqual([
      'c/o Famiglia Altra',
      'Scala B piano 2',
      'Via della Conciliazione 12/A',
    ]);
  });

  test.each([
    ['DE', '10115', 'Berlin', '10115 BERLIN', 'GERMANIA'],
    ['MA', '20000', 'الدار البيضاء', '20000 الدار البيضاء', 'MAROCCO'],
    ['UA', '01001', 'Київ', '01001 КИЇВ', 'UCRAINA'],
    ['IE', undefined, 'Dublin', 'DUBLIN', 'IRLANDA'],
  ])('of %s ends with the country in Italian capitals', (paese, cap, localita, town, country) => {
    const address = { via: 'Street 7', localita, paese, ...(cap === undefined ? {} : { cap }) };
    expect(addressLines('Name', address).slice(-2)).toEqual([town, country]);
    expect(problemsOf('Name', address)).toEqual([]);
  });

  const word = fc.string({ minLength: 1, maxLength: 60, unit: 'grapheme' });
  const address = fc.record(
    {
      presso: word,
      dug: word,
      via: word,
      civico: word,
      altro: word,
      cap: word,
      localita: word,
      provincia: fc.constantFrom('RM', 'MI'),
      paese: fc.constantFrom('IT', 'DE', 'EG', 'QQ'),
    },
    { requiredKeys: ['via', 'localita'] },
  );

  test('is never more than the window shows, whatever the registry holds', () => {
    fc.assert(
      fc.property(word, address, (name, given) => {
        const lines = addressLines(name, given);
        expect(lines.length).toBeLessThanOrEqual(mostLines);
        for (const line of [...lines, ...latinLines(lines)]) {
          expect([...new Intl.Segmenter('it').segment(line)].length).toBeLessThanOrEqual(longestLine);
          expect(line).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}]/u);
          expect(line.trim()).toBe(line);
        }
      }),
    );
  });

  test('keeps every word of an address that fits', () => {
    const plain = fc.stringMatching(/^[A-Za-zàèìòùé']{1,10}$/);
    fc.assert(
      fc.property(plain, plain, plain, (name, via, localita) => {
        const text = addressLines(name, { ...rome, via, localita }).join('\n');
        for (const part of [name, via, localita.toLocaleUpperCase('it'), '00193', '12/A', 'RM'])
          expect(text).toContain(part);
      }),
    );
  });
});

describe('what is wrong with an address', () => {
  test.each<[string, PostalAddress, string[]]>([
    ['nothing', rome, []],
    ['no CAP', without('cap'), ['cap']],
    ['a CAP of four digits', { ...rome, cap: '0193' }, ['cap']],
    ['a CAP beyond the last province', { ...rome, cap: '99100' }, ['cap']],
    ['a province by its name', { ...rome, provincia: 'Rom' }, ['provincia']],
    ['no number', without('civico'), ['civico']],
    ['a street without numbers', { ...rome, civico: 'SNC' }, []],
    ['a number by the kilometre', { ...rome, civico: 'km 12,300' }, []],
    ['signs for a street and a town', { ...rome, via: '---', localita: '.' }, ['via', 'localita']],
    ['no such country', { ...rome, paese: 'QQ' }, ['paese']],
  ])('%s', (_, address, problems) => {
    expect(problemsOf('Nome Cognome', address)).toEqual(problems);
  });

  test('a name without a letter', () => {
    expect(problemsOf('  - 12', rome)).toEqual(['destinatario']);
  });

  function without(field: 'civico' | 'cap'): PostalAddress {
    const { [field]: _, ...others } = rome;
    return others;
  }
});

describe('Latin letters', () => {
  test.each([
    ['Żółć Łódź', 'Zolc Lodz'],
    ['Günther Weiß', 'Gunther Weiss'],
    ['Щукина Юлия', 'Shchukina Iuliia'],
    ['ЩУКИНА', 'SHCHUKINA'],
    ['Київ', 'Kiiv'],
    ['محمد علي', 'mhmd aly'],
    ['مُحَمَّد', 'muhammad'],
    ['شارع ٢٦ يوليو', 'shara 26 ywlyw'],
    ['Αθήνα', 'Athina'],
    ['D’Angelo N° 3', "D'Angelo No 3"],
    ['Forlì', 'Forli'],
    ['北京', '??'],
  ])('%s is %s', (text, latin) => {
    expect(inLatinScript(text)).toBe(latin);
  });

  test('are all that is left, and what was plain stays', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), (text) => {
        expect(inLatinScript(text)).toMatch(/^[\x20-\x7e]*$/);
      }),
    );
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme-ascii' }), (text) => expect(inLatinScript(text)).toBe(text)),
    );
  });
});
