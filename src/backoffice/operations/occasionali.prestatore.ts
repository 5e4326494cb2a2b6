import { z } from 'zod';
import { defineOperation } from '../operation.ts';
import { prestazioniOccasionali } from './occasionali.ts';
import { nothing, persona } from './persone.ts';

export const occasionaliPrestatore = defineOperation({
  name: 'occasionali.prestatore',
  description:
    'The position of an occasional worker: what is paid next and when, what this year has brought, the latest ' +
    'services. A month is paid by the 15th of the next one.',
  safe: true,
  path: '/occasionali/prestatore',
  arguments: z.strictObject({ persona }),
  outcomes: {
    found: z.object({
      dovuto: z.int().min(0).describe('paid next, in cents'),
      pagamento: z.iso.date().describe('day of that payment'),
      annuo: z.int().min(0).describe('for the services of this year, paid or not, in cents'),
      prestazioni: prestazioniOccasionali,
    }),
    absent: nothing,
  },
});
