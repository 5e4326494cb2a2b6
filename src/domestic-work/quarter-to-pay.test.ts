import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Relation } from './paid-hours.ts';
import { addDays, previousQuarter, type Quarter, quarterOf } from './quarter.ts';
import { type Account, quarterToPay } from './quarter-to-pay.ts';

const relation: Relation = {
  hired: '2025-01-01',
  ended: undefined,
  agreements: [
    { from: '2025-01-01', contract: 'permanent', cuaf: true, weeklyHours: 20, effectiveWage: 1000 },
  ],
};
const never = () => undefined;
/** Pays so many days into the window. */
const always =
  (day: number) =>
  ({ year, quarter }: Quarter) =>
    new Date(Date.UTC(year, quarter * 3, day)).toISOString().slice(0, 10);

function told(today: string, account: Partial<Account> = {}) {
  const answer = quarterToPay({ relation, paidOn: never, ...account }, today);
  if (typeof answer === 'string') return answer;
  const { year, quarter } = answer.quarter;
  return `${year}/${quarter} ${answer.payment.state} until ${answer.due.to}: ${answer.contribution.total}`;
}

describe('the quarter that is told', () => {
  test.each([
    // While its days to pay run, it is the one before.
    ['2026-10-01', '2026/3 to-pay until 2026-10-10: 49920'],
    ['2026-10-10', '2026/3 to-pay until 2026-10-10: 49920'],
    // After them it is overdue, until the next days to pay begin.
    ['2026-10-11', '2026/3 overdue until 2026-10-10: 49920'],
    ['2026-12-31', '2026/3 overdue until 2026-10-10: 49920'],
    ['2027-01-01', '2026/4 to-pay until 2027-01-10: 49920'],
  ])('on %s, nothing paid: %s', (today, expected) => {
    expect(told(today)).toBe(expected);
  });

  test.each([
    ['2026-10-04', '2026/3 to-pay until 2026-10-10: 49920'],
    ['2026-10-05', '2026/3 paid until 2026-10-10: 49920'],
    ['2026-10-10', '2026/3 paid until 2026-10-10: 49920'],
    // Then the day's own quarter, which can be paid in January.
    ['2026-10-11', '2026/4 not-yet until 2027-01-10: 49920'],
    ['2026-12-31', '2026/4 not-yet until 2027-01-10: 49920'],
  ])('on %s, paid on the fifth: %s', (today, expected) => {
    expect(told(today, { paidOn: always(5) })).toBe(expected);
  });

  test('is the one of the end, within ten days of it', () => {
    const ended = { ...relation, ended: '2026-11-14' };
    const paid = (quarter: Quarter) => (quarter.quarter === 3 ? '2026-10-05' : undefined);
    // 27 September to 14 November are seven weeks.
    expect(told('2026-11-14', { relation: ended, paidOn: paid })).toBe(
      '2026/4 not-yet until 2026-11-24: 26880',
    );
    expect(told('2026-11-20', { relation: ended, paidOn: paid })).toBe(
      '2026/4 to-pay until 2026-11-24: 26880',
    );
    expect(told('2026-11-25', { relation: ended, paidOn: paid })).toBe(
      '2026/4 overdue until 2026-11-24: 26880',
    );
    expect(told('2026-12-20', { relation: ended, paidOn: () => '2026-11-18' })).toBe('ended');
  });

  test('is the next one where the last week of a relation closes in it', () => {
    const ended = { ...relation, ended: '2026-09-29' };
    const paidOn = (quarter: Quarter) => (quarter.quarter < 4 ? '2026-09-30' : undefined);
    // Monday and Tuesday: two sixths of 20 hours, rounded up.
    expect(told('2026-09-30', { relation: ended, paidOn })).toBe(
      `2026/4 to-pay until 2026-10-09: ${7 * 192}`,
    );
  });

  test('is the next one for a relation whose first week closes in it', () => {
    const late = { ...relation, hired: '2026-09-28' };
    expect(told('2026-09-29', { relation: late })).toBe('2026/4 not-yet until 2027-01-10: 49920');
  });

  test('is none for a relation that is over and settled, that is suspended or that begins much later', () => {
    expect(told('2026-11-20', { relation: { ...relation, ended: '2025-12-31' } })).toBe('ended');
    expect(told('2026-11-20', { relation: { ...relation, hired: '2027-08-01' } })).toBe('no-hours');
    const [first] = relation.agreements;
    const suspended = { ...relation, agreements: [{ ...first, weeklyHours: 0 }] } as const;
    expect(told('2026-11-20', { relation: suspended })).toBe('no-hours');
  });

  test('has no amount before the circular of its year is out', () => {
    expect(told('2027-01-15', { paidOn: always(5) })).toBe('no-table');
    expect(told('2027-01-06', { paidOn: always(5) })).toBe('2026/4 paid until 2027-01-10: 49920');
  });

  test('is never older than the quarter before, nor later than the next, whenever somebody calls', () => {
    const anyDay = fc
      .date({ min: new Date('2025-06-01'), max: new Date('2026-09-30'), noInvalidDate: true })
      .map((date) => date.toISOString().slice(0, 10));
    const payment = fc.option(fc.integer({ min: 1, max: 60 }), { nil: undefined });
    fc.assert(
      fc.property(anyDay, fc.option(anyDay, { nil: undefined }), payment, (today, ended, paid) => {
        const answer = quarterToPay(
          { relation: { ...relation, ended }, paidOn: paid === undefined ? never : always(paid) },
          today,
        );
        if (typeof answer === 'string') return expect(ended !== undefined && ended <= today).toBe(true);
        const { payment: state, due, quarter } = answer;
        const first = previousQuarter(quarterOf(today));
        expect(quarter.year * 4 + quarter.quarter - (first.year * 4 + first.quarter)).toBeLessThanOrEqual(2);
        if (state.state === 'to-pay') expect(due.from <= today && today <= due.to).toBe(true);
        if (state.state === 'overdue') expect(due.to < today).toBe(true);
        if (state.state === 'not-yet') expect(today < due.from).toBe(true);
        if (state.state === 'paid') expect(state.paidOn <= today && today <= due.to).toBe(true);
        expect(due.to <= addDays(today, 200)).toBe(true);
      }),
    );
  });
});
