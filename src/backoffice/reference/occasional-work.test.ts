import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { latest, nextPayday, occasionalWork, paydayOf, walletCents } from './occasional-work.ts';

const day = fc
  .date({ min: new Date('2025-01-01'), max: new Date('2035-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));
const index = fc.nat({ max: 5_000 });

describe('occasional work', () => {
  test('the first twenty citizens hold workers, users, both, one without services and one who is neither', () => {
    const roles = [0, 5, 10, 15, 20].map((citizen) => [
      occasionalWork(citizen, 'prestatore', '2026-11-23')?.length,
      occasionalWork(citizen, 'utilizzatore', '2026-11-23')?.length,
    ]);
    expect(roles).toEqual([
      [expect.any(Number), undefined],
      [undefined, expect.any(Number)],
      [expect.any(Number), 0],
      [undefined, undefined],
      [0, undefined],
    ]);
  });

  test('services are listed from the newest, and what is told ahead is not paid', () => {
    fc.assert(
      fc.property(index, day, fc.constantFrom('prestatore', 'utilizzatore'), (citizen, today, role) => {
        const services = occasionalWork(citizen, role, today) ?? [];
        const days = services.map(({ giorno }) => giorno);
        expect(days).toEqual([...days].sort().reverse());
        expect(latest(services).length).toBeLessThanOrEqual(8);
        for (const { esito, giorno } of services) {
          expect(esito === 'comunicata' && giorno <= today).toBe(false);
          expect(esito === 'pagata' && paydayOf(giorno) > today).toBe(false);
        }
      }),
    );
  });

  test('a service stays what it is from one day to the next, but for its state', () => {
    const hours = (today: string) =>
      (occasionalWork(0, 'prestatore', today) ?? []).map(({ giorno, ore }) => `${giorno} ${ore}`);
    const before = hours('2026-11-22');
    expect(hours('2026-11-23').slice(-before.length)).toEqual(before);
  });

  test('a month is paid on the 15th of the next one', () => {
    expect(paydayOf('2026-11-30')).toBe('2026-12-15');
    expect(paydayOf('2026-12-01')).toBe('2027-01-15');
    expect(nextPayday('2026-11-15')).toBe('2026-11-15');
    expect(nextPayday('2026-11-16')).toBe('2026-12-15');
    expect(nextPayday('2026-12-31')).toBe('2027-01-15');
  });

  test('a wallet holds whole tens of euros', () => {
    fc.assert(
      fc.property(index, (citizen) => walletCents(citizen) % 1_000 === 0 && walletCents(citizen) >= 0),
    );
  });
});
