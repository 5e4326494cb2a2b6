import { z } from 'zod';
import { type DocumentKind, year } from '../kind.ts';

/** The Certificazione Unica, `anno` being the year of the income; only while its campaign runs (flows/mailing.yaml). */
export const certificazioneUnica: DocumentKind = {
  name: 'certificazione-unica',
  channels: ['residence', 'email'],
  parameters: z.strictObject({ anno: year }),
};
