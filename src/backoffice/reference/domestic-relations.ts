/** Domestic work relations of which synthetic citizens are the employers. Pure, like people.ts. */
import type { ContractTerm } from '../../domestic-work/hourly-contribution.ts';
import type { Agreement, Relation } from '../../domestic-work/paid-hours.ts';
import { addDays, dueWindow, type Quarter } from '../../domestic-work/quarter.ts';
import { type ContractFund, cassacolf } from '../../domestic-work/quarter-contribution.ts';
import { Numbering } from './numbering.ts';
import { RandomStream } from './random.ts';

export interface SyntheticRelation {
  /** Ten digits, of this relation alone. */
  readonly code: string;
  readonly relation: Relation;
  readonly fund: ContractFund | undefined;
  /** The day of the days to pay on which the employer pays, 1 to 10; undefined for one who never does. */
  readonly paysOnDay: number | undefined;
}

/** What is special about a relation; the rest is usual: for good, 20 hours, paid on the fifth day. */
interface Special {
  readonly hired?: string;
  readonly ended?: string;
  readonly contract?: ContractTerm;
  readonly cuaf?: boolean;
  readonly weeklyHours?: number;
  /** Cents. */
  readonly effectiveWage?: number;
  readonly fund?: ContractFund;
  readonly paysOnDay?: number;
  readonly neverPays?: boolean;
  readonly later?: Pick<Agreement, 'from' | 'weeklyHours'>;
}

/** Of the first thousand citizens, and of each thousand after them; the rest is left to chance. */
const special: Readonly<Record<number, readonly Special[]>> = {
  0: [{}],
  1: [{ neverPays: true }, { contract: 'fixed-term', hired: '2026-02-02', paysOnDay: 9 }],
  2: [],
  3: [{ effectiveWage: 900 }],
  // Lives with the employer, who has joined Cassacolf.
  4: [{ weeklyHours: 54, fund: cassacolf }],
  5: [{ contract: 'replacement', hired: '2026-05-04', weeklyHours: 25 }],
  6: [{ cuaf: false, weeklyHours: 30 }],
  7: [{ effectiveWage: 1_250 }],
  8: [{ weeklyHours: 12 }],
  9: [{ ended: '2025-12-31' }],
  10: [
    { ended: '2026-11-14', paysOnDay: 9 },
    { ended: '2026-11-03', neverPays: true },
  ],
  11: [{ weeklyHours: 10 }],
  12: [{ weeklyHours: 15 }],
  13: [{ contract: 'fixed-term', cuaf: false }],
  14: [{ weeklyHours: 8 }],
  16: [{ weeklyHours: 0 }],
  17: [{ neverPays: true }],
  18: [{ later: { from: '2026-10-19', weeklyHours: 30 }, neverPays: true }],
  // The first week closes in the fourth quarter.
  19: [{ hired: '2026-09-28' }],
};

const seed = 19_711_403;
/** How many citizens of a hundred are employers of 1, 2, 3 workers. */
const shares = [18, 4, 1];
/** Relations that a citizen can have at most, for numbers that do not clash. */
const mostRelations = 4;
/** All numbers of ten digits. */
const firstCode = 1_000_000_000;
const codes = new Numbering({ count: 9 * firstCode, step: 7_654_321, offset: 1_403_071_231 });

/** Relations of citizen number `index`, in no order. */
export function syntheticRelations(index: number): readonly SyntheticRelation[] {
  const list = special[index % 1_000] ?? anyRelations(index);
  return list.map((one, position) => {
    const hired = one.hired ?? '2024-03-04';
    const { contract = 'permanent', cuaf = true, weeklyHours = 20, effectiveWage = 1_000 } = one;
    const agreement: Agreement = { from: hired, contract, cuaf, weeklyHours, effectiveWage };
    const later = one.later === undefined ? [] : [{ ...agreement, ...one.later }];
    return {
      code: String(firstCode + codes.numberOf(index * mostRelations + position)),
      relation: { hired, ended: one.ended, agreements: [agreement, ...later] },
      fund: one.fund,
      paysOnDay: one.neverPays === true ? undefined : (one.paysOnDay ?? 5),
    };
  });
}

function anyRelations(index: number): readonly Special[] {
  const stream = new RandomStream(seed + index);
  let left = stream.below(100);
  const count =
    shares.findIndex((share) => {
      left -= share;
      return left < 0;
    }) + 1;
  return Array.from({ length: count }, () => {
    const days = stream.below(900);
    return {
      hired: addDays('2024-01-08', days),
      ...(stream.chance(0.15) ? { ended: addDays('2026-06-30', stream.below(150)) } : {}),
      contract: stream.pick<ContractTerm>([
        'permanent',
        'permanent',
        'permanent',
        'fixed-term',
        'replacement',
      ]),
      cuaf: stream.chance(0.9),
      weeklyHours: stream.pick([4, 6, 8, 10, 12, 15, 16, 18, 20, 24, 25, 30, 36, 40, 54]),
      effectiveWage: 750 + 5 * stream.below(130),
      ...(stream.chance(0.2) ? { fund: cassacolf } : {}),
      ...(stream.chance(0.25) ? { neverPays: true } : { paysOnDay: 1 + stream.below(10) }),
    };
  });
}

/** The day on which a quarter is paid, whether it has come or not; undefined for never. */
export function paymentDay({ relation, paysOnDay }: SyntheticRelation, quarter: Quarter): string | undefined {
  return paysOnDay === undefined
    ? undefined
    : addDays(dueWindow(quarter, relation.ended).from, paysOnDay - 1);
}
