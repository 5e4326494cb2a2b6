import { z } from 'zod';
import { Sensitive } from '../privacy/sensitive.ts';
import { inputKind } from './kind.ts';

export const pin = inputKind({
  name: 'pin',
  description:
    'A PIN of letters and digits, one press a character: once the key that carries the letter. Ends by itself at its length. Saved are the keys, as a sensitive value, to be compared with the key signature of the PIN.',
  example: `
pin:
  ask: pin
  length: 8
  say: stato-domanda.chiedi-pin
  save: pin
  then: verifica
  failed: operatore`,
  options: z.strictObject({
    length: z.int().min(4).max(16).default(8).describe('How many characters a PIN has'),
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
