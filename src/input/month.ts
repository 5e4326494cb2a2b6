import { z } from 'zod';
import { inputKind } from './kind.ts';

export const month = inputKind({
  name: 'month',
  description:
    'Un mese di due cifre, da 01 a 12; vanno bene anche una cifra e `#`. A due si chiude da sé. Si salva un numero, da 1 a 12.',
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
