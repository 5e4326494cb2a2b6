/** Reports of civil invalidity assessments on their way to synthetic citizens. Pure, like people.ts, but for dates. */
import type { StatoVerbale } from '../operations/verbali.spedizione.ts';
import { dayInItaly } from './day-in-italy.ts';
import type { SyntheticPractice } from './practices.ts';

export interface ReportDispatch {
  readonly stato: StatoVerbale;
  /** Days since it is in that state. */
  readonly daysAgo: number;
  /** Days for which the post office still keeps it. */
  readonly keptDays: number;
}

const dayMs = 86_400_000;
/** A post office keeps registered mail for so many days. */
const keptFor = 30;

/** After the decision, one citizen here and the next there. */
const underWay: readonly ReportDispatch[] = [
  { stato: 'in-stampa', daysAgo: 2, keptDays: 0 },
  { stato: 'spedito', daysAgo: 4, keptDays: 0 },
  { stato: 'consegnato', daysAgo: 20, keptDays: 0 },
  { stato: 'in-giacenza', daysAgo: 6, keptDays: keptFor - 6 },
  { stato: 'tornato', daysAgo: 12, keptDays: 0 },
];

/**
 * Where the report of an application is; undefined for one that has none.
 * @param position place of the application among those of the citizen
 */
export function reportOf(
  citizen: number,
  position: number,
  practice: SyntheticPractice,
): ReportDispatch | undefined {
  if (practice.prestazione !== 'invalidita-civile' || practice.stato === 'annullata') return undefined;
  const decided = ['accolta', 'respinta', 'in-pagamento'].includes(practice.stato);
  if (!decided) return { stato: 'non-definito', daysAgo: 0, keptDays: 0 };
  return underWay[(Math.floor(citizen / 3) + position) % underWay.length];
}

/** The days of a dispatch, `YYYY-MM-DD`, counted back from now: what is kept at the post office is so next year too. */
export function dispatchDays({ daysAgo, keptDays }: ReportDispatch, now: Date) {
  const day = (days: number) => dayInItaly(new Date(now.getTime() + days * dayMs));
  return { data: day(-daysAgo), entro: day(keptDays) };
}
