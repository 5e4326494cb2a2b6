import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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

  const patch = spawnSync('patch', ['--version']).status === 0 ? test : test.skip;
  patch('is what patch(1) makes the new text from', () => {
    const dir = mkdtempSync(join(tmpdir(), 'centralino-diff-'));
    const text = fc
      .array(fc.constantFrom('a', 'b', 'c', ''), { maxLength: 30 })
      .map((lines) => lines.join('\n'));
    try {
      fc.assert(
        fc.property(text, text, (before, after) => {
          fc.pre(before !== after);
          const file = join(dir, 'f');
          writeFileSync(file, before);
          const input = `${unifiedDiff({ file: 'f', before, after })}\n`;
          const run = spawnSync('patch', ['-p1', '--posix', '-s'], { cwd: dir, input, encoding: 'utf8' });
          expect(run.stdout + run.stderr).toBe('');
          expect(readFileSync(file, 'utf8')).toBe(after);
        }),
        { numRuns: 100 },
      );
    } finally {
      rmSync(dir, { recursive: true });
    }
  });
});
