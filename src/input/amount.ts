import { z } from 'zod';
import { inputKind } from './kind.ts';

const most = 9_999_999;

interface Range {
  readonly between: readonly [number, number];
}

export const amount = inputKind({
  name: 'amount',
  description:
    'Un importo in euro interi, chiuso da `#` (o da sé, quando ha tante cifre quante il massimo). Si salva il numero di euro. La tastiera non ha la virgola, e i centesimi senza virgola si prendono facilmente per euro: dove contano, si chiedono a parte con `ask: digits`, `between: [2, 2]`.',
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
      .describe("L'importo minimo e il massimo, in euro"),
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
