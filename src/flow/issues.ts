import type { z } from 'zod';
import { type Finding, nearest } from './finding.ts';
import type { Path, Source } from './source.ts';

type Issue = z.core.$ZodIssue;

/** What a schema has against a part of a file, as findings at their places. */
export function issueFindings(
  source: Source,
  base: Path,
  error: z.ZodError,
  knownKeys: readonly string[],
): Finding[] {
  return error.issues.flatMap((issue) => findingsOf(source, base, issue, knownKeys));
}

function findingsOf(source: Source, base: Path, issue: Issue, knownKeys: readonly string[]): Finding[] {
  const path = [...base, ...issue.path.map((part) => (typeof part === 'symbol' ? String(part) : part))];
  const field = issue.path.length === 0 ? '' : `"${issue.path.join('.')}"`;
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => unknownKey(source, path, key, knownKeys));
    case 'invalid_union': {
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
    default:
      return [
        source.finding(path, {
          code: 'syntax',
          message: `${field} does not fit: ${issue.message}`.trim(),
          mend: 'Correct the value',
        }),
      ];
  }
}

/** A key that nothing knows, with the one that was probably meant. */
export function unknownKey(source: Source, parent: Path, key: string, known: readonly string[]): Finding {
  const meant = nearest(key, known);
  return source.finding([...parent, key], {
    code: 'unknown-key',
    message: `"${key}" is not known here`,
    mend: meant === undefined ? `Known are: ${known.join(', ')}` : `Did you mean "${meant}"?`,
  });
}
