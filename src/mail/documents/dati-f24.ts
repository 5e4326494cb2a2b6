import { z } from 'zod';
import { type DocumentKind, year } from '../kind.ts';

/** What artisans and traders write into the F24 form to pay; without a year, the current one. */
export const datiF24: DocumentKind = {
  name: 'dati-f24',
  channels: ['residence', 'email'],
  parameters: z.strictObject({ anno: year.optional() }),
};
