import type { Finding } from '../../source/finding.ts';

/** The lines of a file as it is now; undefined where it cannot be read. */
export type LinesOf = (file: string) => readonly string[] | undefined;

/** Wraps a word in the escape sequences of a colour, or leaves it. */
export type Paint = (colour: 'red' | 'yellow' | 'blue' | 'bold', text: string) => string;

const codes = { red: 31, yellow: 33, blue: 34, bold: 1 } as const;

export const coloured: Paint = (colour, text) => `\u001B[${codes[colour]}m${text}\u001B[0m`;
export const plain: Paint = (_colour, text) => text;

/** Lines longer than this are cut around the place that a finding is about. */
const widest = 120;

/** A finding as compilers show it: place, what is wrong, the line with a mark under the word, and the mend. */
export function findingBlock(finding: Finding, linesOf: LinesOf, paint: Paint): string {
  const { file, line, column, severity, code, message, mend } = finding;
  const colour = severity === 'error' ? 'red' : 'yellow';
  const head = `${paint('bold', `${file}:${line}:${column}:`)} ${paint(colour, severity)} [${code}] ${message}`;
  return [
    head,
    ...excerpt(finding, linesOf, paint),
    `${' '.repeat(gutter(line))} = ${paint('bold', 'mend:')} ${mend}`,
  ].join('\n');
}

function excerpt(
  { file, line, column, severity }: Finding,
  linesOf: LinesOf,
  paint: Paint,
): readonly string[] {
  const text = linesOf(file)?.[line - 1];
  if (text === undefined) return [];
  const start = Math.max(0, column - 1 - widest / 2);
  const shown = text.slice(start, start + widest).replaceAll('\t', ' ');
  const at = column - 1 - start;
  const word = /^[\p{L}\p{N}\p{M}_$.*#-]+/u.exec(shown.slice(at))?.[0].length ?? 1;
  const mark = `${' '.repeat(at)}${'^'.repeat(word)}`;
  const empty = ' '.repeat(gutter(line));
  return [
    `${empty} ${paint('blue', '|')}`,
    `${paint('blue', String(line).padStart(gutter(line)))} ${paint('blue', '|')} ${shown}`,
    `${empty} ${paint('blue', '|')} ${paint(severity === 'error' ? 'red' : 'yellow', mark)}`,
  ];
}

function gutter(line: number): number {
  return Math.max(4, String(line).length);
}
