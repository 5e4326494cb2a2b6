import { z } from 'zod';
import type { WebServer } from './server.ts';

/** OpenAPI path items by path. */
export type Paths = Readonly<Record<string, unknown>>;

/** Routes of one kind of record, and how they are described: a server is put together from several. */
export interface Room {
  readonly paths: Paths;
  serve(app: WebServer): void;
}

type Json = Readonly<Record<string, unknown>>;

/** A body of JSON, as an OpenAPI document has it. */
export function jsonContent(schema: z.ZodType | Json) {
  return { 'application/json': { schema: schema instanceof z.ZodType ? jsonSchema(schema) : schema } };
}

/** The JSON Schema of what goes over the wire. */
export function jsonSchema(schema: z.ZodType): Json {
  const { $schema: _, ...json } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  return json;
}

/** Answers that any route can give, by status. */
export function faults(...statuses: readonly (keyof typeof meanings)[]): Json {
  return Object.fromEntries(statuses.map((status) => [String(status), fault(meanings[status])]));
}

/** An answer that says what went wrong. */
export function fault(description: string): Json {
  return { description, content: jsonContent({ $ref: '#/components/schemas/Fault' }) };
}

const meanings = {
  400: 'The request is not of the form above',
  401: 'The bearer token is missing or wrong',
  403: 'The token does not open this',
  404: 'There is no such thing',
  409: 'It cannot be done in the state that it is in',
  413: 'It is larger than it may be',
  422: 'The Idempotency-Key was used for another request',
  503: 'It cannot be done now: ask again',
} as const;

/** An OpenAPI 3.1 document of a service that is put together from rooms. @param paths those of each */
export function openApiOf<Item>(
  title: string,
  description: string,
  paths: readonly Readonly<Record<string, Item>>[],
) {
  return {
    openapi: '3.1.1',
    info: { title, version: '1.0.0', description },
    security: [{ bearer: [] }],
    paths: Object.fromEntries(paths.flatMap((each) => Object.entries(each))),
    components: {
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } },
      schemas: {
        Fault: {
          type: 'object',
          properties: {
            error: { type: 'string', description: 'kind of fault, without personal data' },
            fields: {
              type: 'array',
              items: { type: 'string' },
              description: 'names of the fields that were refused',
            },
          },
          required: ['error'],
        },
      },
    },
  };
}

export const idempotencyKeyHeader = {
  name: 'Idempotency-Key',
  in: 'header',
  required: true,
  description: 'The same for a repeated request, never used for another one.',
  schema: { type: 'string', minLength: 1, maxLength: 200 },
};
