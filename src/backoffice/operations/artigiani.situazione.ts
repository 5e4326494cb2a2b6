import { z } from 'zod';
import { defineOperation } from '../operation.ts';
import { gestione, riscossioni } from './artigiani.ts';
import { nothing, persona } from './persone.ts';

export const artigianiSituazione = defineOperation({
  name: 'artigiani.situazione',
  description:
    'What an artisan or trader owes: found with a debt, not-found without one, absent for who is in neither fund.',
  safe: true,
  path: '/artigiani/situazione',
  arguments: z.strictObject({ persona }),
  outcomes: {
    found: z.object({
      gestione,
      totale: z.int().min(1).describe('all that is owed, in cents'),
      rate: z.int().min(1).describe('instalments that were not paid'),
      scaduta: z.iso.date().describe('day by which the oldest of them was to be paid'),
      riscossione: z.enum(riscossioni),
    }),
    'not-found': z.object({ gestione }),
    absent: nothing,
  },
});
