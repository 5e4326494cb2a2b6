import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { signature } from '../../codice-fiscale/keypad.ts';
import { sede } from '../operations/sede.ts';
import { provinceOfCap } from './cap-prefixes.ts';
import { askedAbout } from './handlers/asked-about.ts';
import { provinceCercaHandler } from './handlers/province.cerca.ts';
import { sediTrovaHandler } from './handlers/sedi.trova.ts';
import { spokenHours } from './office-hours.ts';
import { officeCode, officeCount, officeOf, offices, officesOfProvince, officeTown } from './offices.ts';
import { provinces } from './provinces.ts';

const asked = askedAbout(new Date('2026-11-23T09:00:00Z'));
const found = z.object({ sedi: z.array(sede) });
const officesFor = (wire: unknown) => {
  const { outcome, value } = sediTrovaHandler.answer(wire, asked);
  return outcome === 'found' ? found.parse(value).sedi.map(({ nome }) => nome) : outcome;
};

describe('offices', () => {
  test('every one of the 107 provinces has one, in its own CAP area', () => {
    expect(provinces.size).toBe(107);
    for (const { sigla, cap } of provinces.values()) {
      expect({ sigla, of: provinceOfCap(cap) }).toEqual({ sigla, of: sigla });
      for (const office of officesOfProvince(sigla))
        expect({ name: office.name, of: provinceOfCap(office.cap) }).toEqual({
          name: office.name,
          of: sigla,
        });
      expect(officesOfProvince(sigla).length).toBeGreaterThan(0);
      expect(officesOfProvince(sigla).length).toBeLessThanOrEqual(8);
    }
  });

  test('keep the numbers that applications refer to', () => {
    expect(officeCount).toBe(57);
    const towns = Array.from({ length: officeCount }, (_, index) => officeTown(officeCode(index)));
    expect(towns).toEqual([...towns].sort());
    expect([towns[0], towns[42], towns[56]]).toEqual(['Agrigento', 'Roma', 'Vicenza']);
    expect(() => officeOf('9999')).toThrow(RangeError);
    for (const code of offices.keys()) expect(code).toMatch(/^\d{4}$/);
  });

  test('the metropolitan ones are four', () => {
    const large = [...offices.values()].filter(({ type }) => type === 'filiale-metropolitana');
    expect(large.map(({ name }) => name)).toEqual(['Milano', 'Napoli', 'Roma', 'Torino']);
  });

  test.each([
    ['00185', 'RM'],
    ['10015', 'TO'],
    ['09131', 'CA'],
    ['09013', 'SU'],
    ['20900', 'MB'],
    ['20121', 'MI'],
  ])('the CAP %s is in %s', (cap, sigla) => {
    expect(provinceOfCap(cap)).toBe(sigla);
  });

  test('are found by CAP, the nearest first, by province, and not at all where there is nothing', () => {
    expect(officesFor({ cap: '10015' })).toEqual(['Ivrea', 'Torino', 'Torino Lingotto']);
    expect(officesFor({ provincia: 'TO' })).toEqual(['Torino', 'Torino Lingotto', 'Ivrea']);
    expect(officesFor({ provincia: 'XX' })).toBe('not-found');
    expect(officesFor({ cap: '77777' })).toBe('not-found');
    expect(officesFor({})).toBe('absent');
  });

  test('their hours are said in few sentences', () => {
    const hours = { dalle: '08:30', alle: '12:30' };
    const open = (day: 'lunedi' | 'martedi' | 'giovedi', from = '08:30', to = '12:30') => ({ day, from, to });
    expect(spokenHours([open('giovedi'), open('lunedi'), open('martedi')])).toEqual([
      { primo: 'lunedi', ultimo: 'martedi', ...hours },
      { primo: 'giovedi', ultimo: 'solo', ...hours },
    ]);
    expect(spokenHours([open('lunedi', '14:30', '16:30'), open('lunedi')]).map(({ dalle }) => dalle)).toEqual(
      ['08:30', '14:30'],
    );
  });
});

describe('provinces by the keys of their first letters', () => {
  const names = (tasti: string) => {
    const { outcome, value } = provinceCercaHandler.answer({ tasti }, asked);
    const list = z.object({ province: z.array(z.object({ nome: z.string() })) }).safeParse(value);
    return list.success ? list.data.province.map(({ nome }) => nome) : outcome;
  };

  test('three letters are enough to choose among eight, whatever the province', () => {
    for (const { name } of provinces.values()) {
      const keys = signature(
        name
          .normalize('NFD')
          .replace(/[^A-Za-z]/g, '')
          .slice(0, 3)
          .toUpperCase(),
      );
      expect(names(keys)).toContain(name);
    }
  });

  test('an article may be left out, and what begins nothing is not found', () => {
    expect(names(signature('AQUILA'))).toEqual(["L'Aquila"]);
    expect(names(signature('LASPEZIA'))).toEqual(['La Spezia']);
    expect(names(signature('SPEZIA'))).toEqual(['La Spezia']);
    expect(names('0')).toBe('not-found');
  });
});
