import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { z } from 'zod';
import { projectDir } from './parts.ts';

const found = z.object({
  violations: z.array(
    z.object({
      id: z.string(),
      impact: z.string().nullable(),
      nodes: z.array(z.object({ html: z.string() })),
    }),
  ),
});
/** WCAG 2.2 at level AA, and what axe calls good practice. */
const run = `axe.run(document, {
  resultTypes: ['violations'],
  runOnly: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] },
})`;
const source = readFile(join(projectDir, 'node_modules/axe-core/axe.min.js'), 'utf8');

/** What axe finds wrong with a page as it is now: the rule, how bad it is, and the first element. */
export async function axeFindings(page: Page): Promise<readonly string[]> {
  if (!(await page.evaluate("typeof axe === 'object'"))) await page.evaluate(await source);
  const { violations } = found.parse(await page.evaluate(run));
  return violations.map(({ id, impact, nodes }) => `${impact} ${id}: ${nodes[0]?.html.slice(0, 120)}`);
}
