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

/** The known word nearest to a mistyped one (at most two edits away), to ask "did you mean". */
export function nearest(word: string, known: Iterable<string>): string | undefined {
  let best: { word: string; distance: number } | undefined;
  for (const candidate of known) {
    const distance = editDistance(word, candidate);
    if (distance <= 2 && (best === undefined || distance < best.distance))
      best = { word: candidate, distance };
  }
  return best?.word;
}

/** Edits between two words; a swap of neighbours is one edit. */
function editDistance(a: string, b: string): number {
  let before: readonly number[] = [];
  let row: readonly number[] = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const substituted = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swapped = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? (before[j - 2] ?? 99) + 1 : 99;
      next.push(Math.min(substituted, swapped, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    before = row;
    row = next;
  }
  return row[b.length] ?? 0;
}
