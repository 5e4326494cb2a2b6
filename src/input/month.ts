import { z } from 'zod';
import { inputKind } from './kind.ts';

export const month = inputKind({
  name: 'month',
  description:
    'A month as two digits, 01 to 12; one digit and `#` will do as well. Ends by itself at two. Saved as a number, 1 to 12.',
  example: `
mese:
  ask: month
  say: identita.chiedi-mese-nascita
  save: mese
  then: ricerca
  failed: operatore`,
  options: z.strictObject({}),
  problems: ['inesistente'],
  read: (keys) => (keys.length < 2 ? { state: 'more' } : judge(keys.slice(0, 2))),
  finish: (keys) => judge(keys.slice(0, 2)),
  keysPerEntry: () => ({ min: 1, max: 2 }),
  saves: () => ({ type: 'integer' }),
});

function judge(keys: string) {
  const value = Number(keys);
  return value >= 1 && value <= 12
    ? ({ state: 'complete', value } as const)
    : ({ state: 'wrong', problem: 'inesistente' } as const);
}
