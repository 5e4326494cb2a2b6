import { z } from 'zod';
import { cents, day, intestatario, year } from './holder.ts';

/** What the pension of a month is made of. */
export const rataPensione = z
  .object({
    tipo: z.literal('rata-pensione'),
    intestatario,
    anno: year,
    mese: z.int().min(1).max(12),
    categoria: z.string().min(1).max(20).describe('kind of pension and fund, such as VO'),
    certificato: z.string().regex(/^\d{8}$/),
    sede: z
      .string()
      .regex(/^\d{4}$/)
      .describe('code of the office'),
    lordo: cents.min(1),
    trattenute: z.array(z.object({ voce: z.string().regex(/^[a-z-]+$/), importo: cents.min(0) })).max(50),
    netto: cents.min(0),
    pagamento: day,
  })
  .refine(
    ({ lordo, trattenute, netto }) =>
      lordo - trattenute.reduce((sum, { importo }) => sum + importo, 0) === netto,
    'gross less withholdings must be net',
  );
export type RataPensione = z.infer<typeof rataPensione>;
