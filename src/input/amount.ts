import { z } from 'zod';
import { inputKind } from './kind.ts';

const most = 9_999_999;

interface Range {
  readonly between: readonly [number, number];
}

export const amount = inputKind({
  name: 'amount',
  description:
    'An amount in whole euros, ended by `#` (or by itself at as many digits as the largest amount has). Saved as a number of euros. A keypad has no comma, and cents keyed without one are easily taken for euros: where cents matter, ask for them apart with `ask: digits`, `between: [2, 2]`.',
  example: `
importo:
  ask: amount
  between: [1, 5000]
  say: pagamenti.chiedi-importo
  save: importo
  then: ricerca
  failed: operatore`,
  options: z.strictObject({
    between: z
      .tuple([z.int().min(0).max(most), z.int().min(0).max(most)])
      .refine(([smallest, largest]) => smallest <= largest, 'write the smaller amount first')
      .default([0, most])
      .describe('Smallest and largest amount, in euros'),
  }),
  problems: ['troppo-corto', 'troppo-basso', 'troppo-alto'],
  read: (keys, range) => (keys.length < digitsOf(range) ? { state: 'more' } : judge(keys, range)),
  finish: (keys, range) => (keys === '' ? { state: 'wrong', problem: 'troppo-corto' } : judge(keys, range)),
  keysPerEntry: (range) => ({ min: 1, max: digitsOf(range) }),
  saves: () => ({ type: 'integer' }),
});

function digitsOf({ between: [, largest] }: Range): number {
  return String(largest).length;
}

function judge(keys: string, range: Range) {
  const value = Number(keys.slice(0, digitsOf(range)));
  const [smallest, largest] = range.between;
  if (value < smallest) return { state: 'wrong', problem: 'troppo-basso' } as const;
  if (value > largest) return { state: 'wrong', problem: 'troppo-alto' } as const;
  return { state: 'complete', value } as const;
}
