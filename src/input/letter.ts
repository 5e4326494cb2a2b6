import { z } from 'zod';
import { lettersOnKey } from '../codice-fiscale/keypad.ts';
import { inputKind } from './kind.ts';

export const letter = inputKind({
  name: 'letter',
  description:
    'Una lettera con due tasti: quello su cui è scritta, poi il suo posto su quel tasto. La P è 7 e 1, la Z è 9 e 4. Si chiude da sé. Si salva la lettera maiuscola.',
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
