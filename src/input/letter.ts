import { z } from 'zod';
import { lettersOnKey } from '../codice-fiscale/keypad.ts';
import { inputKind } from './kind.ts';

export const letter = inputKind({
  name: 'letter',
  description:
    'One letter as two keys: the key that carries it, then its place on that key. P is 7 and 1, Z is 9 and 4. Ends by itself. Saved as the capital letter.',
  example: `
iniziale:
  ask: letter
  say: identita.chiedi-iniziale
  save: iniziale
  then: ricerca
  failed: operatore`,
  options: z.strictObject({}),
  problems: ['troppo-corto', 'nessuna-lettera'],
  read: (keys) => (keys.length < 2 ? { state: 'more' } : judge(keys)),
  finish: (keys) => (keys.length < 2 ? { state: 'wrong', problem: 'troppo-corto' } : judge(keys)),
  keysPerEntry: () => ({ min: 2, max: 2 }),
  saves: () => ({ type: 'string' }),
});

function judge(keys: string) {
  const value = lettersOnKey[keys.charAt(0)]?.charAt(Number(keys.charAt(1)) - 1) ?? '';
  return value === ''
    ? ({ state: 'wrong', problem: 'nessuna-lettera' } as const)
    : ({ state: 'complete', value } as const);
}
