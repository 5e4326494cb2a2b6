/** Callers by what can be sent to them. */
import { z } from 'zod';
import type { SyntheticCitizen } from '../backoffice/reference/citizens.ts';
import { syntheticContact } from '../backoffice/reference/contacts.ts';

/** What a test may ask of a citizen. */
export const contactFields = {
  /** Where the residence of the registry is. */
  residenza: z.enum(['italia', 'estero', 'nessuna']).optional(),
  /** Old enough to draw a pension in the synthetic data; see practices.ts. */
  pensionato: z.boolean().optional(),
};
export type WantedContact = z.infer<z.ZodObject<typeof contactFields>>;

/** Whether a citizen can be written to as is wanted. */
export function hasContact(
  { index, birthDate }: SyntheticCitizen,
  { residenza, pensionato }: WantedContact,
): boolean {
  return (
    (residenza === undefined || syntheticContact(index).residence === residenza) &&
    (pensionato === undefined || birthDate < '1964' === pensionato)
  );
}
