import { type FSWatcher, watch } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

export interface FolderWatchOptions {
  readonly folders: readonly string[];
  /** Which files of the folders count. */
  readonly belongs: (name: string) => boolean;
  /** Told once the files are quiet after a change. Never called again before it has resolved. */
  readonly changed: () => Promise<void>;
  /** How long nothing may have been written before a change counts as whole, in ms. */
  readonly quietMs?: number;
  /** How often the folders are looked at all the same, in ms: some file systems (NFS, some containers) tell nothing. */
  readonly pollMs?: number;
}

/**
 * Watches folders that people edit. Editors write in parts, rename, remove and create: whatever the manner, `changed`
 * is told when the files have been as they are for a while. A folder that goes away is found again when it is back.
 */
export class FolderWatch {
  readonly #options: FolderWatchOptions;
  readonly #quietMs: number;
  readonly #pollMs: number;
  readonly #watchers = new Map<string, FSWatcher>();
  /** What the folders looked like when `changed` was told last. */
  #seen = '';
  #quiet: NodeJS.Timeout | undefined;
  #poll: NodeJS.Timeout | undefined;
  #running: Promise<void> = Promise.resolve();
  #closed = false;

  private constructor(options: FolderWatchOptions) {
    this.#options = options;
    this.#quietMs = options.quietMs ?? 200;
    this.#pollMs = options.pollMs ?? 2_000;
  }

  /** Begins to watch; what is there already is no change. */
  static async open(options: FolderWatchOptions): Promise<FolderWatch> {
    const own = new FolderWatch(options);
    own.#watchFolders();
    own.#seen = await own.#fingerprint();
    own.#schedulePoll();
    return own;
  }

  /** Ends it; resolves when a `changed` under way has ended. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#quiet);
    clearTimeout(this.#poll);
    for (const watcher of this.#watchers.values()) watcher.close();
    this.#watchers.clear();
    await this.#running;
  }

  #watchFolders(): void {
    for (const folder of this.#options.folders) {
      if (this.#watchers.has(folder)) continue;
      try {
        const watcher = watch(folder, { persistent: false }, (_event, name) => {
          if (name === null || this.#options.belongs(name)) this.#touched();
        });
        watcher.on('error', () => this.#forget(folder));
        this.#watchers.set(folder, watcher);
      } catch {
        // It is not there, or the machine has no watches left: the poll sees changes all the same.
      }
    }
  }

  #forget(folder: string): void {
    this.#watchers.get(folder)?.close();
    this.#watchers.delete(folder);
  }

  #touched(): void {
    if (this.#closed) return;
    clearTimeout(this.#quiet);
    this.#quiet = setTimeout(() => this.#look(), this.#quietMs);
    this.#quiet.unref();
  }

  /** One look at a time: tells of a change, or waits on while files are still being written. */
  #look(): void {
    this.#running = this.#running.then(async () => {
      const now = await this.#fingerprint();
      if (this.#closed || now === this.#seen) return;
      this.#seen = now;
      await this.#options.changed().catch(() => {});
      // Written to while it was read: once more, when it is quiet.
      if ((await this.#fingerprint()) !== now) this.#touched();
    });
  }

  #schedulePoll(): void {
    this.#poll = setTimeout(async () => {
      // A folder that was replaced has a new inode: its watch is dead and is made anew.
      const now = await this.#fingerprint();
      if (this.#closed) return;
      if (now !== this.#seen) {
        for (const folder of this.#options.folders) this.#forget(folder);
        this.#touched();
      }
      this.#watchFolders();
      this.#schedulePoll();
    }, this.#pollMs);
    this.#poll.unref();
  }

  /** Names, sizes and times of all files: changes whenever something is written. */
  async #fingerprint(): Promise<string> {
    const { folders, belongs } = this.#options;
    const lines = await Promise.all(
      folders.map(async (folder) => {
        const names = (await readdir(folder).catch(() => [])).filter(belongs).sort();
        return Promise.all(
          names.map(async (name) => {
            const found = await stat(join(folder, name)).catch(() => undefined);
            return `${folder}/${name} ${found?.size} ${found?.mtimeMs} ${found?.ino}`;
          }),
        );
      }),
    );
    return lines.flat().join('\n');
  }
}
