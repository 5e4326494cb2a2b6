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
  presso: '',
  via: 'Via della Conciliazione 12/A',
  cap: '00193',
  localita: 'Roma',
  provincia: 'RM',
  stato: '',
};

describe('the address block', () => {
  test('of Italy is recipient, street with its number, CAP LOCALITA PROVINCIA', () => {
    expect(addressLines('Nome Cognome', rome)).toEqual([
      'Nome Cognome',
      'Via della Conciliazione 12/A',
      '00193 ROMA RM',
    ]);
  });

  test.each(['Famiglia Altra', 'c/o Famiglia Altra', 'presso Famiglia Altra'])(
    'says whose door it is before the street: %s',
    (presso) => {
      expect(addressLines('Nome Cognome', { ...rome, presso })[1]).toBe('c/o Famiglia Altra');
    },
  );

  test.each([
    ['Germania', '10115', 'Berlin', '', '10115 BERLIN', 'GERMANIA'],
    ['Marocco', '20000', 'الدار البيضاء', '', '20000 الدار البيضاء', 'MAROCCO'],
    ['Ucraina', '01001', 'Київ', '', '01001 КИЇВ', 'UCRAINA'],
    ['Irlanda', '', 'Dublin', '', 'DUBLIN', 'IRLANDA'],
    ['Stati Uniti', '10001', 'New York', 'ny', '10001 NEW YORK NY', 'STATI UNITI'],
  ])('of %s ends with the country in Italian capitals', (stato, cap, localita, provincia, town, country) => {
    const address = { presso: '', via: 'Street 7', cap, localita, provincia, stato };
    expect(addressLines('Name', address).slice(-2)).toEqual([town, country]);
    expect(problemsOf('Name', address)).toEqual([]);
  });

  const part = fc.string({ maxLength: 80, unit: 'grapheme' });
  const anyAddress = fc.record({
    presso: part,
    via: part,
    cap: part,
    localita: part,
    provincia: part,
    stato: part,
  });

  test('is never more than the window shows, whatever the registry holds', () => {
    fc.assert(
      fc.property(part, anyAddress, (name, address) => {
        const lines = addressLines(name, address);
        expect(lines.length).toBeLessThanOrEqual(mostLines);
        for (const line of [...lines, ...latinLines(lines)]) {
          expect([...new Intl.Segmenter('it').segment(line)].length).toBeLessThanOrEqual(longestLine);
          expect(line).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}]/u);
          expect(line).toBe(line.trim());
          expect(line).not.toBe('');
        }
      }),
    );
  });

  test('keeps every word of an address that fits', () => {
    const word = fc.stringMatching(/^[A-Za-zàèìòùé']{1,10}$/);
    fc.assert(
      fc.property(word, word, word, (name, via, localita) => {
        const text = addressLines(name, { ...rome, via, localita }).join('\n');
        for (const kept of [name, via, localita.toLocaleUpperCase('it'), '00193', 'RM'])
          expect(text).toContain(kept);
      }),
    );
  });
});

describe('what is wrong with an address', () => {
  test.each<[string, Partial<PostalAddress>, string[]]>([
    ['nothing', {}, []],
    ['Italy by its name', { stato: 'ITALIA' }, []],
    ['no CAP', { cap: '' }, ['cap']],
    ['a CAP of four digits', { cap: '0193' }, ['cap']],
    ['a CAP beyond the last province', { cap: '99100' }, ['cap']],
    ['a province by its name', { provincia: 'Roma' }, ['provincia']],
    ['no number', { via: 'Via Roma' }, ['civico']],
    ['a street named after a day, without number', { via: 'Via XX Settembre' }, ['civico']],
    ['a street without numbers', { via: 'Località Pian di Sotto SNC' }, []],
    ['a number by the kilometre', { via: 'Strada Statale Aurelia km 12,300' }, []],
    ['signs for a street and a town', { via: '---', localita: '.' }, ['via', 'localita']],
    [
      'nothing at all',
      { via: '', cap: '', localita: '', provincia: '' },
      ['via', 'cap', 'localita', 'provincia'],
    ],
    [
      'nothing but a country',
      { via: '', cap: '', localita: '', provincia: '', stato: 'Francia' },
      ['via', 'localita'],
    ],
  ])('%s', (_, changed, problems) => {
    expect(problemsOf('Nome Cognome', { ...rome, ...changed })).toEqual(problems);
  });

  test('a name without a letter', () => {
    expect(problemsOf('  - 12', rome)).toEqual(['destinatario']);
  });
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
