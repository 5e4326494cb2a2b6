import { z } from 'zod';
import { type Fields, type Operation, outcomeNames } from './operation.ts';

/** What a field of an outcome's value holds; `sensitive` comes as a Sensitive value and cannot be spoken. */
export type ResultType =
  | { readonly type: 'string'; readonly oneOf?: readonly string[] }
  | { readonly type: 'integer' | 'number' | 'boolean' | 'sensitive' | 'any' }
  | { readonly type: 'list'; readonly of: ResultType }
  | { readonly type: 'group'; readonly fields: ResultFields };

export type ResultFields = Readonly<Record<string, ResultType>>;

/** What a flow may ask of an operation: the checks compare every `look-up` with it. */
export interface OperationSignature {
  readonly name: string;
  readonly description: string;
  /** Arguments that must be given. */
  readonly arguments: readonly string[];
  readonly optional: readonly string[];
  /** What the arguments must be. */
  readonly takes: ResultFields;
  /** Outcomes that the back office can answer; `unavailable` may always come on top. */
  readonly outcomes: readonly string[];
  readonly safe: boolean;
  /** Fields of each outcome's value. */
  readonly results: Readonly<Record<string, ResultFields>>;
}

export function signatureOf(operation: Operation): OperationSignature {
  const names = Object.keys(operation.arguments.shape);
  const isOptional = (name: string) => operation.arguments.shape[name] instanceof z.ZodOptional;
  const outcomes = outcomeNames.filter((name) => operation.outcomes[name] !== undefined);
  return {
    name: operation.name,
    description: operation.description,
    arguments: names.filter((name) => !isOptional(name)),
    optional: names.filter(isOptional),
    takes: fieldsOf(operation.arguments),
    outcomes,
    safe: operation.safe,
    results: Object.fromEntries(
      outcomes.map((name) => [name, fieldsOf(operation.outcomes[name] ?? z.object({}))]),
    ),
  };
}

function fieldsOf(fields: Fields): ResultFields {
  return Object.fromEntries(Object.entries(fields.shape).map(([name, schema]) => [name, typeOf(schema)]));
}

function typeOf(schema: unknown): ResultType {
  // Some arguments take a plain text too.
  if (schema instanceof z.ZodCodec)
    return {
      type: schema.out instanceof z.ZodType && schema.out.safeParse('').success ? 'any' : 'sensitive',
    };
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable) return typeOf(schema.unwrap());
  if (schema instanceof z.ZodObject) return { type: 'group', fields: fieldsOf(schema) };
  if (schema instanceof z.ZodArray) return { type: 'list', of: typeOf(schema.element) };
  if (schema instanceof z.ZodEnum) return { type: 'string', oneOf: schema.options.map(String).sort() };
  if (schema instanceof z.ZodBoolean) return { type: 'boolean' };
  if (schema instanceof z.ZodNumber) return { type: schema.format === 'safeint' ? 'integer' : 'number' };
  // Dates and the like are formats of text.
  return schema instanceof z.ZodString || schema instanceof z.ZodStringFormat
    ? { type: 'string' }
    : { type: 'any' };
}
