import { z } from 'zod';
import { defineOperation } from '../operation.ts';
import { pagamento } from './pagamento.ts';
import { nothing, persona } from './persone.ts';

export const pagamentiProssimo = defineOperation({
  name: 'pagamenti.prossimo',
  description:
    'The next payment that a person can expect; absent: nothing is due. ' +
    'For a caller whose PIN telefonico was found good.',
  safe: true,
  path: '/pagamenti/prossimo',
  arguments: z.strictObject({ persona }),
  outcomes: {
    found: pagamento.omit({ accredito: true }).extend({
      disposto: z.boolean().describe('already ordered, so that day and amount are certain'),
    }),
    absent: nothing,
  },
});
