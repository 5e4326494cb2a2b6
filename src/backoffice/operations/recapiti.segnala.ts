import { z } from 'zod';
import { defineOperation } from '../operation.ts';
import { nothing, persona } from './persone.ts';

/** Why mail came back, in the words of the post. The last two say nothing against the address. */
export const motiviDiRitorno = [
  'sconosciuto',
  'trasferito',
  'inesistente',
  'insufficiente',
  'deceduto',
  'altro',
  'rifiutato',
  'non-ritirato',
] as const;
export type MotivoDiRitorno = (typeof motiviDiRitorno)[number];

export const recapitiSegnala = defineOperation({
  name: 'recapiti.segnala',
  description:
    'Mail to a person came back. The registry marks the address, and `documenti.disponibile` says `nessun-indirizzo` ' +
    '(or `nessuna-email`) until it is another one; `rifiutato` and `non-ritirato` are only noted. No address is given.',
  safe: true,
  path: '/recapiti/segnala',
  arguments: z.strictObject({
    persona,
    canale: z.enum(['residenza', 'email']),
    motivo: z.enum(motiviDiRitorno),
  }),
  outcomes: {
    accepted: nothing,
    already: nothing.describe('this address was marked before'),
    absent: nothing.describe('the registry has no such address'),
  },
});
