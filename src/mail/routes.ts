import { z } from 'zod';
import { fromWire } from '../privacy/wire.ts';
import { correlationOf } from '../web/correlation.ts';
import { idempotencyKeyOf, readRequest } from '../web/errors.ts';
import { faults, idempotencyKeyHeader, jsonContent, type Paths, type Room } from '../web/room.ts';
import { answerSchema } from './answer.ts';
import type { MailDesk } from './desk.ts';

export const services = ['document', 'sms'] as const;

/** What an engine sends; personal values are `{ "$sensitive": kind, "value": text }`. */
export const askedSchema = z.strictObject({
  operation: z.string().min(1).max(100).describe('kind of the document, or id of the text of the message'),
  arguments: z
    .record(z.string(), z.unknown())
    .describe('`to` and `values`, as the step of the flow has them'),
  language: z.string().regex(/^[a-z]{2}$/),
});
/** Requests over HTTP, as engines hand them in. */
export function mailRoom(desk: MailDesk): Room {
  return {
    paths: mailPaths,
    serve(app) {
      for (const service of services) {
        app.post(`/requests/${service}`, async (request) => {
          const idempotencyKey = idempotencyKeyOf(request.headers);
          const { arguments: given, ...asked } = readRequest(askedSchema, request.body);
          return await desk[service === 'document' ? 'document' : 'message']({
            ...asked,
            arguments: fromWire(given),
            idempotencyKey,
            correlation: correlationOf(request.headers),
          });
        });
      }
    },
  };
}

const handIn = (what: string) => ({
  post: {
    description: what,
    parameters: [idempotencyKeyHeader],
    requestBody: { required: true, content: jsonContent(askedSchema) },
    responses: {
      '200': { description: 'An outcome', content: jsonContent(answerSchema) },
      ...faults(400, 401, 422, 503),
    },
  },
});
/** How the routes are described. */
export const mailPaths: Paths = {
  '/requests/document': handIn(
    'Has a document sent to the address in the registry. `accepted` is written and will not be lost.',
  ),
  '/requests/sms': handIn('Has a text message sent to a mobile number.'),
};
