import { z } from 'zod';

/** An operation as an OpenAPI document tells of it: a POST whose every outcome is status 200. */
export interface Described {
  readonly name: string;
  readonly description: string;
  /** May be sent again when it is not known whether it arrived. */
  readonly safe: boolean;
  readonly path: string;
  readonly arguments: z.ZodType;
  /** Names of the outcomes with what each brings. */
  readonly outcomes: readonly (readonly [name: string, value: z.ZodType])[];
}

/** Schema of what goes over the wire: the `input` side of the codecs. */
function wireSchema(schema: z.ZodType): Record<string, unknown> {
  const { $schema: _, ...json } = z.toJSONSchema(schema, { io: 'input' });
  return json;
}

const problem = {
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
};

function describeOperation(operation: Described) {
  const json = (schema: unknown) => ({ 'application/json': { schema } });
  const fault = (description: string) => ({
    description,
    content: json({ $ref: '#/components/schemas/Fault' }),
  });
  const oneOf = operation.outcomes.map(([name, value]) =>
    wireSchema(z.object({ outcome: z.literal(name), value }).meta({ title: name })),
  );
  return {
    operationId: operation.name,
    description: operation.description,
    'x-safe-to-repeat': operation.safe,
    parameters: [
      {
        name: 'Idempotency-Key',
        in: 'header',
        required: !operation.safe,
        description: 'The same for a repeated request, never used for another one.',
        schema: { type: 'string', minLength: 1, maxLength: 200 },
      },
    ],
    requestBody: { required: true, content: json(wireSchema(operation.arguments)) },
    responses: {
      '200': { description: 'An outcome', content: json({ oneOf }) },
      '400': fault('The request is not of the form above'),
      '401': fault('The bearer token is missing or wrong'),
      '422': fault('The Idempotency-Key was used for another request'),
      default: fault('The systems cannot answer now'),
    },
  };
}

/** An OpenAPI 3.1 document of operations, all of them behind a bearer token. */
export function openApiOf(title: string, description: string, operations: readonly Described[]) {
  return {
    openapi: '3.1.1',
    info: { title, version: '1.0.0', description },
    security: [{ bearer: [] }],
    paths: Object.fromEntries(
      operations.map((operation) => [operation.path, { post: describeOperation(operation) }]),
    ),
    components: {
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } },
      schemas: { Fault: problem },
    },
  };
}
