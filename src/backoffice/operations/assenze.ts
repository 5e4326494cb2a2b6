import { z } from 'zod';
import { keyed } from '../operation.ts';

/** Illness needs the certificate that the doctor sends; whatever else does not. */
export const motiviAssenza = ['malattia', 'altro'] as const;
export const motivoAssenza = z.enum(motiviAssenza);

/** Number of an employee: how many digits it has is the employer's own matter. */
export const matricola = keyed('pratica', z.string().regex(/^\d{5,8}$/)).describe('as it was keyed in');

/** Protocol of the telematic certificate of illness, as the doctor tells it. */
export const certificato = keyed('pratica', z.string().regex(/^\d{6,15}$/)).describe('as it was keyed in');

export const primoGiorno = keyed('data', z.string().regex(/^(oggi|domani|\d{4}-\d{2}-\d{2})$/)).describe(
  'the first day: today or tomorrow in Italy, or a date',
);
export const quantiGiorni = keyed('pratica', z.string().regex(/^\d{1,3}$/)).describe('calendar days');

/** First and last day, both of the absence. */
export const periodo = z.object({ dal: z.iso.date(), al: z.iso.date(), giorni: z.int().min(1) });

/** Why an absence cannot be reported as it was keyed in. */
export const perche = z.enum(['troppo-indietro', 'troppo-avanti', 'troppi-giorni']);
export const rifiutoAssenza = z.object({ perche });
