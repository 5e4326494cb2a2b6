/** Payments to synthetic citizens. Pure, like people.ts, but for the months, which end where the clock stands. */
import type { Accredito, Pagamento, Trattamento } from '../operations/pagamento.ts';
import { dayInItaly } from './day-in-italy.ts';
import { RandomStream } from './random.ts';

const seed = 47_120_198;
/** Fewer than the contract allows: a caller has to keep them in mind. */
const mostListed = 6;
const monthsBack = 12;
/** A payment is ordered so many days before it is credited. */
const orderedDays = 10;

interface Plan {
  readonly trattamento: Trattamento;
  /** Day of the month of the credit; 0 is the first day on which banks work. */
  readonly day: number;
  /** Cents. */
  readonly least: number;
  readonly most: number;
}

const ofPensioners: readonly Plan[] = [
  { trattamento: 'pensione', day: 0, least: 68_000, most: 240_000 },
  { trattamento: 'pensione-reversibilita', day: 0, least: 45_000, most: 120_000 },
  { trattamento: 'invalidita-civile', day: 0, least: 33_600, most: 55_200 },
  { trattamento: 'assegno-sociale', day: 0, least: 53_800, most: 54_600 },
];
const ofWorkers: readonly Plan[] = [
  { trattamento: 'assegno-unico', day: 20, least: 5_700, most: 60_000 },
  { trattamento: 'naspi', day: 12, least: 60_000, most: 145_000 },
  { trattamento: 'malattia', day: 15, least: 30_000, most: 90_000 },
  { trattamento: 'maternita', day: 16, least: 80_000, most: 160_000 },
  { trattamento: 'assegno-inclusione', day: 26, least: 48_000, most: 90_000 },
  { trattamento: 'bonus-nido', day: 25, least: 13_600, most: 32_700 },
  { trattamento: 'disoccupazione-agricola', day: 9, least: 90_000, most: 300_000 },
];

/** What became of the latest payment: one citizen here and the next there. */
const latest: readonly Accredito[] = ['pagato', 'riemissione', 'pagato', 'sospeso'];

/** A payment for one month. @param monthsAgo negative for a month to come */
function paymentOf(citizen: number, plan: Plan, now: Date, monthsAgo: number): Pagamento {
  const [year = 0, month = 1] = dayInItaly(now).split('-').map(Number);
  const first = new Date(Date.UTC(year, month - 1 - monthsAgo, 1));
  const data = dayOf(plan, first);
  const base = new RandomStream(seed + citizen);
  const importo = plan.least + base.below(plan.most - plan.least);
  return {
    trattamento: plan.trattamento,
    accredito: data > dayInItaly(now) ? 'disposto' : 'pagato',
    mese: first.getUTCMonth() + 1,
    importo,
    data,
  };
}

/** Saturdays, Sundays and New Year are put off to the next day on which banks work. */
function dayOf({ day }: Plan, first: Date): string {
  const date = new Date(first);
  date.setUTCDate(Math.max(day, 1));
  while (date.getUTCDay() % 6 === 0 || (date.getUTCMonth() === 0 && date.getUTCDate() === 1)) {
    date.setUTCDate(date.getUTCDate() + 1);
  }
  return date.toISOString().slice(0, 10);
}

/** What somebody is paid each month: every seventh citizen nothing, every fourth of the others two things. */
function plansOf(citizen: number, birthDate: string): readonly Plan[] {
  if (citizen % 7 === 4) return [];
  const stream = new RandomStream(seed - citizen);
  const plans = Number(birthDate.slice(0, 4)) < 1964 ? ofPensioners : ofWorkers;
  const first = stream.pickRanked(plans);
  const second = stream.pickRanked(plans);
  return citizen % 4 === 1 && second !== first ? [first, second] : [first];
}

/**
 * Payments up to now, and those that are ordered already, the newest first: the latest of them.
 * @param birthDate `YYYY-MM-DD`
 */
export function paymentsOf(citizen: number, birthDate: string, now: Date): readonly Pagamento[] {
  return paymentsSince(citizen, birthDate, now, monthsBack).slice(0, mostListed);
}

/**
 * All of them since a number of months ago, the newest first. Only one that was to be paid lately can have failed.
 * @param birthDate `YYYY-MM-DD`
 */
export function paymentsSince(
  citizen: number,
  birthDate: string,
  now: Date,
  months: number,
): readonly Pagamento[] {
  const ordered = dayInItaly(new Date(now.getTime() + orderedDays * 86_400_000));
  const payments = plansOf(citizen, birthDate)
    .flatMap((plan) =>
      Array.from({ length: months + 1 }, (_, index) => paymentOf(citizen, plan, now, index - 1)),
    )
    .filter(({ data }) => data <= ordered)
    .sort((a, b) => b.data.localeCompare(a.data));
  const newest = payments.findIndex(({ accredito }) => accredito === 'pagato');
  const accredito = latest[Math.floor(citizen / 5) % latest.length] ?? 'pagato';
  return payments.map((payment, index) => (index === newest ? { ...payment, accredito } : payment));
}

/** The next payment to come; undefined when nothing is paid, or when the latest is suspended. */
export function nextPaymentOf(citizen: number, birthDate: string, now: Date) {
  if (paymentsOf(citizen, birthDate, now).some(({ accredito }) => accredito === 'sospeso')) return undefined;
  const today = dayInItaly(now);
  const ordered = dayInItaly(new Date(now.getTime() + orderedDays * 86_400_000));
  const [next] = plansOf(citizen, birthDate)
    .flatMap((plan) => [0, -1, -2].map((monthsAgo) => paymentOf(citizen, plan, now, monthsAgo)))
    .filter(({ data }) => data > today)
    .sort((a, b) => a.data.localeCompare(b.data));
  if (next === undefined) return undefined;
  const { accredito: _, ...payment } = next;
  return { ...payment, disposto: next.data <= ordered };
}
