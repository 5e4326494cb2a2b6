import { z } from 'zod';
import { Sensitive } from '../privacy/sensitive.ts';
import { inputKind } from './kind.ts';

/** An entry longer than any number on a letter is a stuck key. */
const longest = 32;

export const digits = inputKind({
  name: 'digits',
  description:
    'A number of some digits: a practice number, a protocol. `between` says how few and how many; the most end the entry by themselves, fewer are ended by `#`. Saved as text, leading zeros kept; as a sensitive value unless `sensitive: false`.',
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
      .describe('Fewest and most digits'),
    sensitive: z.boolean().default(true).describe('Whether the number says something about a person'),
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
