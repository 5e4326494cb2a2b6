import { z } from 'zod';

/** The two kinds of occasional work (art. 54-bis DL 50/2017): of families, and of everybody else (PrestO). */
export const forme = ['libretto-famiglia', 'presto'] as const;

/** What has become of a service: told beforehand, done and not yet paid, paid, taken back. */
export const esiti = ['comunicata', 'svolta', 'pagata', 'revocata'] as const;

/** One service of an occasional worker for one user. */
export const prestazioneOccasionale = z.object({
  forma: z.enum(forme),
  esito: z.enum(esiti),
  giorno: z.iso.date().describe('day of the service'),
  ore: z.int().min(1).max(24),
  importo: z.int().min(1).describe('in cents: what the worker gets, or what the user pays'),
});
export type PrestazioneOccasionale = z.output<typeof prestazioneOccasionale>;

/** The latest services, the newest first. */
export const prestazioniOccasionali = z.array(prestazioneOccasionale).max(8);
