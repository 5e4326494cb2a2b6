import { z } from 'zod';
import { defineOperation, sensitive } from '../operation.ts';
import { nothing, persona } from './persone.ts';

/** States of a Linea INPS request; `in-ritardo`: not answered, and later than it should be. */
export const statiLinea = ['in-lavorazione', 'in-ritardo', 'risposta', 'chiusa'] as const;

/** How the office answered. */
export const mezziRisposta = ['telefono', 'email', 'portale', 'nessuno'] as const;

export const lineaRichiesta = defineOperation({
  name: 'linea.richiesta',
  description:
    'The state of a Linea INPS request of a person, by its id. An office answers within 48 hours (message 1114/2020). ' +
    'In place of the person the reference of an ambiguous search will do: the id settles whose it is. ' +
    'No answer holds what was asked or answered.',
  safe: true,
  path: '/linea-inps/richiesta',
  arguments: z.strictObject({
    persona,
    richiesta: sensitive('pratica', z.string().regex(/^\d{6,12}$/)),
  }),
  outcomes: {
    found: z.object({
      stato: z.enum(statiLinea),
      ricevuta: z.iso.date().describe('day of the request'),
      entro: z.iso.date().describe('day by which an answer is due'),
      aggiornata: z.iso.date().describe('day of the last change of state: of the answer, or of the closing'),
      mezzo: z.enum(mezziRisposta).describe('how it was answered; nessuno while it was not'),
      sede: z.string().min(1).max(80).describe('town of the office, as it is spoken'),
    }),
    'not-found': nothing,
  },
});
