import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { transliterate } from '../../../codice-fiscale/compose.ts';
import { signature } from '../../../codice-fiscale/keypad.ts';
import { syntheticCitizen } from '../citizens.ts';
import { publicPractices, publicPracticesOf, publicProtocolKeys } from '../public-practices.ts';
import type { Asked } from './asked.ts';
import { askedAbout } from './asked-about.ts';
import { domandePubblicaHandler } from './domande.pubblica.ts';

function askedOf(population: number): Asked {
  return {
    ...askedAbout(new Date('2026-11-23T09:00:00Z')),
    citizen: (index) => (index < population ? syntheticCitizen(index) : undefined),
  };
}

/** What a holder keys in for a practice. */
function entryOf(index: number, pratica: string) {
  const { name, surname, birthDate } = syntheticCitizen(index);
  return {
    pratica,
    nome: signature(transliterate(name)),
    cognome: signature(transliterate(surname)),
    nascita: birthDate,
    chiamante: '+390655512345',
  };
}

const population = 1_000_000;
const holder = fc.nat({ max: population - 1 }).filter((index) => publicPractices(index).length > 0);
const search = (entry: unknown) => domandePubblicaHandler.answer(entry, askedOf(population));

describe('domande.pubblica', () => {
  test('a holder hears each practice by its id, its protocol and the last digits of it', () => {
    fc.assert(
      fc.property(holder, (index) => {
        for (const practice of publicPractices(index)) {
          for (const keyed of [practice.id, publicProtocolKeys(practice), practice.numero]) {
            const { outcome, value } = search(entryOf(index, keyed));
            expect({ outcome, value }).toMatchObject({
              outcome: 'found',
              value: { prestazione: practice.prestazione, stato: practice.stato },
            });
          }
        }
      }),
    );
  });

  test('whatever does not match, the answer is one and the same', () => {
    fc.assert(
      fc.property(holder, (index) => {
        const [practice] = publicPractices(index);
        const good = entryOf(index, practice?.id ?? '');
        const nobody = { outcome: 'not-found', value: {} };
        expect(search({ ...good, nome: `${good.nome}9` })).toEqual(nobody);
        expect(search({ ...good, cognome: good.cognome.slice(1).padEnd(2, '9') })).toEqual(nobody);
        expect(search({ ...good, nascita: '1900-01-01' })).toEqual(nobody);
        expect(search({ ...good, pratica: '2999999999' })).toEqual(nobody);
        expect(search({ ...good, pratica: '1000000000' })).toEqual(nobody);
        expect(search({ ...good, pratica: '123456' })).toEqual(nobody);
      }),
    );
  });

  test('beyond the population there is nobody', () => {
    const [practice] = publicPractices(1_000);
    const entry = entryOf(1_000, practice?.id ?? '');
    expect(domandePubblicaHandler.answer(entry, askedOf(1_001)).outcome).toBe('found');
    expect(domandePubblicaHandler.answer(entry, askedOf(1_000)).outcome).toBe('not-found');
  });

  test('a protocol of a population of many millions is told from those with the same last digits', () => {
    const index = 1;
    const [practice] = publicPractices(index);
    const keyed = practice === undefined ? '' : publicProtocolKeys(practice);
    const held = publicPracticesOf(keyed, (citizen) => (citizen < 30_000_000 ? citizen : undefined));
    expect(held).toEqual([{ citizen: index, practice }]);
  });

  test('a search counts against the practice, and against the caller whose number is known', () => {
    const entry = entryOf(1, '2000000000');
    expect(
      domandePubblicaHandler.countsAgainst?.({ ...entry, chiamante: '+39 06 555' }, askedOf(population)),
    ).toEqual(['pratica:2000000000', 'chiamante:+3906555']);
    expect(
      domandePubblicaHandler.countsAgainst?.({ ...entry, chiamante: null }, askedOf(population)),
    ).toEqual(['pratica:2000000000']);
  });
});

test('public-sector practices have numbers of their own, in every thousand and in each state', () => {
  const all = Array.from({ length: 3_000 }, (_, index) => publicPractices(index)).flat();
  expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
  expect(all.every(({ id }) => /^\d{10}$/.test(id))).toBe(true);
  expect(all.every(({ presentata, aggiornata }) => presentata <= aggiornata)).toBe(true);
  expect(new Set(all.map(({ stato }) => stato)).size).toBe(9);
  expect(new Set(all.map(({ prestazione }) => prestazione)).size).toBe(12);
});
