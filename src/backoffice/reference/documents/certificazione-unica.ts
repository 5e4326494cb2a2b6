import { RandomStream } from '../random.ts';
import type { DocumentOf } from './document.ts';

const seed = 16_031_973;
/** Tax of a year by brackets: upper end in cents, per cent (art. 11 TUIR, in force for 2024 and 2025). */
const brackets = [
  { to: 2_800_000, rate: 23 },
  { to: 5_000_000, rate: 35 },
  { to: Number.POSITIVE_INFINITY, rate: 43 },
] as const;
/** Regional and municipal surtax, per cent: as in many places. */
const regional = 1.23;
const municipal = 0.8;
/** Share of the municipal surtax that is paid ahead, per cent. */
const ahead = 30;

/**
 * Income of a year, and what was withheld of it. The boxes agree with each other: gross tax by brackets less the
 * deduction is the tax withheld. Simplified: one income, no family, no expenses.
 */
export const certificazioneUnica: DocumentOf<'certificazione-unica'> = ({ citizen, holder, year, today }) => {
  const anno = year ?? Number(today.slice(0, 4)) - 1;
  // For a year that is not over nothing can be certified.
  if (anno >= Number(today.slice(0, 4))) return undefined;
  const stream = new RandomStream(seed + citizen.index * 8 + (anno % 8));
  const pensioner = citizen.birthDate < '1964';
  const income = 780_000 + stream.below(3_400_000);
  const days = pensioner || stream.chance(0.5) ? 365 : 60 + stream.below(300);
  const gross = grossTax(income);
  const deduction = Math.min(gross, pensioner ? ofPension(income) : ofWork(income));
  const tax = gross - deduction;
  const surtaxes = tax === 0 ? [0, 0] : [percent(income, regional), percent(income, municipal)];
  const [region = 0, town = 0] = surtaxes;
  const advance = percent(town, ahead);
  return {
    tipo: 'certificazione-unica',
    intestatario: holder,
    anno,
    caselle: [
      { punto: pensioner ? 3 : 1, importo: income },
      { punto: pensioner ? 7 : 6, giorni: days },
      { punto: 21, importo: tax },
      { punto: 22, importo: region },
      { punto: 26, importo: advance },
      { punto: 27, importo: town - advance },
      { punto: 29, importo: advance },
      { punto: 361, importo: gross },
      { punto: 367, importo: deduction },
      { punto: 373, importo: deduction },
    ],
  };
};

function grossTax(income: number): number {
  let [tax, from] = [0, 0];
  for (const { to, rate } of brackets) {
    tax += percent(Math.max(0, Math.min(income, to) - from), rate);
    from = to;
  }
  return tax;
}

/** Deduction for pensioners (art. 13, paragraph 3 TUIR), cents. */
function ofPension(income: number): number {
  if (income <= 850_000) return 195_500;
  if (income <= 2_800_000) return 70_000 + Math.round((125_500 * (2_800_000 - income)) / 1_950_000);
  return Math.max(0, Math.round((70_000 * (5_000_000 - income)) / 2_200_000));
}

/** Deduction for employees (art. 13, paragraph 1 TUIR), cents. */
function ofWork(income: number): number {
  if (income <= 1_500_000) return 195_500;
  if (income <= 2_800_000) return 191_000 + Math.round((119_000 * (2_800_000 - income)) / 1_300_000);
  return Math.max(0, Math.round((191_000 * (5_000_000 - income)) / 2_200_000));
}

function percent(cents: number, rate: number): number {
  return Math.round((cents * rate) / 100);
}
