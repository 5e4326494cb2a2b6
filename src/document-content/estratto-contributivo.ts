import { z } from 'zod';
import { cents, day, intestatario } from './holder.ts';

/** Periods of contributions, the oldest first. */
export const estrattoContributivo = z.object({
  tipo: z.literal('estratto-contributivo'),
  intestatario,
  al: day.describe('day up to which it is complete'),
  periodi: z
    .array(
      z.object({
        dal: day,
        al: day,
        contribuzione: z
          .string()
          .regex(/^[a-z-]+$/)
          .describe('kind of contribution'),
        settimane: z.int().min(0).max(53).describe('weeks that count'),
        importo: cents.min(0).describe('wage or income that the contributions are about'),
        azienda: z.string().min(1).max(300).nullable().describe('name of the employer'),
      }),
    )
    .max(20_000),
});
export type EstrattoContributivo = z.infer<typeof estrattoContributivo>;
