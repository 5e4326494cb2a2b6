/** The four instalments of a year of the contributions on the minimum income of artisans and traders. */
import type { Gestione } from '../operations/artigiani.ts';

export interface Instalment {
  readonly anno: number;
  /** 1 to 4: the quarter that it is for. */
  readonly rata: number;
  /** Day by which it is to be paid, `YYYY-MM-DD`. */
  readonly scadenza: string;
  /** First and last day of the quarter. */
  readonly dal: string;
  readonly al: string;
}

/** Month and day of each; the last one is in the year after (inps.it, F24 for artisans and traders). */
const terms = [
  { month: 5, day: 16 },
  { month: 8, day: 20 },
  { month: 11, day: 16 },
  { month: 14, day: 16 },
] as const;

/** Contribution of a month on the minimum income, in cents: circulars 38/2025 and 14/2026. */
const monthly: readonly { readonly from: number; readonly cents: Readonly<Record<Gestione, number>> }[] = [
  { from: 2026, cents: { artigiani: 37_678, commercianti: 38_431 } },
  { from: 2025, cents: { artigiani: 37_172, commercianti: 37_915 } },
];

/** The instalments of a year, in order. A term on a Saturday or a Sunday moves to the Monday after it. */
export function instalmentsOf(anno: number): readonly Instalment[] {
  return terms.map(({ month, day }, index) => ({
    anno,
    rata: index + 1,
    scadenza: isoDay(working(new Date(Date.UTC(anno, month - 1, day)))),
    dal: isoDay(new Date(Date.UTC(anno, index * 3, 1))),
    al: isoDay(new Date(Date.UTC(anno, index * 3 + 3, 0))),
  }));
}

/** The instalment that is to be paid next. @param today `YYYY-MM-DD`; the day of the term still counts */
export function nextInstalment(today: string): Instalment {
  const year = Number(today.slice(0, 4));
  const next = [year - 1, year].flatMap(instalmentsOf).find(({ scadenza }) => scadenza >= today);
  if (next === undefined) throw new RangeError('today must be a day as YYYY-MM-DD');
  return next;
}

/** What an instalment of a year costs, in cents; the tables end with the latest known year. */
export function instalmentCents(gestione: Gestione, anno: number): number {
  const table = monthly.find(({ from }) => anno >= from) ?? monthly.at(-1);
  if (table === undefined) throw new RangeError('there are no tables');
  return 3 * table.cents[gestione];
}

/** None of these terms is a holiday, nor is the Monday after any of them. */
function working(day: Date): Date {
  const weekday = day.getUTCDay();
  const wait = weekday === 6 ? 2 : weekday === 0 ? 1 : 0;
  return new Date(Date.UTC(day.getUTCFullYear(), day.getUTCMonth(), day.getUTCDate() + wait));
}

function isoDay(date: Date): string {
  return date.toISOString().slice(0, 10);
}
