/** Who calls: a synthetic citizen, and what that person can key in. */
import { z } from 'zod';
import type { SyntheticCitizen } from '../backoffice/reference/citizens.ts';
import { protocolKeys } from '../backoffice/reference/citizens.ts';
import { syntheticRelations } from '../backoffice/reference/domestic-relations.ts';
import { lettersOnKey } from '../codice-fiscale/keypad.ts';
import { contactFields, hasContact, type WantedContact } from './caller-contact.ts';
import { hasStates, stateFields, stateKeys, type WantedStates } from './caller-states.ts';
import { hasWork, type WantedWork, workFields } from './caller-work.ts';
import type { ReferencePopulation } from './reference.ts';

const cases = [
  'ordinario',
  'provvisorio',
  'estero',
  'omocodia',
  'stesse-chiavi-mese',
  'stesse-chiavi-iniziale',
] as const;

/** A citizen as a test names one: a number, a codice fiscale, a case, or what the citizen must have. */
export const citizenSchema = z.union([
  z.int().min(0),
  z.string().regex(/^[A-Z0-9]{16}$|^\d{11}$/, 'write a codice fiscale of the list of `centralino citizens`'),
  z.enum(cases),
  z.strictObject({
    case: z.enum(cases).default('ordinario'),
    /** How many applications. */
    practices: z.int().min(0).max(8).optional(),
    /** Whether there is a PIN telefonico that is good, or one that ran out, or none. */
    pin: z.union([z.boolean(), z.literal('expired')]).optional(),
    /** How many domestic workers. */
    'domestic-relations': z.int().min(0).max(4).optional(),
    ...stateFields,
    ...workFields,
    ...contactFields,
  }),
]);
export type WrittenCitizen = z.infer<typeof citizenSchema>;

/** The citizen that is meant, or undefined when nobody fits. */
export function findCitizen(
  population: ReferencePopulation,
  written: WrittenCitizen,
): SyntheticCitizen | undefined {
  if (typeof written === 'number') return population.citizens[written];
  const wanted: Wanted = typeof written === 'string' ? wantedOf(written) : written;
  return population.citizens.find(
    (citizen) =>
      (wanted.code === undefined || citizen.code === wanted.code) &&
      (wanted.case === undefined || citizen.case === wanted.case) &&
      (wanted.practices === undefined
        ? wanted.code !== undefined || citizen.practices.length > 0
        : citizen.practices.length === wanted.practices) &&
      (wanted.pin === undefined || pinOf(citizen) === wanted.pin) &&
      (wanted['domestic-relations'] === undefined ||
        syntheticRelations(citizen.index).length === wanted['domestic-relations']) &&
      hasStates(citizen, wanted) &&
      hasWork(citizen, wanted) &&
      hasContact(citizen, wanted),
  );
}

function pinOf({ pin }: SyntheticCitizen): boolean | 'expired' {
  if (pin === undefined) return false;
  return pin.active || 'expired';
}

interface Wanted extends WantedStates, WantedWork, WantedContact {
  readonly code?: string;
  readonly case?: (typeof cases)[number] | undefined;
  readonly practices?: number | undefined;
  readonly pin?: boolean | 'expired' | undefined;
  readonly 'domestic-relations'?: number | undefined;
}

function wantedOf(word: string): Wanted {
  const kind = cases.find((one) => one === word);
  return kind === undefined ? { code: word } : { case: kind };
}

/** What a citizen can key in, by the name that `press: "$name"` gives it. */
export function keysOf(citizen: SyntheticCitizen): ReadonlyMap<string, string> {
  const [practice] = citizen.practices;
  const values = new Map<string, string>([
    ['codice-fiscale', citizen.keys.length === 16 ? citizen.keys : `${citizen.keys}#`],
    ['mese', citizen.birthDate.slice(5, 7)],
    ['iniziale', letterKeys(citizen.initial)],
  ]);
  if (practice !== undefined) {
    values.set('domus', practice.domus);
    values.set('protocollo', protocolKeys(practice));
    values.set('numero', practice.numero);
  }
  if (citizen.pin !== undefined) values.set('pin', citizen.pin.keys);
  const [relation, other] = syntheticRelations(citizen.index);
  if (relation !== undefined) values.set('rapporto', relation.code);
  if (other !== undefined) values.set('altro-rapporto', other.code);
  for (const [name, keys] of stateKeys(citizen)) values.set(name, keys);
  return values;
}

/** A letter as it is keyed: its key, then its place on that key. */
function letterKeys(letter: string): string {
  for (const [key, letters] of Object.entries(lettersOnKey)) {
    const place = letters.indexOf(letter);
    if (place >= 0) return `${key}${place + 1}`;
  }
  return '';
}

/** The keys of a written entry, names replaced. @throws RangeError naming what nobody has */
export function keysFor(written: string, values: ReadonlyMap<string, string>): string {
  return written.replaceAll(/\$([a-z][a-z-]*)/g, (_, name: string) => {
    const keys = values.get(name);
    if (keys !== undefined) return keys;
    const known = [...values.keys()].map((one) => `$${one}`).join(', ');
    throw new RangeError(
      `nobody said what "$${name}" is; known here: ${known === '' ? 'nothing (name a citizen, or values)' : known}`,
    );
  });
}
