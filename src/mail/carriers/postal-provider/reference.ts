import { createHash } from 'node:crypto';
import type { Logger } from 'pino';
import { createReferenceProvider } from '../http/reference-provider.ts';
import { letterSchema, lettersPath, postalProviderDocument } from './contract.ts';

/** A postal provider that prints nothing: it checks that the PDF is one, and the one that was meant. */
export function createReferencePostalProvider(options: { readonly token: string; readonly logger: Logger }) {
  return createReferenceProvider({
    ...options,
    collection: lettersPath,
    schema: letterSchema,
    document: postalProviderDocument,
    judge: ({ pdf, sha256 }) => {
      const bytes = Buffer.from(pdf, 'base64');
      const meant = createHash('sha256').update(bytes).digest('hex') === sha256;
      return meant && bytes.subarray(0, 5).toString('latin1') === '%PDF-' ? undefined : 'content-refused';
    },
  });
}
