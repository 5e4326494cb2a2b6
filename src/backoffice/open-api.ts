import { z } from 'zod';
import { fault, faults, idempotencyKeyHeader, jsonContent } from '../web/room.ts';

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

/** Any other status. */
const anyFault = fault('The systems cannot answer now');

function describeOperation(operation: Described) {
  const oneOf = operation.outcomes.map(([name, value]) =>
    wireSchema(z.object({ outcome: z.literal(name), value }).meta({ title: name })),
  );
  return {
    operationId: operation.name,
    description: operation.description,
    'x-safe-to-repeat': operation.safe,
    parameters: [{ ...idempotencyKeyHeader, required: !operation.safe }],
    requestBody: { required: true, content: jsonContent(wireSchema(operation.arguments)) },
    responses: {
      '200': { description: 'An outcome', content: jsonContent({ oneOf }) },
      ...faults(400, 401, 422),
      default: anyFault,
    },
  };
}

/** Routes of operations, as an OpenAPI document has them; all of them are behind a bearer token. */
export function operationPaths(operations: readonly Described[]) {
  return Object.fromEntries(
    operations.map((operation) => [operation.path, { post: describeOperation(operation) }]),
  );
}
