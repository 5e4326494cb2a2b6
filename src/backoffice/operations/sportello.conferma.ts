import { z } from 'zod';
import { defineOperation } from '../operation.ts';
import { nothing, persona } from './persone.ts';
import { cellulare, livello, modo, motivo, posto, precedenza, prenotazione, rifiuto } from './sportello.ts';

export const sportelloConferma = defineOperation({
  name: 'sportello.conferma',
  description:
    'Takes a slot for a person. `already`: the person has an open booking for this reason, which is told; ' +
    '`taken`: somebody else was faster. A repeated request with the same Idempotency-Key gives the same booking.',
  safe: false,
  path: '/sportello/conferma',
  arguments: z.strictObject({
    persona,
    posto,
    cellulare,
    modo,
    motivo,
    precedenza,
    livello: livello.optional(),
  }),
  outcomes: { accepted: prenotazione, already: prenotazione, taken: nothing, refused: rifiuto },
});
