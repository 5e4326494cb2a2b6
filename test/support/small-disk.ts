import { execFile, spawnSync } from 'node:child_process';
import { rm, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { testDir } from './parts.ts';

const run = promisify(execFile);

/** Whether we may mount a file system of our own (CAP_SYS_ADMIN): a test that needs one is skipped where we may not. */
export const mayMount = spawnSync('unshare', ['--mount', 'true']).status === 0;

/** A real disk that is soon full. */
export interface SmallDisk {
  readonly path: string;
  /** Takes all room but so many bytes. */
  fill(left?: number): Promise<void>;
  /** Gives it back. */
  makeRoom(): Promise<void>;
  remove(): Promise<void>;
}

/** Mounts a file system of so many megabytes in a folder below the temporary folder. @param at the folder; a new one when absent */
export async function smallDisk(megabytes: number, at?: string): Promise<SmallDisk> {
  const { path, remove } =
    at === undefined ? await testDir() : { path: at, remove: () => rm(at, { recursive: true }) };
  await run('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', path]);
  const filling = join(path, 'filling');
  return {
    path,
    fill: async (left = 0) => {
      const { bavail, bsize } = await statfs(path);
      await writeFile(filling, Buffer.alloc(Math.max(0, bavail * bsize - left)));
    },
    makeRoom: () => rm(filling),
    remove: async () => {
      await run('umount', [path]);
      await remove();
    },
  };
}
