import { z } from 'zod';

/** What is paid. Prompts turn the code into words, in each language. */
export const trattamenti = [
  'pensione',
  'pensione-reversibilita',
  'invalidita-civile',
  'assegno-sociale',
  'assegno-unico',
  'naspi',
  'malattia',
  'maternita',
  'assegno-inclusione',
  'bonus-nido',
  'disoccupazione-agricola',
] as const;
export type Trattamento = (typeof trattamenti)[number];

/** How far a payment is: ordered with a day to come, paid, sent again after it came back, suspended. */
export const accrediti = ['disposto', 'pagato', 'riemissione', 'sospeso'] as const;
export type Accredito = (typeof accrediti)[number];

/** A payment to a person; nothing of where it goes. */
export const pagamento = z.object({
  trattamento: z.enum(trattamenti),
  accredito: z.enum(accrediti),
  mese: z.int().min(1).max(12).describe('month that is paid for'),
  importo: z.int().min(1).describe('net amount, cents'),
  data: z.iso
    .date()
    .describe('day on which it is credited; of a suspended one, on which it should have been'),
});
export type Pagamento = z.output<typeof pagamento>;
