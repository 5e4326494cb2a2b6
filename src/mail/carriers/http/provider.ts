import { z } from 'zod';
import { faults, idempotencyKeyHeader, jsonContent, openApiOf, type Paths } from '../../../web/room.ts';
import { feedbackStates } from '../../feedback/event.ts';
import { refusals } from '../carrier.ts';

/** Our reference of what is handed over. */
export const ourReference = z.string().regex(/^\d{8,20}$/);

/** What a provider answers to a hand-over. Both are status 200: any other status means that nothing was decided. */
export const handedOverSchema = z.union([
  z.object({
    outcome: z.literal('accepted').describe('it will be delivered; the same for a repeated Idempotency-Key'),
    id: z.string().min(1).max(200),
  }),
  z.object({ outcome: z.literal('refused').describe('never, as it is'), reason: z.enum(refusals) }),
]);

/** How far a provider has come with something. */
export const progressSchema = z.object({
  id: z.string(),
  reference: ourReference,
  state: z.enum(['ACCEPTED', ...feedbackStates]),
  at: z.iso.datetime({ offset: true }),
});

/** The two routes that every provider has: hand over, and ask how far it is. */
export function providerPaths(
  collection: `/${string}`,
  item: z.ZodType,
  words: { readonly handOver: string; readonly ask: string },
): Paths {
  return {
    [collection]: {
      post: {
        description: words.handOver,
        parameters: [idempotencyKeyHeader],
        requestBody: { required: true, content: jsonContent(item) },
        responses: {
          '200': { description: 'An outcome', content: jsonContent(handedOverSchema) },
          ...faults(400, 401, 422, 503),
        },
      },
    },
    [`${collection}/{id}`]: {
      get: {
        description: words.ask,
        parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }],
        responses: {
          '200': { description: 'The latest state', content: jsonContent(progressSchema) },
          ...faults(401, 404),
        },
      },
    },
  };
}

/** The OpenAPI document of a provider; it also says what the provider sends back to us. */
export function providerDocument(title: string, description: string, paths: Paths, webhook: unknown) {
  return { ...openApiOf(title, description, [paths]), webhooks: { feedback: webhook } };
}
