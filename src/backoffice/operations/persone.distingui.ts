import { z } from 'zod';
import { defineOperation, keyed } from '../operation.ts';
import { ambiguous, nothing, persona, ricerca } from './persone.ts';

export const personeDistingui = defineOperation({
  name: 'persone.distingui',
  description:
    'Narrows a search that several people match by the birth month, the first letter of the surname, or both.',
  safe: true,
  path: '/persone/distingui',
  arguments: z.strictObject({
    ricerca,
    mese: keyed('data', z.string().regex(/^\d{1,2}$/))
      .optional()
      .describe('birth month, 1 to 12'),
    iniziale: keyed('data', z.string().regex(/^[A-Za-z2-9]$/))
      .optional()
      .describe('first letter of the surname, or the key that carries it'),
  }),
  outcomes: { found: z.object({ persona }), ambiguous, 'not-found': nothing },
});
