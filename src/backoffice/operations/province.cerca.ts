import { z } from 'zod';
import { defineOperation } from '../operation.ts';
import { nothing } from './persone.ts';

export const provinceCerca = defineOperation({
  name: 'province.cerca',
  description:
    'The provinces whose name begins with the letters on these keys, one press a letter; an article may be left out ' +
    '(La Spezia, Aquila).',
  safe: true,
  path: '/province/cerca',
  arguments: z.strictObject({
    tasti: z
      .string()
      .regex(/^\d{1,20}$/)
      .describe('keys of the first letters'),
  }),
  outcomes: {
    found: z.object({
      province: z
        .array(
          z.object({
            sigla: z.string().regex(/^[A-Z]{2}$/),
            nome: z.string().min(1).max(80).describe('as it is spoken'),
          }),
        )
        .min(1)
        .max(8),
    }),
    'not-found': nothing,
  },
});
