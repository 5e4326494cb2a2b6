import { z } from 'zod';
import { defineOperation } from '../operation.ts';
import { prestazioniOccasionali } from './occasionali.ts';
import { nothing, persona } from './persone.ts';

export const occasionaliUtilizzatore = defineOperation({
  name: 'occasionali.utilizzatore',
  description:
    'The position of who has occasional work done: the electronic wallet that it is paid from, the latest services.',
  safe: true,
  path: '/occasionali/utilizzatore',
  arguments: z.strictObject({ persona }),
  outcomes: {
    found: z.object({
      saldo: z.int().min(0).describe('what can still be spent, in cents'),
      impegnato: z.int().min(0).describe('set aside for services that are not yet paid, in cents'),
      prestazioni: prestazioniOccasionali,
    }),
    absent: nothing,
  },
});
