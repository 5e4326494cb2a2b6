import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Agreement, paidWeeks, type Relation } from './paid-hours.ts';
import { type Quarter, weeksOfQuarter } from './quarter.ts';
import { cassacolf, quarterContribution } from './quarter-contribution.ts';

const usual: Agreement = {
  from: '2020-01-01',
  contract: 'permanent',
  cuaf: true,
  weeklyHours: 20,
  effectiveWage: 1000,
};
const relation = (change: Partial<Relation> = {}, terms: Partial<Agreement> = {}): Relation => ({
  hired: '2020-01-01',
  ended: undefined,
  agreements: [{ ...usual, ...terms }],
  ...change,
});
const third2025 = { year: 2025, quarter: 3 };
const third2026 = { year: 2026, quarter: 3 };

describe('worked examples of colf.info for 2025', () => {
  test('20 hours x 13 weeks x 1.89 = 491.40, of which 124.80 are the worker’s', () => {
    expect(quarterContribution(relation(), third2025)).toEqual({
      ...{ total: 49_140, workerShare: 12_480, fund: 0, hours: 260, weeks: 13 },
    });
  });

  test('30 hours x 13 weeks x 1.22 = 475.80, of which 120.90 are the worker’s', () => {
    expect(quarterContribution(relation({}, { weeklyHours: 30 }), third2025)).toMatchObject({
      ...{ total: 47_580, workerShare: 12_090, hours: 390 },
    });
  });
});

describe('the contribution of a quarter', () => {
  test('has 0.06 euro an hour on top with Cassacolf', () => {
    expect(quarterContribution(relation(), third2025, cassacolf)).toMatchObject({
      ...{ total: 49_140 + 1_560, workerShare: 12_480, fund: 1_560 },
    });
  });

  test('is by the table of the year in which the week closes', () => {
    // 28 December 2025 to 3 January 2026 is a week of 2026.
    const weeks = paidWeeks(relation({ hired: '2025-12-28', ended: '2026-01-03' }), {
      ...{ year: 2026, quarter: 1 },
    });
    expect(weeks).toHaveLength(1);
    const one = relation({ hired: '2025-12-28', ended: '2026-01-03' });
    expect(quarterContribution(one, { year: 2025, quarter: 4 })).toMatchObject({ total: 0, weeks: 0 });
    expect(quarterContribution(one, { year: 2026, quarter: 1 })).toMatchObject({ total: 20 * 192 });
  });

  test('has one week more in a quarter of 14 Saturdays, and one less in one of 12', () => {
    const weeks = (quarter: Quarter) => paidWeeks(relation(), quarter).length;
    expect([weeks({ year: 2022, quarter: 4 }), weeks({ year: 2023, quarter: 1 })]).toEqual([14, 12]);
  });

  test('begins with the week of hiring, a sixth of the hours for each of its days', () => {
    // Thursday 13 August: Thursday, Friday, Saturday are half a week, and six weeks follow.
    expect(quarterContribution(relation({ hired: '2026-08-13' }), third2026)).toMatchObject({
      ...{ hours: 10 + 6 * 20, weeks: 7, total: 130 * 192 },
    });
    // Hired on a Saturday: 20 / 6 hours are four whole ones.
    expect(paidWeeks(relation({ hired: '2026-09-26' }), third2026).map(({ hours }) => hours)).toEqual([4]);
  });

  test('leaves a week that closes in the next quarter to that one', () => {
    const late = relation({ hired: '2026-09-28' });
    expect(paidWeeks(late, third2026)).toEqual([]);
    expect(paidWeeks(late, { year: 2026, quarter: 4 })).toHaveLength(13);
  });

  test('ends with the day of the end', () => {
    // Tuesday 14 July: two weeks before, and two days.
    const short = relation({ ended: '2026-07-14' });
    expect(paidWeeks(short, third2026).map(({ hours }) => hours)).toEqual([20, 20, 7]);
    expect(paidWeeks(short, { year: 2026, quarter: 4 })).toEqual([]);
    // A Sunday is no working day: the week that it opens pays nothing.
    expect(paidWeeks(relation({ ended: '2026-07-12' }), third2026)).toHaveLength(2);
  });

  test('takes the hours of each week as agreed on its last day', () => {
    const more: Agreement = { ...usual, from: '2026-08-12', weeklyHours: 30 };
    const changed = relation({ agreements: [usual, more] });
    const weeks = paidWeeks(changed, third2026);
    expect(weeks.map(({ hours }) => hours)).toEqual([20, 20, 20, 20, 20, 20, 30, 30, 30, 30, 30, 30, 30]);
    // Above 24 hours a week every hour costs less.
    expect(quarterContribution(changed, third2026)).toMatchObject({
      ...{ hours: 6 * 20 + 7 * 30, total: 6 * 20 * 192 + 7 * 30 * 124 },
    });
  });

  test('is nothing where nothing is paid: suspended, not yet begun, or long over', () => {
    const nothing = { total: 0, workerShare: 0, fund: 0, hours: 0, weeks: 0 };
    expect(quarterContribution(relation({}, { weeklyHours: 0 }), third2026)).toEqual(nothing);
    expect(quarterContribution(relation({ hired: '2026-11-02' }), third2026, cassacolf)).toEqual(nothing);
    expect(quarterContribution(relation({ ended: '2026-01-31' }), third2026)).toEqual(nothing);
    // Without hours no table is needed either.
    expect(quarterContribution(relation({ ended: '2026-01-31' }), { year: 2031, quarter: 1 })).toEqual(
      nothing,
    );
  });
});

describe('for any relation', () => {
  const anyDay = fc
    .date({ min: new Date('2024-01-01'), max: new Date('2026-12-31'), noInvalidDate: true })
    .map((date) => date.toISOString().slice(0, 10));
  const anyTerms = fc.record({
    contract: fc.constantFrom('permanent', 'fixed-term', 'replacement'),
    cuaf: fc.boolean(),
    weeklyHours: fc.integer({ min: 1, max: 54 }),
    effectiveWage: fc.integer({ min: 500, max: 2500 }),
  });
  const anyAgreement = fc.tuple(anyTerms, anyDay).map(([terms, from]): Agreement => ({ ...terms, from }));
  const anyRelation = fc
    .tuple(
      anyDay,
      fc.option(anyDay, { nil: undefined }),
      anyAgreement,
      fc.array(anyAgreement, { maxLength: 3 }),
    )
    .map(([hired, ended, first, more]): Relation => {
      const later = more.toSorted((one, other) => one.from.localeCompare(other.from));
      return { hired, ended, agreements: [first, ...later.filter(({ from }) => from > first.from)] };
    });
  const anyQuarter = fc.record({
    year: fc.integer({ min: 2024, max: 2026 }),
    quarter: fc.integer({ min: 1, max: 4 }),
  });

  test('amounts are whole cents, and the worker bears less than half', () => {
    fc.assert(
      fc.property(anyRelation, anyQuarter, (one, quarter) => {
        const { total, workerShare, fund, hours } = quarterContribution(one, quarter, cassacolf);
        for (const amount of [total, workerShare, fund, hours])
          expect(Number.isSafeInteger(amount)).toBe(true);
        expect(fund).toBe(hours * 6);
        expect(workerShare * 2).toBeLessThanOrEqual(total);
        expect(total === 0).toBe(hours === 0);
      }),
    );
  });

  test('more hours within a band never cost less', () => {
    fc.assert(
      fc.property(
        anyRelation,
        anyQuarter,
        fc.integer({ min: 1, max: 54 }),
        fc.integer({ min: 1, max: 54 }),
        (one, quarter, hours, others) => {
          fc.pre(hours > 24 === others > 24);
          const cost = (weeklyHours: number) => {
            const [first, ...more] = one.agreements;
            const same = more.map((agreement) => ({ ...agreement, weeklyHours }));
            return quarterContribution({ ...one, agreements: [{ ...first, weeklyHours }, ...same] }, quarter)
              .total;
          };
          expect(cost(Math.max(hours, others))).toBeGreaterThanOrEqual(cost(Math.min(hours, others)));
        },
      ),
    );
  });

  test('without CUAF it never costs less, for a fixed term never less than for good', () => {
    fc.assert(
      fc.property(anyRelation, anyQuarter, (one, quarter) => {
        const cost = (terms: Partial<Agreement>) =>
          quarterContribution({ ...one, agreements: [{ ...one.agreements[0], ...terms }] }, quarter).total;
        expect(cost({ cuaf: false })).toBeGreaterThanOrEqual(cost({ cuaf: true }));
        expect(cost({ contract: 'fixed-term' })).toBeGreaterThanOrEqual(cost({ contract: 'permanent' }));
        expect(cost({ contract: 'replacement' })).toBe(cost({ contract: 'permanent' }));
      }),
    );
  });

  test('a week with hours is paid in one quarter, and no week outside the relation is', () => {
    fc.assert(
      fc.property(anyRelation, (one) => {
        const weeks = [2024, 2025, 2026].flatMap((year) =>
          [1, 2, 3, 4].flatMap((quarter) => paidWeeks(one, { year, quarter })),
        );
        expect(new Set(weeks.map(({ saturday }) => saturday)).size).toBe(weeks.length);
        for (const { sunday, saturday } of weeks) {
          expect(saturday >= one.hired).toBe(true);
          if (one.ended !== undefined) expect(sunday < one.ended).toBe(true);
        }
      }),
    );
  });

  test('a relation that goes on pays every week of a later quarter in full', () => {
    fc.assert(
      fc.property(anyTerms, anyQuarter, (terms, quarter) => {
        const weeks = paidWeeks(relation({}, terms), quarter);
        expect(weeks.map(({ saturday }) => saturday)).toEqual(
          weeksOfQuarter(quarter).map(({ saturday }) => saturday),
        );
        expect(weeks.every(({ hours }) => hours === terms.weeklyHours)).toBe(true);
      }),
    );
  });
});
