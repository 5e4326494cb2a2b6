import { z } from 'zod';
import { type DocumentKind, month } from '../kind.ts';

/** What an instalment of a pension is made of; without a month, the latest. */
export const rataPensione: DocumentKind = {
  name: 'rata-pensione',
  channels: ['residence', 'email'],
  parameters: z.strictObject({ mese: month.optional() }),
};
