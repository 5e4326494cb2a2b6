import { z } from 'zod';
import { sensitive } from '../operation.ts';

/** Benefits that can be applied for. Prompts turn the code into words, in each language. */
export const prestazioni = [
  'pensione-vecchiaia',
  'pensione-anticipata',
  'pensione-reversibilita',
  'assegno-unico',
  'naspi',
  'maternita',
  'congedo-parentale',
  'invalidita-civile',
  'assegno-inclusione',
  'bonus-nido',
  'riscatto-laurea',
  'disoccupazione-agricola',
  'assegno-sociale',
  'assegno-invalidita',
  'pensione-inabilita',
  'ricostituzione',
  'ricongiunzione',
  'supporto-formazione',
  'malattia',
  'carta-acquisti',
  'assegno-nucleo',
  'permessi-disabilita',
  'fondo-garanzia',
] as const;
export type Prestazione = (typeof prestazioni)[number];

/** States of an application. Prompts turn the code into words, in each language. */
export const stati = [
  'ricevuta',
  'in-lavorazione',
  'in-attesa-documenti',
  'accolta',
  'respinta',
  'in-pagamento',
  'annullata',
] as const;
export type Stato = (typeof stati)[number];

/** An application for a benefit: what can be spoken is plain, what identifies it is Sensitive. */
export const domanda = z.object({
  prestazione: z.enum(prestazioni),
  stato: z.enum(stati),
  presentata: z.iso.date().describe('day of the application'),
  aggiornata: z.iso.date().describe('day of the last change of state'),
  sede: z.string().min(1).max(80).describe('town of the office that handles it, as it is spoken'),
  id: sensitive('pratica'),
  domus: sensitive('pratica', z.string().regex(/^\d{6,20}$/)).describe('DOMUS number'),
  protocollo: sensitive('pratica', z.string().regex(/^INPS\.\d{4}\.\d{2}\/\d{2}\/\d{4}\.\d{7}$/)),
});
export type Domanda = z.output<typeof domanda>;
