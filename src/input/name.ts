import { z } from 'zod';
import { Sensitive } from '../privacy/sensitive.ts';
import { inputKind } from './kind.ts';

const shortest = 2;
/** Longer than any first name or surname on a card; back offices compare so many keys at most. */
const longest = 30;

export const name = inputKind({
  name: 'name',
  description:
    "Un nome o un cognome, un tasto per lettera: una volta sola il tasto su cui è scritta la lettera; spazi, apostrofi e accenti non si digitano. Lo chiude `#`. Si salvano i tasti, dato personale; li confronta l'archivio con la firma dei tasti del nome.",
  example: `
cognome:
  ask: name
  say: stato-gestione-pubblica.chiedi-cognome
  save: cognome
  then: nascita
  failed: operatore`,
  options: z.strictObject({}),
  problems: ['troppo-corto', 'nessuna-lettera'],
  read: (keys) => (keys.length < longest ? { state: 'more' } : judge(keys.slice(0, longest))),
  finish: (keys) => judge(keys.slice(0, longest)),
  keysPerEntry: () => ({ min: shortest, max: longest }),
  saves: () => ({ type: 'sensitive' }),
});

function judge(keys: string) {
  if (keys.length < shortest) return { state: 'wrong', problem: 'troppo-corto' } as const;
  // No letter is on 0 and 1.
  if (/[01]/.test(keys)) return { state: 'wrong', problem: 'nessuna-lettera' } as const;
  return { state: 'complete', value: new Sensitive('nome', keys) } as const;
}
