/**
 * Hourly contributions for domestic workers as INPS publishes them each year, valid from 1 January to 31 December
 * (domain.md section 4). Amounts in cents of a euro. A new year is one more entry here, nothing else.
 */

/** What one paid hour costs, employer's and worker's share together, in cents. */
export interface HourlyTotal {
  /** With the contribution to the family allowances fund (CUAF), which is the usual case. */
  readonly withCuaf: number;
  /** Without it: spouses, and relatives up to the third degree who live together. */
  readonly withoutCuaf: number;
}

export interface ContributionBand {
  /** Highest effective hourly wage of the band, itself included; undefined where there is none. */
  readonly wageUpTo: number | undefined;
  /** Conventional hourly wage, on which the rates are applied. */
  readonly conventionalWage: number;
  readonly permanent: HourlyTotal;
  /** With the additional 1.40 % of art. 2 c. 28 L. 92/2012. */
  readonly fixedTerm: HourlyTotal;
  /** How much of each of these the worker bears. */
  readonly workerShare: number;
}

export interface ContributionTable {
  readonly year: number;
  readonly circular: string;
  /** By effective hourly wage, the lowest first: relations of 24 hours a week at most. */
  readonly byWage: readonly ContributionBand[];
  /** For all hours of a relation of more than 24 a week, whatever the wage. */
  readonly over24Hours: ContributionBand;
}

export const contributionTables: readonly ContributionTable[] = [
  {
    year: 2024,
    circular: 'INPS circular 23 of 29 January 2024',
    byWage: [
      band({
        wageUpTo: 940,
        conventionalWage: 833,
        permanent: [166, 167],
        fixedTerm: [178, 179],
        worker: 42,
      }),
      band({
        wageUpTo: 1145,
        conventionalWage: 940,
        permanent: [188, 189],
        fixedTerm: [201, 202],
        worker: 47,
      }),
      band({ conventionalWage: 1145, permanent: [229, 230], fixedTerm: [245, 246], worker: 57 }),
    ],
    over24Hours: band({ conventionalWage: 606, permanent: [121, 122], fixedTerm: [129, 130], worker: 30 }),
  },
  {
    year: 2025,
    circular: 'INPS circular 29 of 30 January 2025',
    byWage: [
      band({
        wageUpTo: 948,
        conventionalWage: 840,
        permanent: [168, 169],
        fixedTerm: [179, 180],
        worker: 42,
      }),
      band({
        wageUpTo: 1154,
        conventionalWage: 948,
        permanent: [189, 190],
        fixedTerm: [203, 204],
        worker: 48,
      }),
      band({ conventionalWage: 1154, permanent: [230, 232], fixedTerm: [247, 248], worker: 58 }),
    ],
    over24Hours: band({ conventionalWage: 611, permanent: [122, 123], fixedTerm: [131, 131], worker: 31 }),
  },
  {
    year: 2026,
    circular: 'INPS circular 9 of 3 February 2026',
    byWage: [
      band({
        wageUpTo: 961,
        conventionalWage: 852,
        permanent: [170, 171],
        fixedTerm: [182, 183],
        worker: 43,
      }),
      band({
        wageUpTo: 1170,
        conventionalWage: 961,
        permanent: [192, 193],
        fixedTerm: [205, 206],
        worker: 48,
      }),
      band({ conventionalWage: 1170, permanent: [234, 235], fixedTerm: [250, 251], worker: 59 }),
    ],
    over24Hours: band({ conventionalWage: 620, permanent: [124, 125], fixedTerm: [132, 133], worker: 31 }),
  },
];

/** One line of the circular: totals as [with CUAF, without CUAF]. */
function band(line: {
  wageUpTo?: number;
  conventionalWage: number;
  permanent: readonly [number, number];
  fixedTerm: readonly [number, number];
  worker: number;
}): ContributionBand {
  const total = ([withCuaf, withoutCuaf]: readonly [number, number]) => ({ withCuaf, withoutCuaf });
  return {
    wageUpTo: line.wageUpTo,
    conventionalWage: line.conventionalWage,
    permanent: total(line.permanent),
    fixedTerm: total(line.fixedTerm),
    workerShare: line.worker,
  };
}
