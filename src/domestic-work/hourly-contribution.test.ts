import { describe, expect, test } from '@jest/globals';
import {
  bandFor,
  type ContractTerm,
  hourlyContribution,
  NoContributionTableError,
} from './hourly-contribution.ts';

/**
 * The tables once more, as the circulars print them: year, hours a week, effective wage, conventional wage, then the
 * total in euro with and without CUAF, permanent and fixed term, and the worker's share.
 */
const printed = `
2024 20  9.40  8.33  1.66 1.67  1.78 1.79  0.42
2024 20 11.45  9.40  1.88 1.89  2.01 2.02  0.47
2024 20 11.46 11.45  2.29 2.30  2.45 2.46  0.57
2024 25  9.00  6.06  1.21 1.22  1.29 1.30  0.30
2025 20  9.48  8.40  1.68 1.69  1.79 1.80  0.42
2025 20 11.54  9.48  1.89 1.90  2.03 2.04  0.48
2025 20 11.55 11.54  2.30 2.32  2.47 2.48  0.58
2025 25  9.00  6.11  1.22 1.23  1.31 1.31  0.31
2026 20  9.61  8.52  1.70 1.71  1.82 1.83  0.43
2026 20 11.70  9.61  1.92 1.93  2.05 2.06  0.48
2026 20 11.71 11.70  2.34 2.35  2.50 2.51  0.59
2026 25  9.00  6.20  1.24 1.25  1.32 1.33  0.31`;

const cents = (euro = 0) => Math.round(euro * 100);
const cells = printed
  .trim()
  .split('\n')
  .flatMap((line) => {
    const [year = 0, weeklyHours = 0, wage, conventional, ...amounts] = line.split(/\s+/).map(Number);
    const [withCuaf, withoutCuaf, fixedWith, fixedWithout, worker] = amounts.map(cents);
    const cell = (contract: ContractTerm, cuaf: boolean, total: number | undefined) => ({
      ...{ year, weeklyHours, effectiveWage: cents(wage), conventional: cents(conventional) },
      ...{ contract, cuaf, total, worker },
    });
    return [
      cell('permanent', true, withCuaf),
      cell('permanent', false, withoutCuaf),
      cell('fixed-term', true, fixedWith),
      cell('fixed-term', false, fixedWithout),
      // In place of somebody who is away nothing is added.
      cell('replacement', true, withCuaf),
      cell('replacement', false, withoutCuaf),
    ];
  });

test.each(cells)(
  '$year, $weeklyHours h, wage $effectiveWage, $contract, CUAF $cuaf: $total cents',
  ({ total, worker, conventional, ...terms }) => {
    expect(hourlyContribution(terms.year, terms)).toEqual({ total, worker });
    expect(bandFor(terms.year, terms).conventionalWage).toBe(conventional);
  },
);

describe('the band', () => {
  const usual = { contract: 'permanent', cuaf: true, effectiveWage: 900, weeklyHours: 20 } as const;

  test('changes one cent above its bound, and not before', () => {
    const at = (effectiveWage: number) => bandFor(2026, { ...usual, effectiveWage }).conventionalWage;
    expect([at(1), at(961), at(962), at(1170), at(1171), at(100_000)]).toEqual([
      852, 852, 961, 961, 1170, 1170,
    ]);
  });

  test('is flat above 24 hours a week, whatever the wage', () => {
    const at = (weeklyHours: number, effectiveWage: number) =>
      bandFor(2026, { weeklyHours, effectiveWage }).conventionalWage;
    expect([at(24, 900), at(24.5, 900), at(25, 900), at(54, 5000)]).toEqual([852, 620, 620, 620]);
  });

  test('does not exist for a year without a table, and the error says what to do', () => {
    expect(() => hourlyContribution(2027, usual)).toThrow(NoContributionTableError);
    expect(() => hourlyContribution(2023, usual)).toThrow(/2024, 2025, 2026.*contribution-tables\.ts/);
  });

  test.each([{ weeklyHours: 0 }, { effectiveWage: 0 }, { weeklyHours: Number.NaN }, { effectiveWage: -1 }])(
    'refuses %o',
    (wrong) => {
      expect(() => hourlyContribution(2026, { ...usual, ...wrong })).toThrow(RangeError);
    },
  );
});
