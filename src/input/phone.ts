import { z } from 'zod';
import { Sensitive } from '../privacy/sensitive.ts';
import { inputKind } from './kind.ts';
import { judgeNumber } from './mobile-number.ts';

/** The shortest that any country has, and 00 before the longest that E.164 allows. */
const shortest = 6;
const longest = 17;

export const phone = inputKind({
  name: 'phone',
  description:
    'Un numero di cellulare, chiuso da `#`: italiano, con o senza 39 davanti, oppure straniero con 00 e il prefisso del paese. Un numero fisso non va bene, e si dice perché. Si salva nella forma +39..., dato personale. Il numero da cui si chiama, se è un cellulare, è `$call.mobile`.',
  example: `
cellulare:
  ask: phone
  say: prenotazione.chiedi-cellulare
  save: cellulare
  then: riepilogo
  failed: operatore`,
  options: z.strictObject({}),
  problems: ['troppo-corto', 'fisso', 'inesistente'],
  read: (keys) => (keys.length < longest ? { state: 'more' } : judge(keys)),
  finish: (keys) => judge(keys),
  keysPerEntry: () => ({ min: shortest, max: longest }),
  saves: () => ({ type: 'sensitive' }),
});

function judge(keys: string) {
  if (keys.length < shortest) return { state: 'wrong', problem: 'troppo-corto' } as const;
  const judged = judgeNumber(keys);
  if (judged === 'no-number') return { state: 'wrong', problem: 'inesistente' } as const;
  if (judged === 'not-mobile') return { state: 'wrong', problem: 'fisso' } as const;
  return { state: 'complete', value: new Sensitive('telefono', judged.mobile) } as const;
}
