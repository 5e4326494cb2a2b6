/** What an employer owes for one relation and one quarter. */
import { hourlyContribution } from './hourly-contribution.ts';
import { paidWeeks, type Relation } from './paid-hours.ts';
import type { Quarter } from './quarter.ts';

/** A fund of the national contract that is paid along with the contributions, by the hour. */
export interface ContractFund {
  readonly code: string;
  readonly centsPerHour: number;
}

/** Cassacolf: code F2, 0.06 euro an hour, 0.02 of it the worker's, since 1 January 2021 (domain.md section 4). */
export const cassacolf: ContractFund = { code: 'F2', centsPerHour: 6 };

/** Amounts in whole cents, and exact: hours and hourly rates are whole numbers, so nothing is ever rounded. */
export interface QuarterContribution {
  /** What is to be paid, the fund included. */
  readonly total: number;
  /** The part of the contributions that the worker bears, and that the employer may keep back; without the fund. */
  readonly workerShare: number;
  readonly fund: number;
  readonly hours: number;
  /** Weeks with paid hours. */
  readonly weeks: number;
}

/**
 * Hourly contribution by paid hours of the weeks that close in the quarter, by the table of the quarter's year.
 * @param fund paid on top where the employer has joined one
 * @throws NoContributionTableError where there are hours and no table for them
 */
export function quarterContribution(
  relation: Relation,
  quarter: Quarter,
  fund?: ContractFund,
): QuarterContribution {
  const weeks = paidWeeks(relation, quarter);
  let [contributions, workerShare, hours] = [0, 0, 0];
  for (const week of weeks) {
    const { total, worker } = hourlyContribution(quarter.year, week.agreement);
    contributions += total * week.hours;
    workerShare += worker * week.hours;
    hours += week.hours;
  }
  const forFund = hours * (fund?.centsPerHour ?? 0);
  return { total: contributions + forFund, workerShare, fund: forFund, hours, weeks: weeks.length };
}
