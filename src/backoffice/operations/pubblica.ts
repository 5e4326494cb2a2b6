import { z } from 'zod';

/** What an application of the public-sector branch (formerly INPDAP) can be for. Prompts turn the code into words. */
export const prestazioniPubbliche = [
  'pensione',
  'pensione-reversibilita',
  'trattamento-fine-servizio',
  'trattamento-fine-rapporto',
  'anticipo-fine-servizio',
  'piccolo-prestito',
  'prestito-pluriennale',
  'mutuo',
  'home-care-premium',
  'borsa-studio',
  'soggiorno',
  'riscatto',
] as const;
export type PrestazionePubblica = (typeof prestazioniPubbliche)[number];

/** States of such an application. Prompts turn the code into words. */
export const statiPubblici = [
  'ricevuta',
  'in-lavorazione',
  'in-attesa-amministrazione',
  'in-attesa-documenti',
  'in-graduatoria',
  'accolta',
  'respinta',
  'in-pagamento',
  'annullata',
] as const;
export type StatoPubblico = (typeof statiPubblici)[number];

/** An application of the public-sector branch: only what is spoken. */
export const domandaPubblica = z.object({
  prestazione: z.enum(prestazioniPubbliche),
  stato: z.enum(statiPubblici),
  presentata: z.iso.date().describe('day of the application'),
  aggiornata: z.iso.date().describe('day of the last change of state'),
  sede: z.string().min(1).max(80).describe('town of the office that handles it, as it is spoken'),
});
