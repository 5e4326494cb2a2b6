import type { z } from 'zod';
import type { Sensitive } from '../privacy/sensitive.ts';

/** What the keys so far mean. `problem` is one of the kind's problems; its text is the prompt `input.<kind>.<problem>`. */
export type Reading<P extends string = string> =
  /** Wait for more keys. */
  | { readonly state: 'more' }
  /** Enough: the entry ends here, without the finish key. */
  | { readonly state: 'complete'; readonly value: Sensitive | string | number }
  | { readonly state: 'wrong'; readonly problem: P };

/** What an entry saves, for the checks: `sensitive` is a Sensitive value, whatever is in it. */
export type SavedType =
  | { readonly type: 'string'; readonly oneOf?: readonly string[] }
  | { readonly type: 'integer' | 'sensitive' };

/** How many keys an entry has, the finish key not counted. */
export interface KeyCount {
  readonly min: number;
  readonly max: number;
}

/**
 * Something a caller can key in. A kind is one file of this form; adding one is adding it to kinds.ts and its
 * texts to prompts/. Keys are the digits 0-9: `*` and `#` never reach a kind.
 *
 * An entry is judged only when it is complete, never in the middle: a caller who looks at a card is not
 * interrupted, and hears one problem for the whole entry.
 */
export interface InputKind<O, P extends string> {
  readonly name: string;
  /** One paragraph for the reference manual: what the caller keys, and what is saved. */
  readonly description: string;
  /** A whole step in YAML, for the manual. */
  readonly example: string;
  /** What a step of a flow file may set beside what every `ask` has. */
  readonly options: z.ZodType<O>;
  readonly problems: readonly P[];
  /** After every key. */
  read(keys: string, options: O): Reading<P>;
  /** The caller pressed the finish key or went quiet; never `more`. */
  finish(keys: string, options: O): Exclude<Reading<P>, { state: 'more' }>;
  keysPerEntry(options: O): KeyCount;
  saves(options: O): SavedType;
}

/** A kind with the options of one step. */
export interface Entry {
  read(keys: string): Reading;
  finish(keys: string): Exclude<Reading, { state: 'more' }>;
  readonly keysPerEntry: KeyCount;
  readonly saves: SavedType;
}

/** A kind whose options are checked when a step is read: what the registry holds. */
export interface RegisteredKind {
  readonly name: string;
  readonly description: string;
  readonly example: string;
  readonly options: z.ZodType;
  readonly problems: readonly string[];
  /** @throws z.ZodError when the step sets something that the kind does not know, or sets it wrongly. */
  configure(options: unknown): Entry;
}

/** Closes a kind over the type of its options. */
export function inputKind<O, P extends string>(kind: InputKind<O, P>): RegisteredKind {
  const { name, description, example, options: schema, problems } = kind;
  return {
    name,
    description,
    example,
    options: schema,
    problems,
    configure: (given) => {
      const options = schema.parse(given);
      return {
        read: (keys) => kind.read(keys, options),
        finish: (keys) => kind.finish(keys, options),
        keysPerEntry: kind.keysPerEntry(options),
        saves: kind.saves(options),
      };
    },
  };
}

/** Keys as a journal may show them: how many, not which. */
export function maskKeys(keys: string): string {
  return '•'.repeat(keys.length);
}
