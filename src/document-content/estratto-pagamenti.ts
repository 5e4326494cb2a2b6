import { z } from 'zod';
import { cents, day, intestatario, year } from './holder.ts';

/** What was paid to a person, the newest first; nothing is an answer too. */
export const estrattoPagamenti = z.object({
  tipo: z.literal('estratto-pagamenti'),
  intestatario,
  dal: day,
  al: day,
  pagamenti: z
    .array(
      z.object({
        trattamento: z
          .string()
          .regex(/^[a-z-]+$/)
          .describe('what is paid'),
        accredito: z
          .string()
          .regex(/^[a-z-]+$/)
          .describe('how far the payment is'),
        anno: year,
        mese: z.int().min(1).max(12),
        importo: cents.min(1).describe('net amount'),
        data: day.describe('day on which it is credited'),
      }),
    )
    .max(20_000),
});
export type EstrattoPagamenti = z.infer<typeof estrattoPagamenti>;
