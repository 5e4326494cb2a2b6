import { z } from 'zod';
import { defineOperation } from '../operation.ts';
import { nothing, persona } from './persone.ts';
import { cap, sede } from './sede.ts';

export const sediTrova = defineOperation({
  name: 'sedi.trova',
  description:
    'The offices of a province, the nearest to the place first: of the province itself, of the one a CAP is in, or of ' +
    'where a person lives; the first of these that is given decides. ' +
    '`absent`: no residence in Italy is registered, or nothing was given.',
  safe: true,
  path: '/sedi/trova',
  arguments: z.strictObject({
    provincia: z
      .string()
      .regex(/^[A-Z]{2}$/)
      .optional()
      .describe('sigla'),
    cap: cap.optional(),
    persona: persona.optional(),
  }),
  outcomes: { found: z.object({ sedi: z.array(sede).min(1).max(8) }), 'not-found': nothing, absent: nothing },
});
