import { z } from 'zod';
import { defineOperation, sensitive } from '../operation.ts';
import { ambiguous, blocco, persona } from './persone.ts';

export const personeCerca = defineOperation({
  name: 'persone.cerca',
  description:
    'Looks a person up by the keys of the codice fiscale: 16, one a character, or the 11 digits of a numeric code. ' +
    'When nobody has it, suggests which block to key in again. No answer holds a name or a code.',
  safe: true,
  path: '/persone/cerca',
  arguments: z.strictObject({
    chiavi: sensitive('codice-fiscale', z.string().regex(/^(\d{11}|\d{16})$/)),
  }),
  outcomes: {
    found: z.object({ persona }),
    ambiguous,
    'not-found': z.object({ blocco }),
  },
});
