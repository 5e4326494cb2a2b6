import { z } from 'zod';
import { defineOperation } from '../operation.ts';
import { nothing, persona } from './persone.ts';
import { codiceDigitato, posto, prenotazione, rifiuto } from './sportello.ts';

export const sportelloSposta = defineOperation({
  name: 'sportello.sposta',
  description:
    'Moves an open booking to another slot; its code stays. When the slot is taken the booking stays where it was. ' +
    'A repeated request with the same Idempotency-Key moves it once.',
  safe: false,
  path: '/sportello/sposta',
  arguments: z.strictObject({ persona, codice: codiceDigitato, posto }),
  outcomes: { accepted: prenotazione, taken: nothing, 'not-found': nothing, refused: rifiuto },
});
