import { z } from 'zod';
import { defineOperation } from '../operation.ts';
import { persona } from './persone.ts';
import { codiceDigitato, prenotazione } from './sportello.ts';

export const sportelloStato = defineOperation({
  name: 'sportello.stato',
  description:
    "A person's booking by its code. When there is none, says whether the code is mistyped (its check digit), unknown for this person, cancelled or past.",
  safe: true,
  path: '/sportello/stato',
  arguments: z.strictObject({ persona, codice: codiceDigitato }),
  outcomes: {
    found: prenotazione,
    'not-found': z.object({ perche: z.enum(['errato', 'sconosciuto', 'disdetta', 'passata']) }),
  },
});
