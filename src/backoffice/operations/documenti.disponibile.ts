import { z } from 'zod';
import { defineOperation, sensitive } from '../operation.ts';
import { persona } from './persone.ts';

/** Documents that the institution can have sent. */
export const documenti = [
  'certificazione-unica',
  'estratto-contributivo',
  'estratto-pagamenti',
  'rata-pensione',
  'avviso-pagopa',
  'situazione-debitoria',
  'dati-f24',
] as const;
export type Documento = (typeof documenti)[number];

/** Which one of its kind a document is; what a kind does not need is left out. */
export const parametri = z.strictObject({
  anno: z.int().min(1990).max(2100).optional().describe('year that it is about'),
  mese: z.int().min(1).max(12).optional().describe('month that it is about: the latest that has come'),
  trimestre: z.int().min(1).max(4).optional(),
  rapporto: sensitive('pratica', z.string().regex(/^\d{10}$/))
    .optional()
    .describe('code of a domestic work relation'),
});

export const documentiDisponibile = defineOperation({
  name: 'documenti.disponibile',
  description:
    'Whether a document of a person exists and can go to the address of the registry: no address is ever given or taken.',
  safe: true,
  path: '/documenti/disponibile',
  arguments: z.strictObject({
    persona,
    tipo: z.enum(documenti),
    parametri,
    canale: z.enum(['residenza', 'email']),
  }),
  outcomes: {
    found: z.object({
      soggetto: sensitive('persona').describe('the same for every reference to this person, on every call'),
      estero: z.boolean().describe('whether the residence is abroad'),
    }),
    absent: z.object({ motivo: z.enum(['nessun-indirizzo', 'nessuna-email', 'non-disponibile']) }),
  },
});
