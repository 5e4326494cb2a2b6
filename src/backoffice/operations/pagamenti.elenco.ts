import { z } from 'zod';
import { defineOperation } from '../operation.ts';
import { pagamento } from './pagamento.ts';
import { nothing, persona } from './persone.ts';

export const pagamentiElenco = defineOperation({
  name: 'pagamenti.elenco',
  description:
    'The payments of the last twelve months to a person, the newest first, 8 at most. ' +
    'For a caller whose PIN telefonico was found good.',
  safe: true,
  path: '/pagamenti/elenco',
  arguments: z.strictObject({ persona }),
  outcomes: {
    found: z.object({
      pagamenti: z.array(pagamento).min(1).max(8),
      quanti: z.int().min(1).describe('how many the list holds'),
    }),
    absent: nothing,
  },
});
