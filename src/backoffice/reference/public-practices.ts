/** Applications of synthetic citizens to the public-sector branch. Pure, like people.ts. */
import type { PrestazionePubblica, StatoPubblico } from '../operations/pubblica.ts';
import { Numbering } from './numbering.ts';
import { officeCode, officeCount } from './offices.ts';
import { protocolText } from './practices.ts';
import { RandomStream } from './random.ts';

export interface PublicPractice {
  readonly prestazione: PrestazionePubblica;
  readonly stato: StatoPubblico;
  /** `YYYY-MM-DD`. */
  readonly presentata: string;
  readonly aggiornata: string;
  /** Four digits. */
  readonly ufficio: string;
  /** Id of the practice, 10 digits; no DOMUS number has as many. */
  readonly id: string;
  /** Seven digits, the last part of the protocol. */
  readonly numero: string;
}

const seed = 19_420_719;
const dayMs = 86_400_000;
/** The data end here, whatever the clock says: a citizen is the same tomorrow. */
const today = Date.UTC(2026, 10, 20);
const longestAgoDays = 900;
/** No citizen has more. */
const most = 4;
const firstId = 2_000_000_000;

/** Both numbers lead back to the practice and so to its holder: a caller need not say who they are first. */
const ids = new Numbering({ count: 6_999_999_989, step: 7_654_321, offset: 3_141_592_653 });
const protocolCount = 10_000_000;
const protocolNumbers = new Numbering({ count: protocolCount, step: 12_347, offset: 7_654_321 });

type Kind = { readonly prestazione: PrestazionePubblica; readonly settled: readonly StatoPubblico[] };

const pensions: readonly StatoPubblico[] = ['in-pagamento', 'accolta', 'in-lavorazione', 'respinta'];
const employer: readonly StatoPubblico[] = ['in-attesa-amministrazione', 'in-pagamento', 'accolta'];
const loans: readonly StatoPubblico[] = [
  'accolta',
  'in-pagamento',
  'in-attesa-documenti',
  'respinta',
  'annullata',
];
const contests: readonly StatoPubblico[] = ['in-graduatoria', 'accolta', 'respinta', 'in-pagamento'];

const kinds: readonly Kind[] = [
  { prestazione: 'pensione', settled: pensions },
  { prestazione: 'trattamento-fine-servizio', settled: employer },
  { prestazione: 'piccolo-prestito', settled: loans },
  { prestazione: 'home-care-premium', settled: contests },
  { prestazione: 'borsa-studio', settled: contests },
  { prestazione: 'soggiorno', settled: contests },
  { prestazione: 'prestito-pluriennale', settled: loans },
  { prestazione: 'trattamento-fine-rapporto', settled: employer },
  { prestazione: 'anticipo-fine-servizio', settled: employer },
  { prestazione: 'pensione-reversibilita', settled: pensions },
  { prestazione: 'riscatto', settled: employer },
  { prestazione: 'mutuo', settled: loans },
];
const fresh: readonly StatoPubblico[] = ['ricevuta', 'in-lavorazione', 'in-attesa-documenti'];

/** Every third citizen has one to three of them. */
export function publicPractices(citizen: number): readonly PublicPractice[] {
  if (citizen % 3 !== 1) return [];
  const stream = new RandomStream(seed + citizen);
  const count = 1 + stream.below(3);
  const office = officeCode(stream.below(officeCount));
  return Array.from({ length: count }, (_, position) => {
    const n = citizen * most + position;
    const age = 5 + stream.below(longestAgoDays);
    const { prestazione, settled } = stream.pick(kinds);
    return {
      prestazione,
      stato: stream.pick(age < 60 ? fresh : settled),
      presentata: dayBefore(age),
      aggiornata: dayBefore(stream.below(Math.min(age, 300))),
      ufficio: office,
      id: String(firstId + ids.numberOf(n)),
      numero: String(protocolNumbers.numberOf(n)).padStart(7, '0'),
    };
  });
}

export interface HeldPractice<Citizen> {
  readonly citizen: Citizen;
  readonly practice: PublicPractice;
}

/**
 * The practices that have this number, with their holders: one at most for an id or a whole protocol, a few in a
 * population of millions for the last seven digits of a protocol.
 * @param keyed digits: the id, the protocol as office (4), ddmmyyyy and number (7), or only that number
 * @param citizen who has an index; undefined beyond the population
 */
export function publicPracticesOf<Citizen>(
  keyed: string,
  citizen: (index: number) => Citizen | undefined,
): readonly HeldPractice<Citizen>[] {
  const held: HeldPractice<Citizen>[] = [];
  for (const n of candidates(keyed)) {
    const holder = citizen(Math.floor(n / most));
    if (holder === undefined) break;
    const practice = publicPractices(Math.floor(n / most))[n % most];
    if (practice !== undefined && hasNumber(practice, keyed)) held.push({ citizen: holder, practice });
  }
  return held;
}

/** Which practices, counted through all citizens, may have the number. */
function* candidates(keyed: string): Iterable<number> {
  if (keyed.length === 10 && Number(keyed) >= firstId) yield ids.indexOf(Number(keyed) - firstId);
  if (keyed.length !== 7 && keyed.length !== 19) return;
  for (let n = protocolNumbers.indexOf(Number(keyed.slice(-7))); ; n += protocolCount) yield n;
}

function hasNumber(practice: PublicPractice, keyed: string): boolean {
  return keyed === practice.id || keyed === practice.numero || keyed === publicProtocolKeys(practice);
}

/** Office (4), ddmmyyyy (8) and number (7): a protocol as it is keyed. */
export function publicProtocolKeys(practice: PublicPractice): string {
  return protocolText(practice).replace(/\D/g, '');
}

function dayBefore(days: number): string {
  return new Date(today - days * dayMs).toISOString().slice(0, 10);
}
