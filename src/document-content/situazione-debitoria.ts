import { z } from 'zod';
import { cents, day, gestione, intestatario, year } from './holder.ts';

/** Instalments that an artisan or trader has not paid, the oldest first. */
export const situazioneDebitoria = z
  .object({
    tipo: z.literal('situazione-debitoria'),
    intestatario,
    gestione,
    al: day.describe('day on which this was so'),
    rate: z
      .array(
        z.object({
          anno: year,
          rata: z.int().min(1).max(4),
          scadenza: day,
          importo: cents.min(1),
          riscossione: z.boolean().describe('whether the collection agency has it'),
        }),
      )
      .min(1)
      .max(500),
    totale: cents.min(1),
  })
  .refine(
    ({ rate, totale }) => rate.reduce((sum, { importo }) => sum + importo, 0) === totale,
    'the total must be the sum of the instalments',
  );
export type SituazioneDebitoria = z.infer<typeof situazioneDebitoria>;
