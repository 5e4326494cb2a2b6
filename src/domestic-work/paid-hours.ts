/** The hours of a relation that contributions are paid for, week by week. */
import type { ContributionTerms } from './hourly-contribution.ts';
import { addDays, type Quarter, type Week, weeksOfQuarter } from './quarter.ts';

/** What was agreed, from a day on until the next agreement. */
export interface Agreement extends ContributionTerms {
  readonly from: string;
}

export interface Relation {
  /** First and last day; `ended` is undefined while it goes on. */
  readonly hired: string;
  readonly ended: string | undefined;
  /** In order of `from`; the first holds from the day of hiring whatever it says. At least one. */
  readonly agreements: readonly [Agreement, ...Agreement[]];
}

export interface PaidWeek extends Week {
  readonly agreement: Agreement;
  /** Whole hours, above zero. */
  readonly hours: number;
}

/** A day counts a sixth of the weekly hours, Monday to Saturday, as the national contract counts them (art. 16). */
const workingDays = 6;

/**
 * The weeks that close in a quarter and have paid hours, as agreed: absences without pay and overtime are the
 * employer's to declare. The agreement of a week is the one on its last day in force. Of a week in which the
 * relation begins or ends, each day in force counts a sixth, and the sum is rounded up to a whole hour: the forms
 * of INPS take whole hours only (domain.md has no rule; from memory). Weekly hours of zero pay nothing.
 */
export function paidWeeks(relation: Relation, quarter: Quarter): readonly PaidWeek[] {
  return weeksOfQuarter(quarter).flatMap((week) => {
    const days = workingDaysOf(week).filter((day) => isInForce(relation, day));
    const last = days.at(-1);
    if (last === undefined) return [];
    const agreement = agreementOn(relation, last);
    const hours = Math.ceil((agreement.weeklyHours * days.length) / workingDays);
    return hours > 0 ? [{ ...week, agreement, hours }] : [];
  });
}

function workingDaysOf({ sunday }: Week): readonly string[] {
  return Array.from({ length: workingDays }, (_, index) => addDays(sunday, index + 1));
}

function isInForce({ hired, ended }: Relation, day: string): boolean {
  return day >= hired && (ended === undefined || day <= ended);
}

function agreementOn({ agreements }: Relation, day: string): Agreement {
  return agreements.findLast(({ from }) => from <= day) ?? agreements[0];
}
