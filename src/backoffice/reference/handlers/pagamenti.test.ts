import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { pagamentiElenco } from '../../operations/pagamenti.elenco.ts';
import { pagamentiProssimo } from '../../operations/pagamenti.prossimo.ts';
import { accrediti, trattamenti } from '../../operations/pagamento.ts';
import { askedAbout } from './asked-about.ts';
import { pagamentiElencoHandler, pagamentiProssimoHandler } from './pagamenti.ts';

const who = { persona: 'somebody' };
const list = (index: number, now: Date) => {
  const { outcome, value } = pagamentiElencoHandler.answer(who, askedAbout(now, index));
  return outcome === 'found' ? pagamentiElenco.outcomes.found.parse(value).pagamenti : [];
};
const next = (index: number, now: Date) => {
  const { outcome, value } = pagamentiProssimoHandler.answer(who, askedAbout(now, index));
  return outcome === 'found' ? pagamentiProssimo.outcomes.found.parse(value) : undefined;
};
const day = (date: Date) => new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Rome' }).format(date);
const anyNow = fc.date({
  min: new Date('2026-01-01'),
  max: new Date('2040-12-31'),
  noInvalidDate: true,
});

test('whenever it is asked, what was paid lies behind, what is ordered lies ahead, and no bank works on a Sunday', () => {
  fc.assert(
    fc.property(fc.nat({ max: 10_000 }), anyNow, (index, now) => {
      const payments = list(index, now);
      expect([...payments].sort((a, b) => b.data.localeCompare(a.data))).toEqual(payments);
      for (const { accredito, data, mese } of payments) {
        expect(accredito === 'disposto').toBe(data > day(now));
        expect(mese).toBe(Number(data.slice(5, 7)));
        expect(new Date(data).getUTCDay() % 6).not.toBe(0);
      }
      const expected = next(index, now);
      if (expected === undefined) return;
      expect(expected.data > day(now)).toBe(true);
      expect(payments.some(({ data }) => data === expected.data)).toBe(expected.disposto);
    }),
  );
});

test('somebody who is paid each month expects another payment, unless one is suspended', () => {
  const now = new Date('2026-11-23T09:00:00Z');
  for (let index = 0; index < 500; index += 1) {
    const payments = list(index, now);
    const suspended = payments.some(({ accredito }) => accredito === 'sospeso');
    expect(next(index, now) === undefined).toBe(payments.length === 0 || suspended);
  }
});

test('every state is among the first twenty citizens, everything that is paid among the first thousand', () => {
  const now = new Date('2026-11-23T09:00:00Z');
  const of = (count: number) => Array.from({ length: count }, (_, index) => list(index, now)).flat();
  expect(new Set(of(20).map(({ accredito }) => accredito))).toEqual(new Set(accrediti));
  expect(new Set(of(1_000).map(({ trattamento }) => trattamento))).toEqual(new Set(trattamenti));
});

test('a search that is still open gets nothing', () => {
  expect(() => pagamentiElencoHandler.answer(who, askedAbout(new Date(), 7, 8))).toThrow('not the reference');
  expect(() => pagamentiProssimoHandler.answer(who, askedAbout(new Date(), 7, 8))).toThrow(
    'not the reference',
  );
});
