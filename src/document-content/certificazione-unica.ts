import { z } from 'zod';
import { cents, intestatario, year } from './holder.ts';

const punto = z.int().min(1).max(999).describe('number of the box in the official form');

/** Income of a year as the tax authority's form has it: its boxes, amounts in cents, or days. */
export const certificazioneUnica = z.object({
  tipo: z.literal('certificazione-unica'),
  intestatario,
  anno: year.describe('year of the income'),
  caselle: z
    .array(
      z.union([
        z.object({ punto, importo: cents.min(0) }),
        z.object({ punto, giorni: z.int().min(0).max(366) }),
      ]),
    )
    .min(1)
    .max(200),
});
export type CertificazioneUnica = z.infer<typeof certificazioneUnica>;
