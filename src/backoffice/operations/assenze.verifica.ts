import { z } from 'zod';
import { defineOperation } from '../operation.ts';
import { matricola, periodo, primoGiorno, quantiGiorni, rifiutoAssenza } from './assenze.ts';
import { nothing } from './persone.ts';

export const assenzeVerifica = defineOperation({
  name: 'assenze.verifica',
  description:
    'The days of an absence, to be told before it is reported. `not-found`: nobody has this employee number. Nothing ' +
    'is told about the employee.',
  safe: true,
  path: '/assenze/verifica',
  arguments: z.strictObject({ matricola, giorno: primoGiorno, giorni: quantiGiorni }),
  outcomes: { found: periodo, 'not-found': nothing, refused: rifiutoAssenza },
});
