import { z } from 'zod';
import { defineOperation, sensitive } from '../operation.ts';
import { domanda } from './domanda.ts';
import { nothing, persona } from './persone.ts';

export const domandeStato = defineOperation({
  name: 'domande.stato',
  description:
    'The state of one application of a person. The practice is a DOMUS number (6 to 20 digits), or a protocol as ' +
    'office (4), date (ddmmyyyy) and number (7), or only those last 7 digits. ' +
    'In place of the person the reference of an ambiguous search will do: the practice settles whose it is. The answer is the application, and whose it is.',
  safe: true,
  path: '/domande/stato',
  arguments: z.strictObject({
    persona,
    pratica: sensitive('pratica', z.string().regex(/^\d{6,20}$/)),
  }),
  outcomes: { found: domanda.extend({ persona }), 'not-found': nothing },
});
