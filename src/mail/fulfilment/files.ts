import fs from 'node:fs';
import { rename, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import { promisify } from 'node:util';

// By number: a letter is a dozen of these, and file handles as objects cost a good part of a millisecond.
const [open, close, fsync, writeFile] = [
  promisify(fs.open),
  promisify(fs.close),
  promisify(fs.fsync),
  promisify(fs.writeFile),
];

/** Writes a file that is not there yet, all of it, down to the disk. @throws an Error of Node; nothing is left then */
export async function writeWhole(path: string, content: Uint8Array | string): Promise<void> {
  try {
    const file = await open(path, 'wx', 0o640);
    try {
      await writeFile(file, content);
      await fsync(file);
    } finally {
      await close(file);
    }
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') await removed(path);
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
    await fsync(folder);
  } finally {
    await close(folder);
  }
}

/** Removes a file. @returns whether it was there */
export async function removed(path: string): Promise<boolean> {
  try {
    await unlink(path);
    return true;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false;
    throw error;
  }
}

/** Has the names in one folder written down, for all who wait at the time with one turn of the disk. */
export class FolderSync {
  readonly #path: string;
  #underWay: Promise<void> | undefined;
  #next: Promise<void> | undefined;

  constructor(path: string) {
    this.#path = path;
  }

  get idle(): boolean {
    return this.#underWay === undefined;
  }

  /** Resolves when what is in the folder now is written down. */
  async done(): Promise<void> {
    if (this.#underWay === undefined) {
      this.#underWay = syncFolder(this.#path).finally(() => {
        this.#underWay = undefined;
      });
      return this.#underWay;
    }
    // What is under way may have begun too early.
    this.#next ??= this.#underWay
      .catch(() => {})
      .then(() => {
        this.#next = undefined;
        return this.done();
      });
    return this.#next;
  }
}

/** `ENOENT` and the like. */
export function codeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
