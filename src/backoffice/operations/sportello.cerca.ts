import { z } from 'zod';
import { defineOperation } from '../operation.ts';
import { nothing, persona } from './persone.ts';
import { cap, ora } from './sede.ts';
import { livello, modo, motivo, posto, precedenza } from './sportello.ts';

/** The moment of a slot, Italian time: slots after it come next. */
const momento = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d$/);

export const sportelloCerca = defineOperation({
  name: 'sportello.cerca',
  description:
    'The next three free slots, of 10 minutes at first-level desks or of 30 with an official of the second: of one office, else of the province a CAP is in, ' +
    'else of the province where the person lives. Those that the person has booked already are left out; ' +
    'the first ones of each day are only for people with precedence.',
  safe: true,
  path: '/sportello/cerca',
  arguments: z.strictObject({
    persona,
    ufficio: z
      .string()
      .regex(/^\d{4}$/)
      .optional()
      .describe('code of the office'),
    cap: cap.optional(),
    modo,
    motivo,
    precedenza,
    livello: livello.optional().describe('the first where it is not given'),
    dopo: momento.optional().describe('only slots after this moment'),
  }),
  outcomes: {
    found: z.object({
      posti: z
        .array(
          z.object({ posto, data: z.iso.date(), ora, sede: z.string().min(1).max(80).describe('as spoken') }),
        )
        .min(1)
        .max(3),
      successivi: momento.describe('hand it back as `dopo` for what follows these'),
      altrogiorno: momento.describe('hand it back as `dopo` for the days after'),
    }),
    none: nothing,
  },
});
