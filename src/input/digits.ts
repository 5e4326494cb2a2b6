import { z } from 'zod';
import { Sensitive } from '../privacy/sensitive.ts';
import { inputKind } from './kind.ts';

/** An entry longer than any number on a letter is a stuck key. */
const longest = 32;

export const digits = inputKind({
  name: 'digits',
  description:
    'Un numero di qualche cifra: una pratica, un protocollo. `between` dice quante al minimo e al massimo; al massimo si chiude da sé, prima con `#`. Si salva come testo, con gli zeri iniziali; è un dato personale, a meno di `sensitive: false`.',
  example: `
pratica:
  ask: digits
  between: [6, 20]
  say: stato-domanda.chiedi-pratica
  save: pratica
  then: ricerca
  failed: operatore`,
  options: z.strictObject({
    between: z
      .tuple([z.int().min(1).max(longest), z.int().min(1).max(longest)])
      .refine(([fewest, most]) => fewest <= most, 'write the smaller number first')
      .describe('Quante cifre, al minimo e al massimo'),
    sensitive: z.boolean().default(true).describe('Se il numero dice qualcosa di una persona'),
  }),
  problems: ['troppo-corto'],
  read: (keys, { between: [, most], sensitive }) =>
    keys.length < most ? { state: 'more' } : complete(keys.slice(0, most), sensitive),
  finish: (keys, { between: [fewest, most], sensitive }) =>
    keys.length < fewest
      ? { state: 'wrong', problem: 'troppo-corto' }
      : complete(keys.slice(0, most), sensitive),
  keysPerEntry: ({ between: [min, max] }) => ({ min, max }),
  saves: ({ sensitive }) => ({ type: sensitive ? 'sensitive' : 'string' }),
});

function complete(keys: string, sensitive: boolean) {
  return { state: 'complete', value: sensitive ? new Sensitive('pratica', keys) : keys } as const;
}
