import { expect, test } from '@jest/globals';
import { statiLinea } from '../../operations/linea.richiesta.ts';
import { lineaRequests } from '../linea-requests.ts';
import { askedAbout } from './asked-about.ts';
import { lineaRichiestaHandler } from './linea.richiesta.ts';

const now = new Date('2027-03-28T00:30:00Z');

const search = (richiesta: string, ...indexes: readonly number[]) =>
  lineaRichiestaHandler.answer({ persona: 'somebody', richiesta }, askedAbout(now, ...indexes));

test('an id settles whose request it is, and whoever else asks for it hears of none', () => {
  const [first] = lineaRequests(7);
  expect(search(first?.id ?? '', 8, 7)).toMatchObject({ outcome: 'found', value: { stato: first?.stato } });
  expect(search(first?.id ?? '', 8)).toEqual({ outcome: 'not-found', value: {} });
  expect(search('999999', 7)).toEqual({ outcome: 'not-found', value: {} });
});

test('all states are among the first twenty citizens, with ids of their own', () => {
  const requests = Array.from({ length: 20 }, (_, index) => lineaRequests(index)).flat();
  expect(new Set(requests.map(({ stato }) => stato))).toEqual(new Set(statiLinea));
  const many = Array.from({ length: 100_000 }, (_, index) => lineaRequests(index)).flat();
  expect(new Set(many.map(({ id }) => id)).size).toBe(many.length);
  expect(many.every(({ id }) => /^\d{9}$/.test(id))).toBe(true);
});

test('whenever it is asked, a pending request is still in time and a late one is not', () => {
  const today = '2027-03-28';
  for (let index = 0; index < 300; index += 1) {
    for (const { id } of lineaRequests(index)) {
      const { value } = search(id, index);
      const { stato, mezzo, ricevuta, entro, aggiornata } = Object(value);
      expect(ricevuta <= aggiornata && aggiornata <= today && ricevuta < entro).toBe(true);
      if (stato === 'in-lavorazione') expect(entro >= today).toBe(true);
      if (stato === 'in-ritardo') expect(entro < today).toBe(true);
      expect(mezzo === 'nessuno').toBe(stato !== 'risposta');
    }
  }
});
