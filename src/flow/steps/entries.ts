import { z } from 'zod';
import type { TypeScope } from '../step.ts';
import type { Spoken } from '../turn/speech.ts';
import type { Turn } from '../turn/turn.ts';
import { any, type Fields, typeAt, type ValueType } from '../types.ts';
import { evaluate, isGroup, type Value } from '../values.ts';
import { type Say, spokenOf } from './fields.ts';

/** A caller does not remember more, and there are no more keys. */
const mostEntries = 8;

/** The variable that holds a list, as a flow file writes it. */
export const listSchema = z
  .string()
  .regex(/^\$[\w.-]+$/, 'write the variable that holds the list, as $variable');

/** The first eight entries of a list; none when it is not there. */
export function entriesOf(list: string, turn: Turn): readonly Value[] {
  const value = evaluate(list, turn.variables);
  return Array.isArray(value) ? value.slice(0, mostEntries) : [];
}

/** What the checks know of one entry. */
export function entryType(scope: TypeScope, path: readonly string[]): ValueType {
  const list = typeAt(scope.variables, path);
  return list?.type === 'list' ? list.of : any;
}

/** What the prompt of an entry gets: the fields that can be spoken. */
export function entryFields(scope: TypeScope, path: readonly string[]): Fields {
  const entry = entryType(scope, path);
  const fields = entry.type === 'group' ? Object.entries(entry.fields) : [];
  return Object.fromEntries(fields.filter(([, { type }]) => !['sensitive', 'group', 'list'].includes(type)));
}

/** The prompts of an entry, with its fields that can be spoken. */
export function spokenEntry(
  say: Say,
  entry: Value,
  more: Readonly<Record<string, number>> = {},
): readonly Spoken[] {
  const values: Record<string, string | number | boolean> = { ...more };
  if (isGroup(entry)) {
    for (const [name, value] of Object.entries(entry)) {
      if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
        values[name] = value;
    }
  }
  return spokenOf(say, undefined).map((one) => ({ ...one, with: values }));
}
