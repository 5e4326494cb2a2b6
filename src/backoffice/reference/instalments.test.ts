import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { instalmentCents, instalmentsOf, nextInstalment } from './instalments.ts';

const day = fc
  .date({ min: new Date('2024-01-01'), max: new Date('2036-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));

describe('the instalments of artisans and traders', () => {
  test('of 2026 are due on 18 May (the 16th is a Saturday), 20 August, 16 November and 16 February', () => {
    expect(instalmentsOf(2026).map(({ scadenza }) => scadenza)).toEqual([
      '2026-05-18',
      '2026-08-20',
      '2026-11-16',
      '2027-02-16',
    ]);
  });

  test('are for the four quarters', () => {
    expect(instalmentsOf(2026).map(({ dal, al }) => `${dal} ${al}`)).toEqual([
      '2026-01-01 2026-03-31',
      '2026-04-01 2026-06-30',
      '2026-07-01 2026-09-30',
      '2026-10-01 2026-12-31',
    ]);
  });

  test('cost what the circulars say', () => {
    const cents = (anno: number) => [
      instalmentCents('artigiani', anno),
      instalmentCents('commercianti', anno),
    ];
    expect(cents(2025)).toEqual([111_516, 113_745]);
    expect(cents(2026)).toEqual([113_034, 115_293]);
    expect(cents(2027)).toEqual(cents(2026));
  });

  test('the next one is the first whose term has not passed', () => {
    expect(nextInstalment('2026-11-16')).toMatchObject({ anno: 2026, rata: 3 });
    expect(nextInstalment('2026-11-17')).toMatchObject({ anno: 2026, rata: 4, scadenza: '2027-02-16' });
    expect(nextInstalment('2027-02-17')).toMatchObject({ anno: 2027, rata: 1, scadenza: '2027-05-17' });
  });

  test('there is always one within four months, and never on a week-end', () => {
    fc.assert(
      fc.property(day, (today) => {
        const { scadenza } = nextInstalment(today);
        const waits = (Date.parse(scadenza) - Date.parse(today)) / 86_400_000;
        expect(waits).toBeGreaterThanOrEqual(0);
        expect(waits).toBeLessThan(100);
        expect([1, 2, 3, 4, 5]).toContain(new Date(scadenza).getUTCDay());
      }),
    );
  });
});
