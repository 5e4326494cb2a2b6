import { z } from 'zod';
import { cents, day, intestatario, year } from './holder.ts';

/** A pagoPA notice for the contributions of a domestic worker; the holder is the employer, who owes them. */
export const avvisoPagopa = z.object({
  tipo: z.literal('avviso-pagopa'),
  intestatario,
  numero: z
    .string()
    .regex(/^\d{18}$/)
    .describe('number of the notice'),
  importo: cents.min(1),
  scadenza: day,
  rapporto: z
    .string()
    .regex(/^\d{10}$/)
    .describe('code of the work relation'),
  anno: year,
  trimestre: z.int().min(1).max(4),
  ore: z.int().min(1).describe('paid hours'),
  settimane: z.int().min(1).max(14),
});
export type AvvisoPagopa = z.infer<typeof avvisoPagopa>;
