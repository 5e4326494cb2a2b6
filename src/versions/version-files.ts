import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { type Content, contentOf } from './content.ts';

/** What one version is remembered by. */
export interface Publication {
  readonly version: string;
  /** Who made it live: staff, never a caller. */
  readonly author: string;
  /** ISO date-time. */
  readonly at: string;
  readonly message: string;
}

/** Publications that are kept. */
export const keptVersions = 50;

const stored = z.object({
  version: z.string(),
  author: z.string(),
  at: z.string(),
  message: z.string(),
  files: z.record(z.string(), z.string()),
});

/** `20261122T093000123Z-0123456789ab.json`: sorts by time, and tells its version without being opened. */
const fileName = /^\d{8}T\d{9}Z-([0-9a-f]{12})\.json$/;

/**
 * The published versions of flows and prompts: one JSON file each, with all its texts, in a folder that engines share
 * (as they share the rendered audio) and that the command line reads while they run. No lock is needed: a file is
 * written beside and renamed, and two engines that publish the same version at once are read as one.
 */
export class VersionFiles {
  readonly #dir: string;

  constructor(dir: string) {
    this.#dir = dir;
  }

  /** The newest first; at most as many as are kept. */
  async list(): Promise<readonly Publication[]> {
    const all = await Promise.all((await this.#names()).map((name) => this.#read(name)));
    return all.flatMap((one) => {
      if (one === undefined) return [];
      const { files: _files, ...publication } = one;
      return [publication];
    });
  }

  /** The texts of a version; undefined when it is not kept, or its file is damaged. */
  async content(version: string): Promise<Content | undefined> {
    const names = await this.#names();
    const name = names.find((one) => versionIn(one) === version);
    const found = name === undefined ? undefined : await this.#read(name);
    if (found === undefined) return undefined;
    const content = contentOf(new Map(Object.entries(found.files)));
    // Somebody edited the file, or the disk lies: it is not that version.
    return content.version === version ? content : undefined;
  }

  /** Keeps a version that went live, unless it is the newest already; forgets the oldest beyond those kept. */
  async publish(content: Content, by: Omit<Publication, 'version'>): Promise<void> {
    const { version } = content;
    const [newest] = await this.#names();
    if (newest !== undefined && versionIn(newest) === version) return;
    await mkdir(this.#dir, { recursive: true });
    const name = `${by.at.replace(/[-:.]/g, '')}-${version}.json`;
    const beside = join(this.#dir, `.${randomBytes(6).toString('hex')}.tmp`);
    const record = { version, author: by.author, at: by.at, message: by.message };
    await writeFile(beside, JSON.stringify({ ...record, files: Object.fromEntries(content.files) }), {
      flush: true,
    });
    await rename(beside, join(this.#dir, name));
    const old = (await this.#all()).slice(keptVersions);
    await Promise.all(old.map((one) => rm(join(this.#dir, one), { force: true })));
  }

  /** Takes the newest publication back if it is this version: what it announced did not happen. */
  async withdraw(version: string): Promise<void> {
    const [newest] = await this.#all();
    if (newest !== undefined && versionIn(newest) === version)
      await rm(join(this.#dir, newest), { force: true });
  }

  /** All publications, the newest first. */
  async #all(): Promise<string[]> {
    const names = await readdir(this.#dir).catch((error: unknown) => {
      if (typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT')
        return [];
      throw error;
    });
    return names.filter((name) => fileName.test(name)).sort((a, b) => (a < b ? 1 : -1));
  }

  /** The same without repetitions: of engines that published one version together, the first one counts. */
  async #names(): Promise<string[]> {
    const all = await this.#all();
    return all
      .filter((name, index) => versionIn(name) !== versionIn(all[index + 1] ?? ''))
      .slice(0, keptVersions);
  }

  async #read(name: string): Promise<z.infer<typeof stored> | undefined> {
    const text = await readFile(join(this.#dir, name), 'utf8').catch(() => undefined);
    return text === undefined ? undefined : stored.safeParse(parseJson(text)).data;
  }
}

function versionIn(name: string): string | undefined {
  return fileName.exec(name)?.[1];
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
