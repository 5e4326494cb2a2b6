/** Applications of synthetic citizens. Pure, like people.ts. */
import type { Prestazione, Stato } from '../operations/domanda.ts';
import { officeCode, officeCount } from './offices.ts';
import { RandomStream } from './random.ts';

export interface SyntheticPractice {
  readonly prestazione: Prestazione;
  readonly stato: Stato;
  /** `YYYY-MM-DD`. */
  readonly presentata: string;
  readonly aggiornata: string;
  /** Four digits. */
  readonly ufficio: string;
  /** 13 digits. */
  readonly domus: string;
  /** Seven digits, the last part of the protocol. */
  readonly numero: string;
}

const seed = 5_081_936;
const dayMs = 86_400_000;
/** The data end here, whatever the clock says: a citizen is the same tomorrow. */
const today = Date.UTC(2026, 10, 20);
const longestAgoDays = 1_700;

const ofWorkers: readonly Prestazione[] = [
  'naspi',
  'assegno-unico',
  'congedo-parentale',
  'maternita',
  'bonus-nido',
  'riscatto-laurea',
  'disoccupazione-agricola',
  'assegno-inclusione',
  'invalidita-civile',
  'malattia',
  'permessi-disabilita',
  'supporto-formazione',
  'ricongiunzione',
  'assegno-nucleo',
  'assegno-invalidita',
  'fondo-garanzia',
];
const ofPensioners: readonly Prestazione[] = [
  'pensione-vecchiaia',
  'pensione-anticipata',
  'pensione-reversibilita',
  'invalidita-civile',
  'assegno-inclusione',
  'assegno-sociale',
  'ricostituzione',
  'carta-acquisti',
  'pensione-inabilita',
];
const fresh: readonly Stato[] = ['ricevuta', 'in-lavorazione', 'in-lavorazione', 'in-attesa-documenti'];
const settled: readonly Stato[] = [
  'in-pagamento',
  'in-pagamento',
  'accolta',
  'accolta',
  'respinta',
  'annullata',
  'in-lavorazione',
];

/** How many people of a hundred have 0, 1, 2, 3, 4, 5 applications; people of a special case have one at least. */
const shares = [15, 35, 25, 13, 8, 4];

function howMany(stream: RandomStream): number {
  let left = stream.below(100);
  return shares.findIndex((share) => {
    left -= share;
    return left < 0;
  });
}

/** Applications of one citizen, in no order. */
export function syntheticPractices(
  index: number,
  person: { readonly birthDate: string; readonly special: boolean },
): readonly SyntheticPractice[] {
  const stream = new RandomStream(seed + index);
  const count = Math.max(howMany(stream), person.special ? 1 : 0);
  const benefits = Number(person.birthDate.slice(0, 4)) < 1964 ? ofPensioners : ofWorkers;
  const office = officeCode(stream.below(officeCount));
  const practices = Array.from({ length: count }, (_, position) => {
    // At most 8 of a citizen: the number is the practice's own, and both products spread it without a clash.
    const number = index * 8 + position;
    const age = 5 + stream.below(longestAgoDays);
    const sinceChange = stream.below(Math.min(age, 400));
    return {
      prestazione: stream.pickRanked(benefits),
      stato: stream.pick(age < 90 ? fresh : settled),
      presentata: dayBefore(age),
      aggiornata: dayBefore(sinceChange),
      ufficio: stream.chance(0.9) ? office : officeCode(stream.below(officeCount)),
      domus: String(2_000_000_000_000 + ((number * 7_654_321) % 7_000_000_000_000)),
      numero: String((number * 12_347 + 1_234_567) % 10_000_000).padStart(7, '0'),
    };
  });
  return index % 1_000 < 20 && index % 3 === 1 ? withInvalidity(index, practices) : practices;
}

/** Some of the first citizens of each thousand wait for the report of an assessment, for tests and demos. */
function withInvalidity(
  index: number,
  [first, ...others]: readonly SyntheticPractice[],
): readonly SyntheticPractice[] {
  if (first === undefined) return others;
  const stato = index % 1_000 === 16 ? 'in-lavorazione' : 'accolta';
  return [{ ...first, prestazione: 'invalidita-civile', stato }, ...others];
}

function dayBefore(days: number): string {
  return new Date(today - days * dayMs).toISOString().slice(0, 10);
}

/** `INPS.1234.01/01/2024.0123456`: office, day of the application, number (domain.md section 2). */
export function protocolText(practice: { ufficio: string; presentata: string; numero: string }): string {
  const [year, month, day] = practice.presentata.split('-');
  return `INPS.${practice.ufficio}.${day}/${month}/${year}.${practice.numero}`;
}
