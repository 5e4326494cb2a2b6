import { z } from 'zod';
import { sensitive } from '../operation.ts';

/** Opaque reference to one person, given by the back office. */
export const persona = sensitive('persona');

/** Opaque reference to a search that several people match. */
export const ricerca = sensitive('persona');

/** What tells the people of a search apart: birth month, first letter of the surname, or only a practice number. */
export const discriminante = z.enum(['mese', 'iniziale', 'pratica']);
export type Discriminante = z.infer<typeof discriminante>;

/** Which part of a code to key in again; `sconosciuto` when nothing points to one. */
export const blocco = z.enum(['cognome-nome', 'nascita', 'luogo', 'controllo', 'sconosciuto']);

export const nothing = z.object({});
export const ambiguous = z.object({ ricerca, discriminante });
