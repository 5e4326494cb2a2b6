import { z } from 'zod';
import { defineOperation } from '../operation.ts';
import { certificato, matricola, motivoAssenza, periodo, rifiutoAssenza } from './assenze.ts';
import { nothing } from './persone.ts';

const comunicata = periodo.extend({ riferimento: z.string().describe('to be told: digits only') });

export const assenzeComunica = defineOperation({
  name: 'assenze.comunica',
  description:
    'Reports an absence. `already`: one of this employee that begins on this day was reported before, and holds as it ' +
    'was. A repeated request with the same Idempotency-Key gives the same answer.',
  safe: false,
  path: '/assenze/comunica',
  arguments: z.strictObject({
    matricola,
    motivo: motivoAssenza,
    dal: z.iso.date(),
    giorni: z.int().min(1),
    certificato: certificato.optional(),
  }),
  outcomes: {
    accepted: comunicata,
    already: comunicata,
    'not-found': nothing,
    refused: rifiutoAssenza,
  },
});
