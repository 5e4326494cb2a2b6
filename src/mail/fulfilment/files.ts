import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Writes a file that is not there yet, all of it, down to the disk. @throws an Error of Node; nothing is left then */
export async function writeWhole(path: string, content: Uint8Array | string): Promise<void> {
  try {
    const file = await open(path, 'wx', 0o640);
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') await rm(path, { force: true });
    throw error;
  }
}

/** Puts a file in the place of another, whole. @param beside a path in the same file system, for the meantime */
export async function replaceWhole(path: string, beside: string, content: string): Promise<void> {
  await writeWhole(beside, content);
  await rename(beside, path);
  await syncFolder(dirname(path));
}

/** Has the names in a folder written down to the disk. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** `ENOENT` and the like. */
export function codeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
