import { z } from 'zod';
import type { DocumentKind } from '../kind.ts';

/** What artisans and traders owe. */
export const situazioneDebitoria: DocumentKind = {
  name: 'situazione-debitoria',
  channels: ['residence', 'email'],
  parameters: z.strictObject({}),
};
