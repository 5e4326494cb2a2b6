import { z } from 'zod';
import { cents, day, gestione, intestatario, year } from './holder.ts';

/** What an artisan or trader writes into the INPS section of the F24 form, a line for each instalment of the year. */
export const datiF24 = z.object({
  tipo: z.literal('dati-f24'),
  intestatario,
  gestione,
  anno: year,
  rate: z
    .array(
      z.object({
        rata: z.int().min(1).max(4),
        scadenza: day,
        importo: cents.min(1),
        causale: z.string().regex(/^[A-Z0-9]{2,4}$/),
        codiceSede: z.string().regex(/^\d{4}$/),
        codiceInps: z.string().regex(/^\d{17}$/),
        dal: day,
        al: day,
      }),
    )
    .min(1)
    .max(50),
});
export type DatiF24 = z.infer<typeof datiF24>;
