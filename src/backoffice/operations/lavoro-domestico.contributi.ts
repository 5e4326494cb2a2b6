import { z } from 'zod';
import { defineOperation, sensitive } from '../operation.ts';
import { nothing, persona } from './persone.ts';

/** How the contributions of a quarter stand. */
export const statiContributi = ['da-pagare', 'gia-pagato', 'scaduto', 'non-ancora-aperto'] as const;
export type StatoContributi = (typeof statiContributi)[number];

/** `sostituzione`: fixed term in place of somebody who is away. */
export const tipiContratto = ['indeterminato', 'determinato', 'sostituzione'] as const;
export type TipoContratto = (typeof tipiContratto)[number];

/** Why there is nothing to pay, or no amount yet. */
export const motiviSenzaContributi = ['rapporto-cessato', 'nessuna-ora', 'importi-non-pubblicati'] as const;
export type MotivoSenzaContributi = (typeof motiviSenzaContributi)[number];

export const lavoroDomesticoContributi = defineOperation({
  name: 'lavoro-domestico.contributi',
  description:
    'What an employer owes for a domestic worker: the quarter whose days to pay run, have run out without a payment, or come next. ' +
    'The relation code has ten digits. In place of the person the reference of an ambiguous search will do: the code settles whose it is. ' +
    'Absent: the relation is there, and nothing can be paid for it now.',
  safe: true,
  path: '/lavoro-domestico/contributi',
  arguments: z.strictObject({
    persona,
    rapporto: sensitive('pratica', z.string().regex(/^\d{10}$/)).describe('relation code'),
  }),
  outcomes: {
    found: z.object({
      persona: persona.describe('whose relation it is'),
      contratto: z.enum(tipiContratto),
      stato: z.enum(statiContributi),
      anno: z.int().min(1),
      trimestre: z.int().min(1).max(4),
      importo: z.int().min(1).describe('whole cents, the worker’s share and the contract fund included'),
      ore: z.int().min(1).describe('paid hours of the weeks that close in the quarter'),
      settimane: z.int().min(1).max(14),
      apertura: z.iso.date().describe('first day to pay'),
      scadenza: z.iso.date().describe('last day to pay'),
      pagato: z.iso.date().nullable().describe('day of the payment; null where there is none'),
      avviso: z
        .string()
        .regex(/^\d{18}$/)
        .describe(
          'number of the pagoPA notice: it is read out, so the relation code is not to be told from it',
        ),
      email: z.boolean().describe('whether an e-mail address is registered, to which the notice can go'),
    }),
    'not-found': nothing,
    absent: z.object({ motivo: z.enum(motiviSenzaContributi) }),
  },
});
