import { z } from 'zod';
import { Sensitive } from '../privacy/sensitive.ts';

/** What a flow can hold in a variable: plain data whose personal leaves are Sensitive. */
export type Value =
  | string
  | number
  | boolean
  | null
  | Sensitive<unknown>
  | readonly Value[]
  | { readonly [key: string]: Value };

export type Variables = Readonly<Record<string, Value>>;

/** Reads a Value out of data from outside (a checkpoint, an answer of the back office). */
export const valueSchema: z.ZodType<Value> = z.lazy(() =>
  z.union([
    z.string(),
    z.number(),
    z.boolean(),
    z.null(),
    z.instanceof(Sensitive),
    z.array(valueSchema),
    z.record(z.string(), valueSchema),
  ]),
);

/** True for a nested group of values, false for a leaf, a list or a Sensitive value. */
export function isGroup(value: Value | undefined): value is { readonly [key: string]: Value } {
  return (
    typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Sensitive)
  );
}

/** Whether both hold the same, Sensitive leaves compared by what is in them. */
export function sameValue(one: Value | undefined, other: Value | undefined): boolean {
  if (one instanceof Sensitive || other instanceof Sensitive)
    return one instanceof Sensitive && other instanceof Sensitive && one.reveal() === other.reveal();
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null)
    return one === other;
  const names = Object.keys(one);
  const of = (value: object, name: string) => Object.entries(value).find(([key]) => key === name)?.[1];
  return (
    Array.isArray(one) === Array.isArray(other) &&
    names.length === Object.keys(other).length &&
    names.every((name) => sameValue(of(one, name), of(other, name)))
  );
}

/** How a flow file writes a value: `$variable`, `$variable.field`, or the value itself. */
export const expressionSchema = z.union([z.string(), z.number(), z.boolean()]);
export type Expression = z.infer<typeof expressionSchema>;

/** `with:` in a flow file: a whole group of values (`$domanda`), or names and their expressions. */
export const withSchema = z.union([
  z.string().regex(/^\$[\w.-]+$/, 'write $variable, or a map of names and values'),
  z.record(z.string(), expressionSchema),
]);
export type With = z.infer<typeof withSchema>;

/** The names a `$reference` walks through, or undefined for a literal. */
export function referencePath(expression: Expression): readonly string[] | undefined {
  return typeof expression === 'string' && expression.startsWith('$')
    ? expression.slice(1).split('.')
    : undefined;
}

/** The value of an expression; a variable that is not there gives null. */
export function evaluate(expression: Expression, variables: Variables): Value {
  const path = referencePath(expression);
  if (path === undefined) return expression;
  let value: Value = variables;
  for (const name of path) {
    const next: Value | undefined = isGroup(value) ? value[name] : undefined;
    if (next === undefined) return null;
    value = next;
  }
  return value;
}

/** The values that `with:` stands for. */
export function evaluateWith(given: With | undefined, variables: Variables): Variables {
  if (given === undefined) return {};
  if (typeof given === 'string') {
    const group = evaluate(given, variables);
    return isGroup(group) ? group : {};
  }
  const values: Record<string, Value> = {};
  for (const [name, expression] of Object.entries(given)) values[name] = evaluate(expression, variables);
  return values;
}

/** The variables that `with:` reads, as paths; what a check compares with what earlier steps save. */
export function referencesOf(given: With | undefined): readonly (readonly string[])[] {
  if (given === undefined) return [];
  const expressions = typeof given === 'string' ? [given] : Object.values(given);
  return expressions.map(referencePath).filter((path) => path !== undefined);
}
