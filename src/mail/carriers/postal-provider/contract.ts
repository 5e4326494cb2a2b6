import { z } from 'zod';
import { longestLine, mostLines } from '../../address.ts';
import { webhookDescription } from '../../feedback/webhook-description.ts';
import { ourReference, providerDocument, providerPaths } from '../http/provider.ts';

const lines = z
  .array(
    z
      .string()
      .min(1)
      .max(longestLine * 4),
  )
  .min(2)
  .max(mostLines);

/** A letter as a postal provider gets it. */
export const letterSchema = z.strictObject({
  reference: ourReference,
  recipient: z.strictObject({
    lines: lines.describe('the address block as it stands in the window of the letter, in its own script'),
    latinLines: lines.describe('the same in Latin letters without marks, for machines'),
    abroad: z.boolean(),
  }),
  pages: z.int().min(1).max(1_000),
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .describe('of the bytes of the PDF; another one is refused'),
  pdf: z.base64().describe('A4, the first page with the address for a window envelope'),
  options: z.strictObject({
    product: z.enum(['ordinaria', 'prioritaria', 'raccomandata']),
    duplex: z.boolean(),
    colour: z.boolean(),
  }),
});
export type Letter = z.output<typeof letterSchema>;
export type LetterOptions = Letter['options'];

export const lettersPath = '/letters';

/**
 * The contract that a postal provider keeps, as an OpenAPI 3.1 document. `openapi.json` beside this file is its written
 * form; contracts.test.ts keeps the two alike.
 */
export function postalProviderDocument() {
  return providerDocument(
    'Centralino postal provider',
    'What we ask of whoever prints letters, puts them into envelopes and posts them.',
    providerPaths(lettersPath, letterSchema, {
      handOver: 'Takes a letter. Once accepted it is printed and posted exactly once.',
      ask: 'How far a letter is. `id` is the one that the hand-over answered.',
    }),
    webhookDescription,
  );
}
