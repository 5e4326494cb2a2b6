import { z } from 'zod';
import type { Finding } from './finding.ts';
import { nearest } from './nearest.ts';
import type { Path, Source } from './source.ts';

type Issue = z.core.$ZodIssue;

/** What a schema has against a part of a file, as findings at their places. */
export function issueFindings(source: Source, base: Path, error: z.ZodError, schema: z.ZodType): Finding[] {
  return error.issues.flatMap((issue) => findingsOf(source, base, issue, schema));
}

function findingsOf(source: Source, base: Path, issue: Issue, schema: z.ZodType): Finding[] {
  const path = [...base, ...issue.path];
  const field = issue.path.length === 0 ? '' : `"${issue.path.join('.')}"`;
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => unknownKey(source, path, key, keysAt(schema, issue.path)));
    case 'invalid_union': {
      // Of the right form, with something wrong inside: said of the place itself.
      const [inside, ...others] = issue.errors.filter((branch) =>
        branch.every(({ path: at }) => at.length > 0),
      );
      if (inside !== undefined && others.length === 0)
        return inside.flatMap((one) =>
          findingsOf(source, base, { ...one, path: [...issue.path, ...one.path] }, schema),
        );
      const first = issue.errors.find((branch) =>
        branch.some((one) => one.code === 'custom' || one.code === 'invalid_format'),
      );
      const reason = first?.[0]?.message ?? 'it has none of the allowed forms';
      return [
        source.finding(path, {
          code: 'syntax',
          message: `${field} does not fit: ${reason}`,
          mend: 'Write it in one of the forms of docs/flussi.md',
        }),
      ];
    }
    case 'invalid_type':
      return [
        issue.input === undefined && issue.message.endsWith('received undefined')
          ? source.finding(path, {
              code: 'missing-key',
              message: `${field} is missing`,
              mend: `Add ${field}`,
            })
          : source.finding(path, {
              code: 'syntax',
              message: `${field} should be ${issue.expected}`,
              mend: `Write ${issue.expected} here`,
            }),
      ];
    default: {
      // Our own schemas say what to write; the library's words say what is wrong.
      const tells = issue.message.startsWith('write ');
      return [
        source.finding(path, {
          code: 'syntax',
          message: `${field} does not fit${tells ? '' : `: ${issue.message}`}`.trim(),
          mend: tells ? `W${issue.message.slice(1)}` : 'Correct the value',
        }),
      ];
    }
  }
}

/** A key that nothing knows, with the one that was probably meant. */
export function unknownKey(source: Source, parent: Path, key: string, known: readonly string[]): Finding {
  const meant = nearest(key, known);
  return source.finding([...parent, key], {
    code: 'unknown-key',
    message: `"${key}" is not known here`,
    mend: meant === undefined ? knownOnes(known) : `Did you mean "${meant}"?`,
  });
}

function knownOnes(known: readonly string[]): string {
  return known.length === 0 ? 'Take it out' : `Known are: ${known.join(', ')}`;
}

/** The keys that a schema knows at a path of what it describes; none where it does not list them. */
export function keysAt(schema: z.ZodType, path: Path): readonly string[] {
  const [name, ...rest] = path;
  if (schema instanceof z.ZodObject) {
    if (name === undefined) return Object.keys(schema.shape);
    const field: unknown = schema.shape[String(name)];
    return field instanceof z.ZodType ? keysAt(field, rest) : [];
  }
  if (schema instanceof z.ZodUnion)
    return schema.options
      .map((option: unknown) => (option instanceof z.ZodType ? keysAt(option, path) : []))
      .reduce((most, keys) => (keys.length > most.length ? keys : most), []);
  const inner = innerOf(schema);
  const entry = schema instanceof z.ZodRecord || schema instanceof z.ZodArray;
  return inner instanceof z.ZodType && !(entry && name === undefined)
    ? keysAt(inner, entry ? rest : path)
    : [];
}

/** The schema of the entries of a list or record, or behind a wrapper. */
function innerOf(schema: z.ZodType): unknown {
  if (schema instanceof z.ZodRecord) return schema.valueType;
  if (schema instanceof z.ZodArray) return schema.element;
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodNullable)
    return schema.unwrap();
  if (schema instanceof z.ZodPipe) return schema.in instanceof z.ZodTransform ? schema.out : schema.in;
  return undefined;
}
