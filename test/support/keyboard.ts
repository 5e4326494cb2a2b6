import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@jest/globals';
import type { Page } from 'playwright-core';
import { projectDir } from './parts.ts';

const focused = readFileSync(join(projectDir, 'test/support/in-page/focused.js'), 'utf8');

/** What has the focus, by its id or text; `not to be seen` where nothing shows it. */
export async function focusedOn(page: Page): Promise<string> {
  return String(await page.evaluate(focused));
}

/** Presses Tab until something with this id or text has the focus, which must always be seen. */
export async function tabTo(page: Page, name: string): Promise<void> {
  for (let presses = 0; presses < 80; presses++) {
    await page.keyboard.press('Tab');
    const found = await focusedOn(page);
    expect(found).not.toBe('not to be seen');
    if (found === name) return;
  }
  throw new Error(`the focus never comes to "${name}"`);
}
