/** Something wrong (or doubtful) in the files that ops staff write, with where it is and how to mend it. */
export interface Finding {
  readonly severity: 'error' | 'warning';
  /** Name of the check that found it. */
  readonly code: string;
  /** Path of the file as it was opened. */
  readonly file: string;
  /** Both count from 1. */
  readonly line: number;
  readonly column: number;
  readonly message: string;
  /** What to do about it. */
  readonly mend: string;
}

/** A finding on one line, as compilers write it. */
export function findingText(finding: Finding): string {
  const { file, line, column, severity, code, message, mend } = finding;
  return `${file}:${line}:${column}: ${severity} [${code}] ${message}. ${mend}`;
}

/** The files are not all right; `findings` says why. */
export class FindingsError extends Error {
  readonly findings: readonly Finding[];

  constructor(findings: readonly Finding[]) {
    super(findings.map(findingText).join('\n'));
    this.name = 'FindingsError';
    this.findings = findings;
  }
}
