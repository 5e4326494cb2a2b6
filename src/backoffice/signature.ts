import { z } from 'zod';
import { type Fields, type Operation, outcomeNames } from './operation.ts';

/** A field of an outcome's value. */
export interface ResultField {
  readonly name: string;
  /** It comes as a Sensitive value and cannot be spoken. */
  readonly sensitive: boolean;
}

/** What a flow may ask of an operation: the checks compare every `look-up` with it. */
export interface OperationSignature {
  readonly name: string;
  readonly description: string;
  /** Arguments that must be given. */
  readonly arguments: readonly string[];
  readonly optional: readonly string[];
  /** Outcomes that the back office can answer; `unavailable` may always come on top. */
  readonly outcomes: readonly string[];
  readonly safe: boolean;
  /** Fields of each outcome's value. */
  readonly results: Readonly<Record<string, readonly ResultField[]>>;
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
    outcomes,
    safe: operation.safe,
    results: Object.fromEntries(
      outcomes.map((name) => [name, fieldsOf(operation.outcomes[name] ?? z.object({}))]),
    ),
  };
}

function fieldsOf(fields: Fields): readonly ResultField[] {
  return Object.entries(fields.shape).map(([name, schema]) => ({
    name,
    sensitive: schema instanceof z.ZodCodec,
  }));
}
