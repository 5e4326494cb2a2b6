/** How routes of one kind are described, each kind in one way. */
import { z } from 'zod';
import { faults, jsonContent, jsonSchema } from './room.ts';

/** In the query of a list that is read page by page, the newest first: where the page before ended. */
export const pageBefore = z
  .string()
  .regex(/^\d{1,18}$/)
  .optional()
  .describe('`next` of the page before');

type Parameter = Readonly<Record<string, unknown>>;

/** The reference in the path of a route, as an OpenAPI parameter. */
export const referenceParameter: Parameter = {
  name: 'reference',
  in: 'path',
  required: true,
  schema: { type: 'string' },
};

/** The fields of a query, as OpenAPI parameters. */
export function queryParameters({ shape }: z.ZodObject): readonly Parameter[] {
  return Object.entries(shape).map(([name, schema]) => ({ name, in: 'query', schema: jsonSchema(schema) }));
}

/** A route by which something is looked at. @param content as OpenAPI has it, or the schema of a body of JSON */
export function getOf(
  description: string,
  content: z.ZodType | Parameter,
  parameters: readonly Parameter[] = [],
) {
  return {
    get: {
      description,
      parameters,
      responses: {
        '200': {
          description: 'As it is now',
          content: content instanceof z.ZodType ? jsonContent(content) : content,
        },
        ...faults(400, 401, 404),
      },
    },
  };
}

/** A route by which somebody has something done. */
export function postOf(
  description: string,
  body: z.ZodType,
  content: z.ZodType,
  parameters: readonly Parameter[] = [],
) {
  return {
    post: {
      description,
      parameters,
      requestBody: { required: true, content: jsonContent(body) },
      responses: {
        '200': { description: 'It is done, and written down', content: jsonContent(content) },
        ...faults(400, 401, 404, 409, 503),
      },
    },
  };
}
