import { z } from 'zod';
import { Sensitive } from '../privacy/sensitive.ts';
import { inputKind } from './kind.ts';

export const pin = inputKind({
  name: 'pin',
  description:
    'Un PIN di lettere e cifre, un tasto per carattere: una volta sola il tasto su cui è scritta la lettera. Si chiude da sé alla sua lunghezza. Si salvano i tasti, dato personale, da confrontare con la firma dei tasti del PIN.',
  example: `
pin:
  ask: pin
  length: 8
  say: stato-domanda.chiedi-pin
  save: pin
  then: verifica
  failed: operatore`,
  options: z.strictObject({
    length: z.int().min(4).max(16).default(8).describe('Quanti caratteri ha il PIN'),
  }),
  problems: ['troppo-corto'],
  read: (keys, { length }) => (keys.length < length ? { state: 'more' } : complete(keys.slice(0, length))),
  finish: (keys, { length }) =>
    keys.length < length ? { state: 'wrong', problem: 'troppo-corto' } : complete(keys.slice(0, length)),
  keysPerEntry: ({ length }) => ({ min: length, max: length }),
  saves: () => ({ type: 'sensitive' }),
});

function complete(keys: string) {
  return { state: 'complete', value: new Sensitive('pin', keys) } as const;
}
