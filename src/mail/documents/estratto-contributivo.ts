import { z } from 'zod';
import type { DocumentKind } from '../kind.ts';

/** The whole statement of contributions. */
export const estrattoContributivo: DocumentKind = {
  name: 'estratto-contributivo',
  channels: ['residence', 'email'],
  parameters: z.strictObject({}),
};
