/** Which synthetic citizens are artisans or traders, and what they owe. Pure, like people.ts. */
import type { Gestione, Riscossione } from '../operations/artigiani.ts';
import { type Instalment, instalmentCents, instalmentsOf } from './instalments.ts';
import { officeCode, officeCount } from './offices.ts';

export interface SelfEmployed {
  readonly gestione: Gestione;
  /** Eight digits. */
  readonly azienda: string;
  /** Four digits. */
  readonly ufficio: string;
  readonly debito:
    | {
        /** Cents. */
        readonly totale: number;
        readonly rate: number;
        /** `YYYY-MM-DD`. */
        readonly scaduta: string;
        readonly riscossione: Riscossione;
        /** The instalments that make it up, the oldest first, and how many of the first the collection agency has. */
        readonly rateScadute: readonly Instalment[];
        readonly affidate: number;
      }
    | undefined;
}

interface Kind {
  readonly gestione: Gestione;
  /** Instalments of 2025 and 2026 that were not paid, by their places among those eight. */
  readonly missed: readonly number[];
  readonly riscossione: Riscossione;
}

/**
 * One citizen in five has a PIN that is good (citizens.ts), and without it nobody hears any of this: so the kinds go
 * round among blocks of five citizens, and whoever has a PIN shows each of them.
 */
const kinds: readonly (Kind | undefined)[] = [
  { gestione: 'artigiani', missed: [3, 4], riscossione: 'nessuna' },
  { gestione: 'commercianti', missed: [], riscossione: 'nessuna' },
  { gestione: 'commercianti', missed: [0, 1, 2, 5], riscossione: 'parte' },
  undefined,
  { gestione: 'artigiani', missed: [], riscossione: 'nessuna' },
  { gestione: 'artigiani', missed: [2], riscossione: 'tutta' },
  undefined,
  undefined,
];

/** The self-employed person that a citizen is; undefined for one who is in neither fund. */
export function selfEmployed(index: number): SelfEmployed | undefined {
  const kind = kinds[Math.floor(index / 5) % kinds.length];
  if (kind === undefined) return undefined;
  return {
    gestione: kind.gestione,
    azienda: String((index * 7_919 + 10_000_019) % 100_000_000).padStart(8, '0'),
    ufficio: officeCode(index % officeCount),
    debito: debtOf(kind),
  };
}

function debtOf({ gestione, missed, riscossione }: Kind): SelfEmployed['debito'] {
  const all = [2025, 2026].flatMap(instalmentsOf);
  const unpaid = missed.flatMap((place) => all[place] ?? []);
  const [oldest] = unpaid;
  if (oldest === undefined) return undefined;
  const totale = unpaid.reduce((sum, { anno }) => sum + instalmentCents(gestione, anno), 0);
  const share = { nessuna: 0, parte: 0.5, tutta: 1 }[riscossione];
  return {
    totale,
    rate: unpaid.length,
    scaduta: oldest.scadenza,
    riscossione,
    rateScadute: unpaid,
    affidate: Math.ceil(unpaid.length * share),
  };
}
