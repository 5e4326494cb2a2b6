/** docs/metrics.md names every metric, as the code has it. `UPDATE_DOCS=1` writes its table anew. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { metricsTable } from '../src/metrics/table.ts';
import { projectDir } from './support/parts.ts';

const file = join(projectDir, 'docs/metrics.md');
const mark = 'a test compares them. -->\n\n';

test('the table in docs/metrics.md is that of the code', async () => {
  const text = await readFile(file, 'utf8');
  const begins = text.indexOf(mark) + mark.length;
  expect(begins).toBeGreaterThan(mark.length);
  const written = text.slice(0, begins) + metricsTable();
  if (process.env['UPDATE_DOCS'] === '1') await writeFile(file, written);
  else expect(text).toBe(written);
});
