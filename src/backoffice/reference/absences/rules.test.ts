import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { employeeNumber, isEmployee, judgeAbsence } from './rules.ts';

/** A quarter past midnight in Italy, still the day before in UTC. */
const now = new Date('2026-11-22T23:15:00Z');

test('today and tomorrow are those of the calendar in Italy; the last day is one of the absence', () => {
  expect(judgeAbsence('oggi', 1, now)).toEqual({
    period: { dal: '2026-11-23', al: '2026-11-23', giorni: 1 },
  });
  expect(judgeAbsence('domani', 8, now)).toEqual({
    period: { dal: '2026-11-24', al: '2026-12-01', giorni: 8 },
  });
});

test.each([
  ['2026-11-16', 3, undefined],
  ['2026-11-15', 3, 'troppo-indietro'],
  ['2027-01-22', 3, undefined],
  ['2027-01-23', 3, 'troppo-avanti'],
  ['2026-11-23', 0, 'troppi-giorni'],
  ['2026-11-23', 180, undefined],
  ['2026-11-23', 181, 'troppi-giorni'],
])('from %s, %i days: %s', (day, days, refused) => {
  const judged = judgeAbsence(day, days, now);
  expect('refused' in judged ? judged.refused : undefined).toBe(refused);
});

test('leading zeros make no other employee', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 99_999 }), fc.constantFrom('', '0', '00'), (number, zeros) => {
      const keyed = zeros + String(number).padStart(5, '0');
      expect([employeeNumber(keyed), isEmployee(keyed)]).toEqual([
        String(number),
        number >= 10_001 && number <= 35_000,
      ]);
    }),
  );
});
