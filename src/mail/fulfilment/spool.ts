import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { link, mkdir, readdir, rename, rm, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { Hindrance } from './faults.ts';
import { codeOf, FolderSync, removed, replaceWhole, writeWhole } from './files.ts';
import { csvOf, jsonLinesOf, type ManifestLine } from './manifest.ts';

/** A letter as it lies in the spool. */
export interface SpooledLetter {
  /** In hexadecimal. */
  readonly sha256: string;
  readonly bytes: number;
}

/** The folder of a batch was closed: the letter belongs into the next one. */
export class BatchClosed extends Error {}

/** For so long the free space that was found is believed: some letters more, of the many megabytes that stay free. */
const freeForMs = 500;
/** Not one more letter fits, for reasons that only people can mend. */
const machineIsFull: ReadonlySet<string | undefined> = new Set(['ENOSPC', 'EDQUOT', 'EROFS', 'EFBIG']);

/**
 * Where letters lie until the post takes them: `NAME/REFERENCE.pdf`, a folder a batch, and at the end its manifest. What
 * is there under its name is whole and never changes.
 *
 * A letter is written beside, under `.open/ID`, and linked to its place. The first link wins, whoever writes the same
 * letter at once; and since a batch is closed by taking `.open/ID` away, no letter can get into it any more after that,
 * not even from a process that has been asleep since before.
 */
export class Spool {
  readonly #dir: string;
  readonly #minFreeBytes: number;
  #free: { readonly bytes: number; readonly until: number } | undefined;
  readonly #syncs = new Map<string, FolderSync>();

  /** @param minFreeBytes below that much free space nothing is written */
  constructor(dir: string, minFreeBytes: number) {
    this.#dir = dir;
    this.#minFreeBytes = minFreeBytes;
  }

  folder(name: string): string {
    return join(this.#dir, name);
  }

  /** Makes room for a new batch. @param id never used before @throws Hindrance */
  async open(id: string): Promise<void> {
    await guarded(() => mkdir(this.#workFolder(id), { recursive: true }));
  }

  /**
   * Puts a letter into an open batch. If it is there already, that one stays: what is told is about the one that lies there.
   * @throws BatchClosed; Hindrance when the disk is full
   */
  async put(id: string, name: string, reference: string, pdf: Uint8Array): Promise<SpooledLetter> {
    const path = this.#path(name, reference);
    return guarded(async () => {
      await this.#hasRoomFor(pdf.byteLength);
      const beside = join(this.#workFolder(id), `${reference}.${randomUUID()}`);
      try {
        await writeWhole(beside, pdf);
        await this.#place(beside, path);
        return { sha256: createHash('sha256').update(pdf).digest('hex'), bytes: pdf.byteLength };
      } catch (error) {
        if (codeOf(error) === 'ENOENT') throw new BatchClosed(name);
        if (codeOf(error) !== 'EEXIST') throw error;
        const there = await this.find(name, reference);
        if (there === undefined) throw new Hindrance('spool-changed');
        return there;
      } finally {
        await removed(beside);
      }
    });
  }

  /** The letter that lies in a batch, read from the disk. */
  async find(name: string, reference: string): Promise<SpooledLetter | undefined> {
    const hash = createHash('sha256');
    let bytes = 0;
    try {
      await pipeline(createReadStream(this.#path(name, reference)), async (chunks: AsyncIterable<Buffer>) => {
        for await (const chunk of chunks) {
          hash.update(chunk);
          bytes += chunk.byteLength;
        }
      });
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return undefined;
      throw error;
    }
    return { sha256: hash.digest('hex'), bytes };
  }

  /** From now on no letter gets into a batch. May be done again. */
  async shut(id: string): Promise<void> {
    const closed = join(this.#dir, '.open', `${id}.closed`);
    try {
      await rename(this.#workFolder(id), closed);
    } catch (error) {
      if (codeOf(error) !== 'ENOENT') throw error;
    }
    await rm(closed, { recursive: true, force: true });
  }

  /** References of the letters that lie in a batch. */
  async references(name: string): Promise<readonly string[]> {
    const files = await readdir(this.folder(name)).catch((error: unknown) => {
      if (codeOf(error) === 'ENOENT') return [];
      throw error;
    });
    return files.filter((file) => file.endsWith('.pdf')).map((file) => file.slice(0, -'.pdf'.length));
  }

  /** Takes a letter out. @returns whether it was there */
  async remove(name: string, reference: string): Promise<boolean> {
    return removed(this.#path(name, reference));
  }

  /** Writes what a closed batch holds: `manifest.csv`, then `manifest.jsonl`, which says that all is there. @throws Hindrance */
  async writeManifest(id: string, name: string, lines: readonly ManifestLine[]): Promise<void> {
    await guarded(async () => {
      const folder = this.folder(name);
      await mkdir(folder, { recursive: true });
      for (const [file, text] of [
        ['manifest.csv', csvOf(lines)],
        ['manifest.jsonl', jsonLinesOf(lines)],
      ] as const) {
        await replaceWhole(
          join(folder, file),
          join(this.#dir, '.open', `${id}.${file}.${randomUUID()}`),
          text,
        );
      }
    });
  }

  /** The folder comes with its first letter. */
  async #place(beside: string, path: string): Promise<void> {
    const folder = dirname(path);
    await link(beside, path).catch(async (error: unknown) => {
      if (codeOf(error) !== 'ENOENT') throw error;
      await mkdir(folder, { recursive: true });
      await link(beside, path);
    });
    await this.#synced(folder);
  }

  /** The names of several letters that come at once are written down together. */
  async #synced(folder: string): Promise<void> {
    const sync = this.#syncs.get(folder) ?? new FolderSync(folder);
    this.#syncs.set(folder, sync);
    await sync.done();
    if (sync.idle) this.#syncs.delete(folder);
  }

  async #hasRoomFor(bytes: number): Promise<void> {
    if (this.#free === undefined || performance.now() > this.#free.until) {
      const { bavail, bsize } = await statfs(this.#dir);
      this.#free = { bytes: bavail * bsize, until: performance.now() + freeForMs };
    }
    if (this.#free.bytes < this.#minFreeBytes + bytes) throw new Hindrance('disk-full', false);
  }

  #workFolder(id: string): string {
    return join(this.#dir, '.open', id);
  }

  #path(name: string, reference: string): string {
    return join(this.folder(name), `${reference}.pdf`);
  }
}

/** What the disk refuses as a hindrance that is not the request's fault. */
async function guarded<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const code = codeOf(error);
    if (machineIsFull.has(code)) throw new Hindrance('disk-full', false);
    if (code === 'EACCES' || code === 'EPERM' || code === 'EIO')
      throw new Hindrance(`spool:${code.toLowerCase()}`, false);
    throw error;
  }
}
