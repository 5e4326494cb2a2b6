/** The synthetic citizens as a whole, without a database; fill.ts stores exactly these. */
import { signature } from '../../codice-fiscale/keypad.ts';
import { syntheticRelations } from './domestic-relations.ts';
import { type ListedStates, listStates } from './listed-states.ts';
import { type Case, syntheticPerson } from './people.ts';
import type { PinValidity } from './pin-validity.ts';
import { protocolText, type SyntheticPractice, syntheticPractices } from './practices.ts';
import { RandomStream } from './random.ts';

/** Changes whenever the same number would give another citizen: databases filled before are filled anew. */
export const generation = 2;

export interface SyntheticPin {
  /** 8 letters and digits. */
  readonly code: string;
  readonly keys: string;
  readonly validity: PinValidity;
  /** False: it ran out before the database was filled. */
  readonly active: boolean;
}

export interface SyntheticCitizen {
  readonly index: number;
  readonly case: Case;
  readonly code: string;
  /** 16 keys of the code, or the 11 digits of a numeric one. */
  readonly keys: string;
  /** Keys of the code on an older card, where it is another. */
  readonly formerKeys: string | undefined;
  readonly name: string;
  readonly surname: string;
  readonly birthDate: string;
  readonly initial: string;
  readonly practices: readonly SyntheticPractice[];
  readonly pin: SyntheticPin | undefined;
}

/** Without the characters that are taken for one another when read aloud or in print. */
const pinAlphabet = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789'.split('');
const pinSeed = 24_072_020;

/** Citizen number `index`, the same on every machine and whatever the number of others. */
export function syntheticCitizen(index: number): SyntheticCitizen {
  const person = syntheticPerson(index);
  const special = person.case !== 'ordinario' && person.case !== 'estero';
  return {
    index,
    case: person.case,
    code: person.code,
    keys: signature(person.code),
    formerKeys: person.formerCode === undefined ? undefined : signature(person.formerCode),
    name: person.name,
    surname: person.surname,
    birthDate: person.birthDate,
    initial: person.initial,
    practices: syntheticPractices(index, { birthDate: person.birthDate, special }),
    pin: syntheticPin(index),
  };
}

/** One in five has a PIN telefonico that is good, one in thirty another that ran out. */
function syntheticPin(index: number): SyntheticPin | undefined {
  const active = index % 5 === 1;
  const stream = new RandomStream(pinSeed + index);
  if (!active && !stream.chance(1 / 24)) return undefined;
  const code = Array.from({ length: 8 }, () => stream.pick(pinAlphabet)).join('');
  const validity = stream.pick<PinValidity>(active ? ['mese', 'tre-mesi'] : ['giorno', 'settimana']);
  return { code, keys: signature(code), validity, active };
}

/** A citizen as `centralino citizens --json` prints it: all that is needed to call as that person. */
export interface ListedCitizen extends ListedStates {
  readonly caso: Case;
  readonly codiceFiscale: string;
  readonly tasti: string;
  /** Birth month and first letter of the surname: answers to the question that tells people apart. */
  readonly mese: number;
  readonly iniziale: string;
  readonly pratiche: readonly {
    readonly domus: string;
    readonly protocollo: string;
    /** The protocol as it is keyed: office, date, number. */
    readonly tasti: string;
    readonly prestazione: string;
    readonly stato: string;
    readonly presentata: string;
    readonly aggiornata: string;
  }[];
  /** Codes of the domestic work relations in which the citizen is the employer. */
  readonly rapportiDomestici: readonly string[];
  /** Only where one is active. */
  readonly pinTelefonico?: { readonly codice: string; readonly tasti: string };
}

/**
 * The first citizens of a population, without a database.
 * @param limit how many to list
 * @param total how many there are in the database; no more than these are listed
 */
export function listCitizens({ limit, total }: { limit: number; total: number }): ListedCitizen[] {
  return Array.from({ length: Math.max(0, Math.min(limit, total)) }, (_, index) => {
    const citizen = syntheticCitizen(index);
    const { pin } = citizen;
    return {
      caso: citizen.case,
      codiceFiscale: citizen.code,
      tasti: citizen.keys,
      ...listStates(citizen),
      mese: Number(citizen.birthDate.slice(5, 7)),
      iniziale: citizen.initial,
      pratiche: citizen.practices.map((practice) => ({
        domus: practice.domus,
        protocollo: protocolText(practice),
        tasti: protocolKeys(practice),
        prestazione: practice.prestazione,
        stato: practice.stato,
        presentata: practice.presentata,
        aggiornata: practice.aggiornata,
      })),
      rapportiDomestici: syntheticRelations(index).map(({ code }) => code),
      ...(pin?.active ? { pinTelefonico: { codice: pin.code, tasti: pin.keys } } : {}),
    };
  });
}

/** Office (4), ddmmyyyy (8) and number (7): a protocol as it is keyed. */
export function protocolKeys(practice: SyntheticPractice): string {
  return protocolText(practice).replace(/\D/g, '');
}
