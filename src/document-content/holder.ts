import { z } from 'zod';

/** Whole cents; below zero for what is taken off. */
export const cents = z.int().min(-9_999_999_999).max(9_999_999_999);
export const day = z.iso.date();
export const year = z.int().min(1900).max(2100);
/** The two funds that the self-employed pay into. */
export const gestione = z.enum(['artigiani', 'commercianti']);

/** Whose document it is. */
export const intestatario = z.object({
  nome: z.string().min(1).max(300).describe('name and surname in Latin letters'),
  nomeOriginale: z
    .string()
    .min(1)
    .max(300)
    .nullable()
    .describe('the same in the script of the country of birth, where the registry has it'),
  codiceFiscale: z.string().regex(/^([A-Z0-9]{16}|\d{11})$/),
  nascita: day,
});
export type Intestatario = z.infer<typeof intestatario>;
