import { z } from 'zod';
import { type DocumentKind, year } from '../kind.ts';

/** The payments of a year; without one, of the last twelve months. */
export const estrattoPagamenti: DocumentKind = {
  name: 'estratto-pagamenti',
  channels: ['residence', 'email'],
  parameters: z.strictObject({ anno: year.optional() }),
};
