import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Everything that ops staff write, as it stood at one moment: texts by `flows/NAME.yaml`, `prompts/NAME.yaml` and `prompts/LANGUAGE/NAME.yaml`. */
export interface Content {
  /** Twelve hexadecimal digits that follow from the texts alone: the same files give the same version anywhere. */
  readonly version: string;
  readonly files: ReadonlyMap<string, string>;
}

/** Where the files of a version are on this machine. */
export interface ContentFolders {
  readonly flowsDir: string;
  readonly promptsDir: string;
}

/** The path of a file of a version: `prompts/it/saluto.yaml` in the folder of prompts. */
export function pathOf(file: string, { flowsDir, promptsDir }: ContentFolders): string {
  const [top, ...rest] = file.split('/');
  return join(top === 'flows' ? flowsDir : promptsDir, ...rest);
}

/** A folder or file cannot be read. `mend` says what to do. */
export class ContentError extends Error {
  readonly file: string;
  readonly mend: string;

  constructor(file: string, message: string, mend: string) {
    super(message);
    this.name = 'ContentError';
    this.file = file;
    this.mend = mend;
  }
}

/** Flows and prompts are written by hand; what is larger is something else. */
const maxBytes = 4_000_000;

/**
 * Reads flows/ and prompts/ as they are now. Dialog tests (`*.test.yaml`) and recordings are no part of a version.
 * @throws ContentError for a folder or file that cannot be read
 */
export async function readContent(flowsDir: string, promptsDir: string): Promise<Content> {
  const [flows, prompts] = await Promise.all([
    readFolder('flows', flowsDir),
    readFolder('prompts', promptsDir),
  ]);
  return contentOf(new Map([...flows, ...prompts]));
}

/** Texts with the version that follows from them. */
export function contentOf(files: ReadonlyMap<string, string>): Content {
  const sorted = [...files].sort(([a], [b]) => (a < b ? -1 : 1));
  const version = createHash('sha256').update(JSON.stringify(sorted)).digest('hex').slice(0, 12);
  return { version, files: new Map(sorted) };
}

/** Whether a file in flows/ or prompts/ belongs to a version. */
export function belongs(name: string): boolean {
  return name.endsWith('.yaml') && !name.endsWith('.test.yaml') && !name.startsWith('.');
}

async function readFolder(as: string, dir: string): Promise<[string, string][]> {
  const entries = await readdir(dir, { withFileTypes: true }).catch((error: unknown) => {
    throw unreadable(dir, error, 'Put the folder back, or correct FLOWS_DIR and PROMPTS_DIR');
  });
  const read = entries.map(async (entry): Promise<[string, string][]> => {
    const { name } = entry;
    if (entry.isDirectory()) return isPart(name) ? await readFolder(`${as}/${name}`, join(dir, name)) : [];
    return belongs(name) ? [[`${as}/${name}`, await readText(join(dir, name))]] : [];
  });
  return (await Promise.all(read)).flat();
}

/** Folders hold a language's texts; recordings are no texts, and hidden folders belong to editors. */
function isPart(folder: string): boolean {
  return /^[a-z]{2}$/.test(folder);
}

async function readText(file: string): Promise<string> {
  const mend = 'Make it a readable text file, or remove it';
  try {
    const found = await stat(file);
    // A pipe or a device could keep the reader waiting.
    if (!found.isFile()) throw new ContentError(file, 'it is not a file', mend);
    const { size } = found;
    if (size > maxBytes)
      throw new ContentError(file, `it has ${size} bytes; ${maxBytes} are allowed`, 'Split it');
    return await readFile(file, 'utf8');
  } catch (error) {
    throw error instanceof ContentError ? error : unreadable(file, error, mend);
  }
}

function unreadable(file: string, error: unknown, mend: string): ContentError {
  const code =
    typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : 'unknown';
  return new ContentError(file, `it cannot be read (${code})`, mend);
}
