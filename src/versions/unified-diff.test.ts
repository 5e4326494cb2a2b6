import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { unifiedDiff } from './unified-diff.ts';

describe('unified diff', () => {
  test('shows three lines around a change, and counts like diff(1)', () => {
    const before = 'a\nb\nc\nd\ne\nf\ng\nh\ni\n';
    const after = 'a\nb\nc\nd\nE\nf\ng\nh\ni\nj\n';
    expect(unifiedDiff({ file: 'flows/x.yaml', before, after }).split('\n')).toEqual([
      '--- a/flows/x.yaml',
      '+++ b/flows/x.yaml',
      '@@ -2,8 +2,9 @@',
      ...[' b', ' c', ' d', '-e', '+E', ' f', ' g', ' h', ' i', '+j'],
    ]);
  });

  test('shows a file that is new, and one that is gone', () => {
    expect(unifiedDiff({ file: 'f', before: undefined, after: 'a\n' })).toBe(
      '--- /dev/null\n+++ b/f\n@@ -0,0 +1,1 @@\n+a',
    );
    expect(unifiedDiff({ file: 'f', before: 'a\n', after: undefined })).toBe(
      '--- a/f\n+++ /dev/null\n@@ -1,1 +0,0 @@\n-a',
    );
  });

  test('applied to the old text gives the new one', () => {
    const text = fc
      .array(fc.constantFrom('a', 'b', 'c', ''), { maxLength: 40 })
      .map((lines) => lines.join('\n'));
    fc.assert(
      fc.property(text, text, (before, after) => {
        expect(apply(before, unifiedDiff({ file: 'f', before, after }))).toBe(after);
      }),
      { numRuns: 500 },
    );
  });
});

/** What patch(1) does: takes the lines between hunks over, and checks those that a hunk says are there. */
function apply(before: string, diff: string): string {
  const old = linesOf(before);
  const result: string[] = [];
  let at = 0;
  for (const line of diff.replaceAll('\n\\ No newline', '\\ No newline').split('\n').slice(2)) {
    const hunk = /^@@ -(\d+),(\d+) \+(\d+),(\d+) @@$/.exec(line);
    if (hunk !== null) {
      const start = Number(hunk[1]) - (hunk[2] === '0' ? 0 : 1);
      result.push(...old.slice(at, start));
      at = start;
      expect(result).toHaveLength(Number(hunk[3]) - (hunk[4] === '0' ? 0 : 1));
      continue;
    }
    if (line[0] !== '+') expect(old[at++]).toBe(line.slice(1));
    if (line[0] !== '-') result.push(line.slice(1));
  }
  const lines = [...result, ...old.slice(at)];
  return lines
    .map((line) => (line.endsWith(noNewline) ? line.slice(0, -noNewline.length) : `${line}\n`))
    .join('');
}

const noNewline = '\\ No newline at end of file';

function linesOf(text: string): string[] {
  const lines = text.split('\n');
  const last = lines.pop() ?? '';
  return last === '' ? lines : [...lines, last + noNewline];
}
