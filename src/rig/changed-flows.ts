import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A change of a file of flows/: the file, text in it, text in its place. */
export type FlowChange = readonly [file: string, from: string | RegExp, to: string];

/**
 * Copies flows for a line that is only tried out, and changes them.
 * @throws Error for a change that changes nothing
 */
export async function copyFlows(from: string, to: string, changes: readonly FlowChange[]): Promise<void> {
  // Dialog tests hold numbers and codes that would be taken for leaks.
  await cp(from, to, { recursive: true, filter: (path) => !path.endsWith('.test.yaml') });
  for (const [file, before, after] of changes) {
    const path = join(to, file);
    const text = await readFile(path, 'utf8');
    const changed = text.replace(before, after);
    if (changed === text) throw new Error(`${file} does not hold "${before}" any more: mend what changes it`);
    await writeFile(path, changed);
  }
}
