import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  addDays,
  daysOfQuarter,
  dueWindow,
  nextQuarter,
  previousQuarter,
  type Quarter,
  quarterOf,
  weeksOfQuarter,
} from './quarter.ts';

const anyQuarter: fc.Arbitrary<Quarter> = fc.record({
  year: fc.integer({ min: 1990, max: 2099 }),
  quarter: fc.integer({ min: 1, max: 4 }),
});
const anyDay = fc
  .date({ min: new Date('1990-01-01'), max: new Date('2099-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));
const weekday = (day: string) => new Date(`${day}T00:00:00Z`).getUTCDay();

describe('weeks', () => {
  test('close on a Saturday that is in one quarter only, and none is left out', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1990, max: 2099 }), (year) => {
        const saturdays = [1, 2, 3, 4].flatMap((quarter) =>
          weeksOfQuarter({ year, quarter }).map(({ saturday }) => saturday),
        );
        expect(new Set(saturdays).size).toBe(saturdays.length);
        const all: string[] = [];
        for (let day = `${year}-01-01`; day <= `${year}-12-31`; day = addDays(day, 1))
          if (weekday(day) === 6) all.push(day);
        expect(saturdays).toEqual(all);
      }),
      { numRuns: 30 },
    );
  });

  test('run from Sunday to Saturday without a gap, over the end of a quarter too', () => {
    fc.assert(
      fc.property(anyQuarter, (quarter) => {
        const weeks = [...weeksOfQuarter(quarter), ...weeksOfQuarter(nextQuarter(quarter))];
        for (const [index, { sunday, saturday }] of weeks.entries()) {
          expect([weekday(sunday), weekday(saturday), addDays(sunday, 6)]).toEqual([0, 6, saturday]);
          const before = weeks[index - 1];
          if (before !== undefined) expect(addDays(before.saturday, 1)).toBe(sunday);
        }
      }),
    );
  });

  test.each([
    { year: 2025, quarter: 1, weeks: 13, first: '2024-12-29', last: '2025-03-29' },
    { year: 2026, quarter: 1, weeks: 13, first: '2025-12-28', last: '2026-03-28' },
    { year: 2026, quarter: 3, weeks: 13, first: '2026-06-28', last: '2026-09-26' },
    { year: 2026, quarter: 4, weeks: 13, first: '2026-09-27', last: '2026-12-26' },
    // The first day is a Saturday, and so is the last.
    { year: 2028, quarter: 1, weeks: 13, first: '2027-12-26', last: '2028-03-25' },
    { year: 2022, quarter: 4, weeks: 14, first: '2022-09-25', last: '2022-12-31' },
    { year: 2028, quarter: 3, weeks: 14, first: '2028-06-25', last: '2028-09-30' },
    // The first day is a Sunday and 90 follow: one Saturday less.
    { year: 2023, quarter: 1, weeks: 12, first: '2023-01-01', last: '2023-03-25' },
    // A year of 53 Saturdays.
    { year: 2033, quarter: 4, weeks: 14, first: '2033-09-25', last: '2033-12-31' },
  ])('of quarter $quarter of $year: $weeks', ({ weeks, first, last, ...quarter }) => {
    const list = weeksOfQuarter(quarter);
    expect([list.length, list[0]?.sunday, list.at(-1)?.saturday]).toEqual([weeks, first, last]);
  });

  test('are 12 to 14 in a quarter, and 52 or 53 in a year', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1990, max: 2099 }), (year) => {
        const counts = [1, 2, 3, 4].map((quarter) => weeksOfQuarter({ year, quarter }).length);
        for (const count of counts) expect([12, 13, 14]).toContain(count);
        expect([52, 53]).toContain(counts.reduce((sum, count) => sum + count, 0));
      }),
    );
  });
});

describe('quarters', () => {
  test('hold the days of their own, first to last', () => {
    fc.assert(
      fc.property(anyDay, (day) => {
        const { from, to } = daysOfQuarter(quarterOf(day));
        expect(from <= day && day <= to).toBe(true);
      }),
    );
  });

  test('follow one another', () => {
    fc.assert(
      fc.property(anyQuarter, (quarter) => {
        expect(previousQuarter(nextQuarter(quarter))).toEqual(quarter);
        expect(daysOfQuarter(nextQuarter(quarter)).from).toBe(addDays(daysOfQuarter(quarter).to, 1));
      }),
    );
  });

  test('refuse what is no day', () => {
    expect(() => quarterOf('20 novembre')).toThrow(RangeError);
    expect(() => quarterOf('2026-13-01')).toThrow(RangeError);
  });
});

describe('the days to pay', () => {
  test.each([
    [1, '2026-04-01', '2026-04-10'],
    [2, '2026-07-01', '2026-07-10'],
    [3, '2026-10-01', '2026-10-10'],
    [4, '2027-01-01', '2027-01-10'],
  ])('of quarter %i of 2026', (quarter, from, to) => {
    expect(dueWindow({ year: 2026, quarter })).toEqual({ from, to });
  });

  test('are ten from the end of the relation, where that comes first', () => {
    const third = { year: 2026, quarter: 3 };
    expect(dueWindow(third, '2026-08-12')).toEqual({ from: '2026-08-13', to: '2026-08-22' });
    expect(dueWindow(third, '2026-09-30')).toEqual({ from: '2026-10-01', to: '2026-10-10' });
    // It goes on after the quarter: nothing changes for this quarter.
    expect(dueWindow(third, '2026-10-05')).toEqual({ from: '2026-10-01', to: '2026-10-10' });
    expect(dueWindow(third, '2027-03-01')).toEqual({ from: '2026-10-01', to: '2026-10-10' });
  });

  test('stay on a Sunday, unless the rules name holidays', () => {
    const first = { year: 2022, quarter: 1 };
    const isHoliday = (day: string) => weekday(day) === 0 || day === '2023-04-10';
    expect(dueWindow(first).to).toBe('2022-04-10');
    expect(dueWindow(first, undefined, { isHoliday }).to).toBe('2022-04-11');
    expect(dueWindow({ year: 2023, quarter: 1 }, undefined, { isHoliday }).to).toBe('2023-04-11');
    // A Saturday is a day like any other.
    expect(dueWindow({ year: 2021, quarter: 1 }, undefined, { isHoliday }).to).toBe('2021-04-10');
    expect(dueWindow(first, undefined, { isHoliday: () => true }).to).toBe('2022-04-17');
  });

  test('are never fewer than ten, and end ten days after quarter or relation at the latest', () => {
    fc.assert(
      fc.property(anyQuarter, fc.option(anyDay, { nil: undefined }), (quarter, ended) => {
        const { from, to } = dueWindow(quarter, ended);
        expect(addDays(from, 9)).toBe(to);
        expect(to <= addDays(daysOfQuarter(quarter).to, 10)).toBe(true);
        if (ended !== undefined) expect(to <= addDays(ended, 10)).toBe(true);
      }),
    );
  });
});
