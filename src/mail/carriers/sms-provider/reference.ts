import type { Logger } from 'pino';
import { createReferenceProvider } from '../http/reference-provider.ts';
import { messagesPath, smsProviderDocument, textMessageSchema } from './contract.ts';

/** An SMS provider that sends nothing. */
export function createReferenceSmsProvider(options: { readonly token: string; readonly logger: Logger }) {
  return createReferenceProvider({
    ...options,
    collection: messagesPath,
    schema: textMessageSchema,
    document: smsProviderDocument,
    judge: () => undefined,
  });
}
