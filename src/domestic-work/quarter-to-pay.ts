/** Which quarter a caller is told about, and how it stands. */
import { NoContributionTableError } from './hourly-contribution.ts';
import { paidWeeks, type Relation } from './paid-hours.ts';
import {
  type DueRules,
  dueWindow,
  nextQuarter,
  type Period,
  previousQuarter,
  type Quarter,
  quarterOf,
} from './quarter.ts';
import { type ContractFund, type QuarterContribution, quarterContribution } from './quarter-contribution.ts';

/** How the contributions of a quarter stand on a day. */
export type PaymentState =
  | { readonly state: 'to-pay' | 'overdue' | 'not-yet' }
  | { readonly state: 'paid'; readonly paidOn: string };

export interface QuarterToPay {
  readonly quarter: Quarter;
  readonly due: Period;
  readonly contribution: QuarterContribution;
  readonly payment: PaymentState;
}

/** Why there is no quarter to tell about. */
export type NothingToPay = 'ended' | 'no-hours' | 'no-table';

export interface Account {
  readonly relation: Relation;
  readonly fund?: ContractFund | undefined;
  /** The day on which a quarter was paid; undefined when it was not. */
  readonly paidOn: (quarter: Quarter) => string | undefined;
}

/**
 * The quarter that a caller is told about, out of the one before the day, the day's own and the next: the first that
 * is to be paid or overdue; else one that is paid and whose days to pay are not over; else the first whose days to
 * pay are still to come. What is older than the quarter before is for an operator.
 * @param today day in Italy
 */
export function quarterToPay(account: Account, today: string, rules?: DueRules): QuarterToPay | NothingToPay {
  const { relation, fund } = account;
  const current = quarterOf(today);
  const worked = [previousQuarter(current), current, nextQuarter(current)]
    .filter((quarter) => paidWeeks(relation, quarter).length > 0)
    .map((quarter) => {
      const due = dueWindow(quarter, relation.ended, rules);
      return { quarter, due, payment: paymentState(account.paidOn(quarter), due, today) };
    });
  const chosen =
    worked.find(({ payment: { state } }) => state === 'to-pay' || state === 'overdue') ??
    worked.find(({ payment: { state }, due }) => state === 'paid' && today <= due.to) ??
    worked.find(({ payment: { state } }) => state === 'not-yet');
  if (chosen === undefined) {
    return relation.ended !== undefined && relation.ended <= today ? 'ended' : 'no-hours';
  }
  try {
    return { ...chosen, contribution: quarterContribution(relation, chosen.quarter, fund) };
  } catch (error) {
    if (error instanceof NoContributionTableError) return 'no-table';
    throw error;
  }
}

function paymentState(paidOn: string | undefined, due: Period, today: string): PaymentState {
  if (paidOn !== undefined && paidOn <= today) return { state: 'paid', paidOn };
  if (today < due.from) return { state: 'not-yet' };
  return { state: today <= due.to ? 'to-pay' : 'overdue' };
}
