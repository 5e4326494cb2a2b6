import { z } from 'zod';
import { fromWire } from '../privacy/wire.ts';
import { isReference } from '../store/reference.ts';
import { idempotencyKeyOf, readRequest, WebError } from '../web/errors.ts';
import { faults, idempotencyKeyHeader, jsonContent, jsonSchema, type Paths, type Room } from '../web/room.ts';
import { answerSchema } from './answer.ts';
import type { RequestBook, Summary } from './book.ts';
import type { MailDesk } from './desk.ts';
import { states } from './states.ts';

export const services = ['document', 'sms'] as const;

/** What an engine sends; personal values are `{ "$sensitive": kind, "value": text }`. */
export const askedSchema = z.strictObject({
  operation: z.string().min(1).max(100).describe('kind of the document, or id of the text of the message'),
  arguments: z
    .record(z.string(), z.unknown())
    .describe('`to` and `values`, as the step of the flow has them'),
  language: z.string().regex(/^[a-z]{2}$/),
});
const state = z.enum(states);
const requestSchema = z.object({
  reference: z.string(),
  kind: z.string(),
  channel: z.string(),
  parameters: z.record(z.string(), z.unknown()),
  language: z.string(),
  state,
  expectedBy: z.iso.date(),
  createdAt: z.iso.datetime(),
});
const listQuery = z.strictObject({
  state: state.default('REQUESTED'),
  before: z
    .string()
    .regex(/^\d{1,18}$/)
    .optional()
    .describe('`next` of the page before'),
  limit: z.coerce.number().int().min(1).max(500).default(50),
});

/** Requests over HTTP: engines hand them in, operations looks at them. What is shown has nothing about the person. */
export function mailRoom({ desk, book }: { desk: MailDesk; book: RequestBook }): Room {
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
          });
        });
      }
      app.get('/requests/:reference', async (request) => {
        const { reference } = readRequest(z.object({ reference: z.string() }), request.params);
        const found = isReference(reference) ? await book.find(reference) : undefined;
        if (found === undefined) throw new WebError(404, 'no-such-request');
        return { ...shown(found.request), history: found.history };
      });
      app.get('/requests', async (request) => {
        const { state: wanted, before = null, limit } = readRequest(listQuery, request.query);
        const page = await book.list({ state: wanted, before, limit });
        const last = page.length === limit ? page.at(-1) : undefined;
        return { requests: page.map(shown), next: last?.id ?? null };
      });
    },
  };
}

function shown({ id: _, ...request }: Summary) {
  return request;
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
  '/requests': {
    get: {
      description: 'Requests in one state, the newest first.',
      parameters: Object.entries(listQuery.shape).map(([name, schema]) => ({
        name,
        in: 'query',
        schema: jsonSchema(schema),
      })),
      responses: {
        '200': {
          description: 'A page',
          content: jsonContent(z.object({ requests: z.array(requestSchema), next: z.string().nullable() })),
        },
        ...faults(400, 401),
      },
    },
  },
  '/requests/{reference}': {
    get: {
      description: 'One request with the history of its states.',
      parameters: [{ name: 'reference', in: 'path', required: true, schema: { type: 'string' } }],
      responses: {
        '200': {
          description: 'The request',
          content: jsonContent(
            requestSchema.extend({ history: z.array(z.object({ state, at: z.iso.datetime() })) }),
          ),
        },
        ...faults(401, 404),
      },
    },
  },
};
