import type { FileChange } from './changes.ts';

type Line = { readonly sign: ' ' | '-' | '+'; readonly text: string };

/** Unchanged lines around a change. */
const around = 3;

/** The change of a file in the unified format of diff(1) and git. */
export function unifiedDiff({ file, before, after }: FileChange): string {
  const lines = diffLines(splitLines(before ?? ''), splitLines(after ?? ''));
  const head = [
    `--- ${before === undefined ? '/dev/null' : `a/${file}`}`,
    `+++ ${after === undefined ? '/dev/null' : `b/${file}`}`,
  ];
  return [...head, ...hunks(lines)].join('\n');
}

/** Lines with what marks an end without a line feed, as diff(1) shows it. */
function splitLines(text: string): readonly string[] {
  if (text === '') return [];
  const lines = text.split('\n');
  const last = lines.pop();
  return last === '' || last === undefined ? lines : [...lines, `${last}\n\\ No newline at end of file`];
}

function hunks(lines: readonly Line[]): string[] {
  const shown = lines.map((_, index) =>
    lines.slice(Math.max(0, index - around), index + around + 1).some((line) => line.sign !== ' '),
  );
  const output: string[] = [];
  let [oldLine, newLine] = [1, 1];
  for (let index = 0; index < lines.length; ) {
    let end = index;
    while (shown[end] === true) end++;
    const hunk = lines.slice(index, end);
    if (hunk.length > 0) {
      const oldCount = hunk.filter((line) => line.sign !== '+').length;
      const newCount = hunk.filter((line) => line.sign !== '-').length;
      output.push(`@@ -${range(oldLine, oldCount)} +${range(newLine, newCount)} @@`);
      output.push(...hunk.map((line) => `${line.sign}${line.text}`));
      oldLine += oldCount;
      newLine += newCount;
    }
    // The line behind a hunk is not shown, and there is none that is both.
    if (end < lines.length) {
      oldLine++;
      newLine++;
    }
    index = end + 1;
  }
  return output;
}

function range(start: number, count: number): string {
  return `${count === 0 ? start - 1 : start},${count}`;
}

/** The shortest edit script (Myers, "An O(ND) difference algorithm and its variations", 1986). */
function diffLines(a: readonly string[], b: readonly string[]): Line[] {
  const trace = furthest(a, b);
  const lines: Line[] = [];
  let [x, y] = [a.length, b.length];
  for (let edits = trace.length - 1; edits >= 0; edits--) {
    const row = trace[edits] ?? new Map<number, number>();
    const k = x - y;
    const down =
      edits > 0 && (k === -edits || (k !== edits && (row.get(k - 1) ?? 0) < (row.get(k + 1) ?? 0)));
    const from = edits === 0 ? 0 : (row.get(down ? k + 1 : k - 1) ?? 0);
    const fromY = edits === 0 ? 0 : from - (down ? k + 1 : k - 1);
    while (x > from && y > fromY) {
      lines.push({ sign: ' ', text: a[x - 1] ?? '' });
      x--;
      y--;
    }
    if (edits === 0) break;
    lines.push(down ? { sign: '+', text: b[fromY] ?? '' } : { sign: '-', text: a[from] ?? '' });
    [x, y] = [from, fromY];
  }
  return lines.reverse();
}

/** For each number of edits, how far along `a` every diagonal came before it. */
function furthest(a: readonly string[], b: readonly string[]): ReadonlyMap<number, number>[] {
  const reach = new Map<number, number>([[1, 0]]);
  const trace: ReadonlyMap<number, number>[] = [];
  for (let edits = 0; edits <= a.length + b.length; edits++) {
    trace.push(new Map(reach));
    for (let k = -edits; k <= edits; k += 2) {
      const [left, right] = [reach.get(k - 1) ?? -1, reach.get(k + 1) ?? -1];
      let x = k === -edits || (k !== edits && left < right) ? right : left + 1;
      let y = x - k;
      while (x < a.length && y < b.length && a[x] === b[y]) {
        x++;
        y++;
      }
      reach.set(k, x);
      if (x >= a.length && y >= b.length) return trace;
    }
  }
  return trace;
}
