import { type FeedbackEvent, feedbackEvent } from './event.ts';

/** What is wrong with a file: the line (from 1) and the fields, never their values. */
export interface FileProblem {
  readonly line: number;
  readonly fields: readonly string[];
}
export type ReadFile =
  | { readonly events: readonly FeedbackEvent[] }
  | { readonly problems: readonly FileProblem[] };

/** More problems than this are not listed: the file as a whole is another one. */
const mostProblems = 100;

/** JSON lines: one event a line. */
export function readJsonLines(text: string): ReadFile {
  return collected(
    linesOf(text).map(({ line, text: json }) => {
      try {
        return { line, fields: JSON.parse(json) as unknown };
      } catch {
        return { line, fields: undefined };
      }
    }),
  );
}

/**
 * CSV (RFC 4180) with a header line that names the fields: `reference`, `carrierReference`, `state`, `at`, `reason`; others
 * are left aside. Commas or semicolons between them.
 */
export function readCsv(text: string): ReadFile {
  const [header, ...rows] = linesOf(text);
  if (header === undefined) return { events: [] };
  const separator = header.text.includes(';') ? ';' : ',';
  const names = cellsOf(header.text, separator)?.map((name) => name.trim());
  if (names === undefined || !names.includes('state')) return { problems: [{ line: 1, fields: ['header'] }] };
  return collected(
    rows.map(({ line, text: row }) => {
      const cells = cellsOf(row, separator);
      if (cells === undefined || cells.length !== names.length) return { line, fields: undefined };
      // An empty cell is a field that is not given.
      const given = names.map((name, at) => [name, cells[at]?.trim()]).filter(([, cell]) => cell !== '');
      return { line, fields: Object.fromEntries(given) as unknown };
    }),
  );
}

function collected(lines: readonly { readonly line: number; readonly fields: unknown }[]): ReadFile {
  const events: FeedbackEvent[] = [];
  const problems: FileProblem[] = [];
  for (const { line, fields } of lines) {
    const read = feedbackEvent.safeParse(fields);
    if (read.success) events.push(read.data);
    else {
      const wrong = [...new Set(read.error.issues.map(({ path }) => path.join('.')))];
      problems.push({ line, fields: wrong.filter((field) => field !== '') });
    }
    if (problems.length === mostProblems) break;
  }
  return problems.length > 0 ? { problems } : { events };
}

function linesOf(text: string): { line: number; text: string }[] {
  return text
    .replace(/^\ufeff/, '')
    .split(/\r?\n/)
    .map((one, at) => ({ line: at + 1, text: one }))
    .filter(({ text: one }) => one.trim() !== '');
}

/** @returns undefined for quotation marks that do not close; a line break within them is not taken */
function cellsOf(row: string, separator: string): string[] | undefined {
  const cells: string[] = [];
  const cell = new RegExp(`(?:"((?:[^"]|"")*)"|([^"${separator}]*))(${separator}|$)`, 'y');
  for (;;) {
    const found = cell.exec(row);
    if (found === null) return undefined;
    const [, quoted, plain = '', end] = found;
    cells.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    if (end === '') return cells;
  }
}
