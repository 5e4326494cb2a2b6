import { z } from 'zod';
import { keyed, sensitive } from '../operation.ts';
import { ora } from './sede.ts';

/**
 * Why somebody comes to a first-level desk: what desks do (front-end page of the institution, 3/4/2023). The reason must
 * be given (message 1114/2020). Prompts turn the code into words, in each language.
 */
export const motivi = [
  'informazioni',
  'stato-pratica',
  'prestazione-in-corso',
  'pin-identita',
  'cambio-residenza',
  'decesso',
  'delega-riscossione',
  'quota-sindacale',
] as const;
export const motivo = z.enum(motivi);
export type Motivo = z.infer<typeof motivo>;

/** In the office, or by a call back at the time of the slot (message 1114/2020). */
export const modi = ['in-presenza', 'ricontatto'] as const;
export const modo = z.enum(modi);
export type Modo = z.infer<typeof modo>;

/** Who is let in first: pregnant women, parents of a child under one year, people with a disability or who move with difficulty. */
export const precedenze = ['nessuna', 'gravidanza', 'figlio-piccolo', 'disabilita'] as const;
export const precedenza = z.enum(precedenze);
export type Precedenza = z.infer<typeof precedenza>;

/**
 * First level: ten minutes at a desk. Second level: half an hour with an official, which only operators arrange
 * (front-end page, 3/4/2023).
 */
export const livello = z.union([z.literal(1), z.literal(2)]);
export type Livello = z.infer<typeof livello>;

/** A slot that was offered; it means something to the back office only. */
export const posto = z.string().min(1).max(100).describe('opaque; a slot that was offered is not held');

/** Eight digits, the last one a check digit. */
export const codiceWire = z.string().regex(/^\d{8}$/);
export const codiceDigitato = keyed('pratica', codiceWire).describe('as it was told, or as it was keyed in');

/** Where the institution reaches the person: E.164. */
export const cellulare = sensitive('telefono', z.string().regex(/^\+[1-9]\d{6,14}$/));

/** What a booking says to the person who made it; it names nobody. */
export const prenotazione = z.object({
  codice: codiceWire,
  data: z.iso.date(),
  ora,
  ufficio: z
    .string()
    .regex(/^\d{4}$/)
    .describe('code of the office'),
  sede: z.string().min(1).max(80).describe('the office, as it is spoken'),
  via: z.string().min(1).max(80),
  civico: z.int().min(1),
  comune: z.string().min(1).max(80),
  modo,
  motivo,
  precedenza,
  livello: livello.default(1),
});
export type Prenotazione = z.output<typeof prenotazione>;

/** Why the rules do not allow a booking: another one at that time; the slot cannot be booked, or by this person. */
export const rifiuto = z.object({ perche: z.enum(['stessa-ora', 'non-prenotabile']) });
