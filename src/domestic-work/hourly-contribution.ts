/** Which line of the tables applies to a relation. */
import { type ContributionBand, contributionTables } from './contribution-tables.ts';

/** `replacement`: fixed term in place of somebody who is away, without the additional contribution. */
export const contractTerms = ['permanent', 'fixed-term', 'replacement'] as const;
export type ContractTerm = (typeof contractTerms)[number];

/** What the hourly contribution depends on. */
export interface ContributionTerms {
  readonly contract: ContractTerm;
  /** False for spouses and relatives up to the third degree who live together: nothing else takes CUAF away. */
  readonly cuaf: boolean;
  /** Hours a week with this employer, as agreed. */
  readonly weeklyHours: number;
  /**
   * Effective hourly wage in cents: what is paid, with the hour's share of the thirteenth month (a twelfth) and the
   * conventional value of board and lodging. It is taken as given.
   */
  readonly effectiveWage: number;
}

/** Cents for one paid hour. */
export interface HourlyContribution {
  readonly total: number;
  /** The part of the total that the worker bears. */
  readonly worker: number;
}

/** Nobody has published a table for that year yet: the circular comes out in January or February. */
export class NoContributionTableError extends RangeError {
  readonly year: number;

  constructor(year: number) {
    const known = contributionTables.map((table) => table.year).join(', ');
    super(
      `no contributions are known for ${year}, only for ${known}: add the table to contribution-tables.ts`,
    );
    this.year = year;
  }
}

/** More hours a week than this, with one employer, pay the flat band for all hours. */
const hoursOfWageBands = 24;

/**
 * The contribution for one hour paid in a week of a year.
 * @param year of the quarter that the week belongs to
 * @throws NoContributionTableError; RangeError for a wage or hours that are not above zero
 */
export function hourlyContribution(year: number, terms: ContributionTerms): HourlyContribution {
  const { contract, cuaf } = terms;
  const line = bandFor(year, terms);
  const totals = contract === 'fixed-term' ? line.fixedTerm : line.permanent;
  return { total: cuaf ? totals.withCuaf : totals.withoutCuaf, worker: line.workerShare };
}

/**
 * The line of the year's table.
 * @throws NoContributionTableError; RangeError for a wage or hours that are not above zero
 */
export function bandFor(
  year: number,
  { weeklyHours, effectiveWage }: Pick<ContributionTerms, 'weeklyHours' | 'effectiveWage'>,
): ContributionBand {
  if (!(weeklyHours > 0)) throw new RangeError('weekly hours must be above zero');
  if (!(effectiveWage > 0)) throw new RangeError('an hourly wage must be above zero');
  const table = contributionTables.find((one) => one.year === year);
  if (table === undefined) throw new NoContributionTableError(year);
  if (weeklyHours > hoursOfWageBands) return table.over24Hours;
  const line = table.byWage.find(({ wageUpTo }) => wageUpTo === undefined || effectiveWage <= wageUpTo);
  if (line === undefined) throw new RangeError(`the table of ${year} has no band without an upper bound`);
  return line;
}
