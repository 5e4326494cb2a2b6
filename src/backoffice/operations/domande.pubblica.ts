import { z } from 'zod';
import { defineOperation, sensitive } from '../operation.ts';
import { nothing } from './persone.ts';
import { domandaPubblica } from './pubblica.ts';

const nameKeys = z.string().regex(/^[2-9]{2,30}$/);

export const domandePubblica = defineOperation({
  name: 'domande.pubblica',
  description:
    'The state of one application of the public-sector branch, without a codice fiscale: by the id of the practice ' +
    '(10 digits) or its protocol (office, ddmmyyyy and number, or the last 7 digits), the keys of the first name and ' +
    "of the surname of its holder, one a letter, and the holder's birth date. Whatever does not match, the answer is the same. " +
    'Too many searches that find nothing lock the number that calls, or the practice, for a while. ' +
    'A repeated request with the same Idempotency-Key counts once.',
  safe: false,
  path: '/domande/pubblica',
  arguments: z.strictObject({
    pratica: sensitive('pratica', z.string().regex(/^\d{6,20}$/)),
    nome: sensitive('nome', nameKeys).describe('one key a letter; spaces, apostrophes and accents left out'),
    cognome: sensitive('nome', nameKeys),
    nascita: sensitive('data', z.string().regex(/^\d{4}-\d{2}-\d{2}$/)).describe('birth date'),
    chiamante: sensitive('telefono', z.string().min(1).max(64)).nullable(),
  }),
  outcomes: { found: domandaPubblica, 'not-found': nothing, locked: nothing },
});
