import { z } from 'zod';
import { type Operation, outcomeNames } from './operation.ts';
import { operations } from './operations/index.ts';

/** Schema of what goes over the wire: the `input` side of the codecs. */
function wireSchema(schema: z.ZodType): Record<string, unknown> {
  const { $schema: _, ...json } = z.toJSONSchema(schema, { io: 'input' });
  return json;
}

function outcomesSchema(operation: Operation): Record<string, unknown> {
  const oneOf = outcomeNames.flatMap((name) => {
    const value = operation.outcomes[name];
    return value === undefined
      ? []
      : [wireSchema(z.object({ outcome: z.literal(name), value }).meta({ title: name }))];
  });
  return { oneOf };
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

function describeOperation(operation: Operation) {
  const json = (schema: unknown) => ({ 'application/json': { schema } });
  const fault = (description: string) => ({
    description,
    content: json({ $ref: '#/components/schemas/Fault' }),
  });
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
      '200': { description: 'An outcome', content: json(outcomesSchema(operation)) },
      '400': fault('The request is not of the form above'),
      '401': fault('The bearer token is missing or wrong'),
      '422': fault('The Idempotency-Key was used for another request'),
      default: fault('The systems cannot answer now'),
    },
  };
}

/**
 * The contract of the institution's systems as an OpenAPI 3.1 document, made from the operations.
 * `openapi.json` beside this file is its written form; contract.test.ts keeps the two alike.
 */
export function openApiDocument() {
  return {
    openapi: '3.1.1',
    info: {
      title: 'Centralino back office',
      version: '1.0.0',
      description:
        'What the phone line asks of the institution. Personal data travel only in request and response bodies. ' +
        'Every outcome is status 200; any other status is a fault.',
    },
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
