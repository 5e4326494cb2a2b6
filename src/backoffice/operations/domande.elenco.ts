import { z } from 'zod';
import { defineOperation } from '../operation.ts';
import { domanda } from './domanda.ts';
import { nothing, persona } from './persone.ts';

export const domandeElenco = defineOperation({
  name: 'domande.elenco',
  description: 'All applications of a person, the newest first, 20 at most.',
  safe: true,
  path: '/domande/elenco',
  arguments: z.strictObject({ persona }),
  outcomes: {
    found: z.object({ domande: z.array(domanda).min(1).max(20), quante: z.int().min(1) }),
    absent: nothing,
  },
});
