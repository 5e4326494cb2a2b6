import { readFile, stat } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { dirname, join, resolve } from 'node:path';

/** Who changed files, as far as the machine knows, and what they said about it. */
export interface Authorship {
  readonly author: string;
  /** The subject of their git commit, if the change came by one. */
  readonly message: string | undefined;
}

/** A commit, a pull or a checkout writes the files and then its log; in between there is little time. */
const graceMs = 5_000;

/**
 * Who made files what they are: the name in the newest line of git's log (.git/logs/HEAD) where git has acted since
 * they were written, else the user who owns the file that was written last. Starts no process: in a large engine
 * that would be heard. Never rejects.
 */
export async function authorshipOf(paths: readonly string[]): Promise<Authorship> {
  const stats = (await Promise.all(paths.map((path) => stat(path).catch(() => undefined)))).filter(
    (one) => one !== undefined,
  );
  const newest = stats.sort((a, b) => b.mtimeMs - a.mtimeMs)[0];
  const entry = paths[0] === undefined ? undefined : await lastGitEntry(dirname(resolve(paths[0])));
  if (entry !== undefined && (newest === undefined || entry.at + graceMs > newest.mtimeMs))
    return { author: entry.name, message: entry.message };
  return { author: await userName(newest?.uid), message: undefined };
}

async function lastGitEntry(
  from: string,
): Promise<{ name: string; at: number; message: string } | undefined> {
  const log = await gitLog(from);
  const line = log?.trimEnd().split('\n').at(-1) ?? '';
  // old new Name <mail> seconds zone<TAB>what: subject
  const match = /^\S+ \S+ (.+) <[^>]*> (\d+) \S+\t(.*)$/.exec(line);
  if (match === null) return undefined;
  const [, name = '', seconds, message = ''] = match;
  return { name, at: Number(seconds) * 1000, message: message.replace(/^commit(?: \([a-z]+\))?: /, '') };
}

async function gitLog(from: string): Promise<string | undefined> {
  for (let dir = from; ; dir = dirname(dir)) {
    const git = join(dir, '.git');
    const found = await stat(git).catch(() => undefined);
    if (found !== undefined) {
      // In a work tree of its own, .git is a file that says where it really is.
      const pointer = found.isFile() ? /^gitdir: (.+)$/m.exec(await textOf(git))?.[1] : undefined;
      return textOf(join(pointer === undefined ? git : resolve(dir, pointer), 'logs/HEAD'));
    }
    if (dirname(dir) === dir) return undefined;
  }
}

async function textOf(path: string): Promise<string> {
  return readFile(path, 'utf8').catch(() => '');
}

async function userName(uid: number | undefined): Promise<string> {
  const own = userInfo();
  if (uid === undefined || uid === own.uid) return own.username;
  const users = (await textOf('/etc/passwd')).split('\n').map((line) => line.split(':'));
  return users.find((user) => user[2] === String(uid))?.[0] ?? `user ${uid}`;
}
