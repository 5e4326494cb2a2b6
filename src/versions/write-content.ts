import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { FileChange } from './changes.ts';
import { type ContentFolders, pathOf } from './content.ts';

/**
 * Makes changes in flows/ and prompts/: every file appears whole or not at all, and when one cannot be written those
 * before it are put back.
 * @throws Error of the file system; the folders are then as they were
 */
export async function writeChanges(changes: readonly FileChange[], folders: ContentFolders): Promise<void> {
  const done: { path: string; text: string | undefined }[] = [];
  try {
    for (const { file, after } of changes) {
      const path = pathOf(file, folders);
      const text = await readFile(path, 'utf8').catch(() => undefined);
      await put(path, after);
      done.push({ path, text });
    }
  } catch (error) {
    for (const { path, text } of done.reverse()) await put(path, text);
    throw error;
  }
}

async function put(path: string, text: string | undefined): Promise<void> {
  if (text === undefined) return rm(path, { force: true });
  // A name that begins with a dot belongs to no version, so that nobody reads it half written.
  const beside = join(dirname(path), `.${basename(path)}.${randomBytes(4).toString('hex')}`);
  await mkdir(dirname(path), { recursive: true });
  const mode = await stat(path).then(
    (found) => found.mode & 0o777,
    () => 0o644,
  );
  try {
    await writeFile(beside, text, { mode, flush: true });
    await rename(beside, path);
  } finally {
    await rm(beside, { force: true });
  }
}
