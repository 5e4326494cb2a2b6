import { z } from 'zod';
import { defineOperation, sensitive } from '../operation.ts';
import { persona } from './persone.ts';

export const personeSoggetto = defineOperation({
  name: 'persone.soggetto',
  description:
    'By what the records know a person again whose references are written anew on every call. No flow needs it.',
  safe: true,
  path: '/persone/soggetto',
  arguments: z.strictObject({ persona }),
  outcomes: {
    found: z.object({
      soggetto: sensitive('persona').describe('the same as documenti.disponibile gives'),
    }),
  },
});
