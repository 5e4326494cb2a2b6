import { z } from 'zod';
import { numericIsValid } from '../codice-fiscale/check.ts';
import { inspectKeys } from '../codice-fiscale/inspect.ts';
import { Sensitive } from '../privacy/sensitive.ts';
import { inputKind } from './kind.ts';

const personal = 16;
const provisional = 11;

export const codiceFiscale = inputKind({
  name: 'codice-fiscale',
  description:
    "Un codice fiscale, un tasto per carattere: una volta sola il tasto su cui è scritta la lettera. A 16 tasti si chiude da sé; un codice provvisorio è di 11 cifre e `#`. Si salvano i tasti (per una persona, la firma dei tasti del codice), dato personale; li risolve l'archivio.",
  example: `
codice-fiscale:
  ask: codice-fiscale
  say: stato-domanda.chiedi-cf
  save: cf
  then: pratica
  failed: operatore`,
  options: z.strictObject({}),
  problems: ['troppo-corto', 'cognome-nome', 'nascita', 'luogo', 'controllo', 'provvisorio'],
  read: (keys) => (keys.length < personal ? { state: 'more' } : readPersonal(keys)),
  finish: (keys) => {
    if (keys.length >= personal) return readPersonal(keys);
    if (keys.length !== provisional) return { state: 'wrong', problem: 'troppo-corto' };
    if (numericIsValid(keys)) return complete(keys);
    // Eleven keys that could begin a person's code: a caller who stopped, rather than a wrong provisional code.
    return { state: 'wrong', problem: inspectKeys(keys) === 'possible' ? 'troppo-corto' : 'provvisorio' };
  },
  keysPerEntry: () => ({ min: provisional, max: personal }),
  saves: () => ({ type: 'sensitive' }),
});

function readPersonal(keys: string) {
  const code = keys.slice(0, personal);
  const verdict = inspectKeys(code);
  return verdict === 'possible' ? complete(code) : ({ state: 'wrong', problem: verdict } as const);
}

function complete(keys: string) {
  return { state: 'complete', value: new Sensitive('codice-fiscale', keys) } as const;
}
