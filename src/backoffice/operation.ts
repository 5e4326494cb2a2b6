import { z } from 'zod';
import { Sensitive, type SensitiveKind } from '../privacy/sensitive.ts';

/** How an operation can end. `unavailable` is not among them: only the client says it. */
export const outcomeNames = [
  'found',
  'not-found',
  'ambiguous',
  'wrong',
  'locked',
  'expired',
  'absent',
  'none',
  'accepted',
  'already',
  'taken',
  'refused',
] as const;
export type OutcomeName = (typeof outcomeNames)[number];

/** Names of fields and what each holds. */
export type Fields = z.ZodObject;

/** What each outcome brings with it. Fields that a later release of those systems adds are left aside. */
export type Outcomes = { readonly [name in OutcomeName]?: Fields };

/**
 * One operation of the institution's systems. All go over the wire alike:
 * - the request is a POST with the arguments as its JSON body, so that no personal data is in a URL;
 * - every outcome is status 200 with `{ outcome, value }`, so that a proxy's own 404 or 403 can never be taken
 *   for "no such person" or "wrong PIN". Any other status is a fault.
 */
export interface Operation<
  Name extends string = string,
  Arguments extends Fields = Fields,
  Results extends Outcomes = Outcomes,
> {
  readonly name: Name;
  /** One sentence or two; the contract and the manual carry it. */
  readonly description: string;
  /** May be sent again when it is not known whether it arrived. */
  readonly safe: boolean;
  readonly path: `/${string}`;
  readonly arguments: Arguments;
  readonly outcomes: Results;
}

/** Checks an operation's form and keeps its exact type. */
export function defineOperation<
  const Name extends string,
  Arguments extends Fields,
  const Results extends Outcomes,
>(operation: Operation<Name, Arguments, Results>): Operation<Name, Arguments, Results> {
  return operation;
}

/** The arguments of an operation, personal ones as Sensitive. */
export type ArgumentsOf<O extends Operation> = z.output<O['arguments']>;

/** Any outcome of an operation with its value, personal fields as Sensitive. */
export type ResultOf<O extends Operation> = {
  [Name in keyof O['outcomes'] & OutcomeName]: {
    outcome: Name;
    value: O['outcomes'][Name] extends z.ZodType ? z.output<O['outcomes'][Name]> : never;
  };
}[keyof O['outcomes'] & OutcomeName];

/**
 * A personal text: plain on the wire, Sensitive on both sides of it.
 * The contract shows the kind as `x-sensitive`.
 */
export function sensitive(kind: SensitiveKind, wire: z.ZodString = z.string().min(1).max(2_000)) {
  const isSensitiveText = (value: unknown) =>
    value instanceof Sensitive && typeof value.reveal() === 'string';
  return z.codec(
    wire.meta({ 'x-sensitive': kind }),
    z.custom<Sensitive>(isSensitiveText, 'must be a Sensitive text'),
    { decode: (text) => new Sensitive(kind, text), encode: (value) => value.reveal() },
  );
}

/** A personal value of many fields: plain on the wire, one Sensitive on both sides of it. */
export function sensitiveContent<Schema extends z.ZodType>(kind: SensitiveKind, wire: Schema) {
  return z.codec(
    wire,
    z.custom<Sensitive<z.output<Schema>>>((value) => value instanceof Sensitive, 'must be Sensitive'),
    { decode: (value) => new Sensitive(kind, value), encode: (value) => value.reveal() },
  );
}

/** A short answer of the caller: as `sensitive`, and a plain text or number will do too on the engine's side. */
export function keyed(kind: SensitiveKind, wire: z.ZodString) {
  const isKeyed = (value: unknown) =>
    typeof value === 'string' || typeof value === 'number' || value instanceof Sensitive;
  return z.codec(
    wire.meta({ 'x-sensitive': kind }),
    z.custom<Sensitive<unknown> | string | number>(isKeyed, 'must be a text, a number or Sensitive'),
    {
      decode: (text) => new Sensitive<unknown>(kind, text),
      encode: (value) => String(value instanceof Sensitive ? value.reveal() : value),
    },
  );
}

/** Arguments as they are sent: null stands for an optional one that is not given. */
export function givenArguments(
  operation: Operation,
  args: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(args).filter(
      ([name, value]) => value !== null || !(operation.arguments.shape[name] instanceof z.ZodOptional),
    ),
  );
}

/** The outcomes of an operation as one schema of `{ outcome, value }`. */
export function resultSchema(operation: Operation) {
  const options = outcomeNames.flatMap((name) => {
    const value = operation.outcomes[name];
    return value === undefined ? [] : [z.object({ outcome: z.literal(name), value })];
  });
  return z.union(options);
}
