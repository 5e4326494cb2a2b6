import { z } from 'zod';
import type { Value } from '../flow/values.ts';
import { Sensitive } from '../privacy/sensitive.ts';

/** Chooses one of so many (0 to choices - 1): always the first for tests, at random for walks. */
export type Pick = (choices: number) => number;
export const first: Pick = () => 0;

/** Something about a written answer that the contract does not allow. */
export interface Misfit {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** One of these fits every personal text of the contract. */
const personalTexts = [
  '1234567',
  'INPS.0100.15/01/2026.1234567',
  '1',
  'A',
  '1234567890123456',
  '12345678901',
];

/**
 * A value that fits a schema of the contract: what is given is kept, what is left out is filled in, so that a test
 * writes only what it is about. Personal fields come out as Sensitive.
 * @param misfits gets what was given and does not fit
 */
export function exampleValue(
  schema: unknown,
  given: unknown,
  pick: Pick,
  misfits: Misfit[] = [],
  path: Misfit['path'] = [],
): Value {
  if (schema instanceof z.ZodOptional) {
    return given === undefined ? null : exampleValue(schema.unwrap(), given, pick, misfits, path);
  }
  if (schema instanceof z.ZodNullable) {
    return given === undefined || given === null
      ? null
      : exampleValue(schema.unwrap(), given, pick, misfits, path);
  }
  if (schema instanceof z.ZodObject) return exampleGroup(schema, given, pick, misfits, path);
  if (schema instanceof z.ZodArray) {
    const list: readonly unknown[] = Array.isArray(given)
      ? given
      : Array.from({ length: pick(9) + 1 }, () => undefined);
    return list.map((one, index) => exampleValue(schema.element, one, pick, misfits, [...path, index]));
  }
  if (given !== undefined) return readLeaf(schema, given, misfits, path);
  return exampleLeaf(schema, pick);
}

function exampleGroup(
  schema: z.ZodObject,
  given: unknown,
  pick: Pick,
  misfits: Misfit[],
  path: Misfit['path'],
): Value {
  const fields = given === undefined ? undefined : z.record(z.string(), z.unknown()).safeParse(given);
  if (fields?.success === false) misfits.push({ path, message: 'write a map of names and values here' });
  const data = fields?.data ?? {};
  for (const name of Object.keys(data)) {
    if (name in schema.shape) continue;
    const known = Object.keys(schema.shape).join(', ');
    misfits.push({
      path: [...path, name],
      message: `the contract has no field "${name}" here, only: ${known}`,
    });
  }
  return Object.fromEntries(
    Object.entries(schema.shape)
      .filter(([name, field]) => !(field instanceof z.ZodOptional && data[name] === undefined))
      .map(([name, field]) => [name, exampleValue(field, data[name], pick, misfits, [...path, name])]),
  );
}

function readLeaf(schema: unknown, given: unknown, misfits: Misfit[], path: Misfit['path']): Value {
  if (!(schema instanceof z.ZodType)) return null;
  const read = schema.safeParse(given);
  if (!read.success) {
    misfits.push({
      path,
      message: read.error.issues[0]?.message ?? 'the contract does not allow this value',
    });
    return null;
  }
  return leaf.parse(read.data);
}

function exampleLeaf(schema: unknown, pick: Pick): Value {
  if (!(schema instanceof z.ZodType)) return null;
  const choices: readonly unknown[] =
    schema instanceof z.ZodEnum
      ? schema.options
      : schema instanceof z.ZodCodec
        ? personalTexts
        : [
            pick(3) + 1,
            'Roma',
            '2026-01-15',
            '2026-01-15T10:30:00Z',
            true,
            '123456789012345678',
            '0100',
            '456',
            '00100',
            '10000004',
            'RM',
            '09:00',
            '2026-01-15T09:00',
            '12345678261104032',
          ];
  const fitting = choices.flatMap((choice) => {
    const read = schema.safeParse(choice);
    return read.success ? [leaf.parse(read.data)] : [];
  });
  return fitting[schema instanceof z.ZodEnum ? pick(fitting.length) : 0] ?? null;
}

const leaf = z.union([z.string(), z.number(), z.boolean(), z.null(), z.instanceof(Sensitive)]);
