import { z } from 'zod';
import { webhookDescription } from '../../feedback/webhook-description.ts';
import { ourReference, providerDocument, providerPaths } from '../http/provider.ts';

export const e164 = z.string().regex(/^\+[1-9]\d{6,14}$/);

/** A text message as an SMS provider gets it. */
export const textMessageSchema = z.strictObject({
  reference: ourReference,
  to: e164.describe('E.164'),
  from: z.string().min(1).max(16).describe('sender as the phone shows it: a number, or up to 11 characters'),
  text: z.string().min(1).max(1_600),
  encoding: z.enum(['gsm-7', 'ucs-2']).describe('what the text needs'),
  parts: z.int().min(1).max(10).describe('how many messages of a network it takes'),
});
export type TextMessage = z.output<typeof textMessageSchema>;

export const messagesPath = '/messages';

/**
 * The contract that an SMS provider keeps, as an OpenAPI 3.1 document. `openapi.json` beside this file is its written
 * form; contracts.test.ts keeps the two alike.
 */
export function smsProviderDocument() {
  return providerDocument(
    'Centralino SMS provider',
    'What we ask of whoever sends text messages over HTTP. An adapter to a given provider translates this contract.',
    providerPaths(messagesPath, textMessageSchema, {
      handOver: 'Takes a text message. Once accepted it is sent exactly once.',
      ask: 'How far a message is. `id` is the one that the hand-over answered.',
    }),
    webhookDescription,
  );
}
