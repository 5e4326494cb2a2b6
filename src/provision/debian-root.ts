/**
 * A folder of Debian packages, made without root: the machine's apt-get with a configuration of its own downloads
 * (and verifies the signatures), dpkg-deb unpacks. Programs run through the folder's own loader and libraries.
 */
import { mkdir, readdir, readFile, rename, rm, statfs, symlink, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { basename, join } from 'node:path';
import { Apt } from './apt.ts';
import { isNeeded, type PackageSet, UNREAD } from './debian-packages.ts';
import { withLock } from './lock.ts';
import { lastLine, type Program, type Report, run } from './program.ts';
import { ProvisionError } from './provision-error.ts';

/** The Debian release that Asterisk 22 and Redis 8 come from. */
export const SUITE = 'forky';

/** To be raised with every change of what a folder holds, so that old folders are made anew. */
const LAYOUT = 2;

/** Where the programs of `PackageSet.native` can be started by their names. */
export const NATIVE = 'bin-native';

const STAMP = 'centralino-stamp.json';
const LOCK_TIMEOUT_MS = 15 * 60_000;
/** Disk space for the download and the unpacked files, as a multiple of the download; measured 3.9. */
const SPACE_FACTOR = 4.2;
const INDEX_BYTES = 60e6;

/** Where the loader and the libraries are, by processor. */
const PLATFORMS: Readonly<Record<string, { loader: string; triplet: string }>> = {
  x64: { loader: 'usr/lib64/ld-linux-x86-64.so.2', triplet: 'x86_64-linux-gnu' },
  arm64: { loader: 'usr/lib/ld-linux-aarch64.so.1', triplet: 'aarch64-linux-gnu' },
};

/** Libraries that their users find by an absolute path, which is another here (espeak-ng: libpulse). */
const PRIVATE_LIBRARIES = 'pulseaudio';

/** A complete folder of Debian packages. */
export interface DebianRoot {
  readonly path: string;
  /** Its library folder, e.g. PATH/usr/lib/x86_64-linux-gnu. */
  readonly libraries: string;
  /** How to start a program of the folder, e.g. `usr/sbin/asterisk`. */
  program(relativePath: string): Program;
}

/** Why packages cannot be had on this machine, in a few words; undefined when they can. */
export async function whyNoDebianRoot(): Promise<string | undefined> {
  if (PLATFORMS[process.arch] === undefined) return `not for the processor ${process.arch}`;
  for (const [command, args] of [
    ['apt-get', ['--version']],
    ['dpkg-deb', ['--version']],
    ['flock', ['--version']],
  ] as const) {
    const { code } = await run({ command, args: [] }, args, 10_000);
    if (code !== 0) return `${command} is missing`;
  }
  return undefined;
}

/**
 * The folder TOOLS/debian-NAME, made when it is not there or was made from another list. Safe when several
 * processes ask at once and when one is killed in the middle: the folder appears under its name only when complete.
 * @throws ProvisionError when there is no network, no space, or a program does not run
 */
export async function debianRoot(toolsDir: string, set: PackageSet, report: Report): Promise<DebianRoot> {
  const path = join(toolsDir, `debian-${set.name}`);
  const stamp = stampOf(set, path);
  if (await hasStamp(path, stamp)) return rootAt(path);
  await withLock(
    join(toolsDir, `${set.name}.lock`),
    LOCK_TIMEOUT_MS,
    () => report({ step: 'wait', detail: 'another process is preparing the same folder' }),
    async () => {
      if (!(await hasStamp(path, stamp))) await make(path, set, stamp, report);
    },
  );
  return rootAt(path);
}

async function make(path: string, set: PackageSet, stamp: string, report: Report): Promise<void> {
  const work = `${path}.new`;
  const root = join(work, 'root');
  await rm(work, { recursive: true, force: true });
  await mkdir(root, { recursive: true });
  try {
    report({ step: 'index', detail: `reading the package list of Debian ${SUITE}` });
    const apt = await Apt.open(join(work, 'apt'), SUITE);
    await apt.update();
    const wanted = (name: string) => (set.alone ? set.packages.includes(name) : isNeeded(name));
    const files = (await apt.filesFor(set.packages)).filter((file) => wanted(file.packageName));
    const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
    await assertSpace(work, bytes * SPACE_FACTOR + INDEX_BYTES);
    const megabytes = Math.round(bytes / 1e6);
    const debs = await apt.download(files, (done) => {
      report({
        step: 'download',
        fraction: done / files.length,
        detail: `${done}/${files.length} packages, ${megabytes} MB`,
      });
    });
    await unpackAll(root, debs, report);
    for (const [link, target] of set.links) await symlink(target, join(root, link));
    if (set.scripted !== undefined) await makeScripts(root, set.scripted);
    if (set.native !== undefined) await makeNative(root, path, set.native);
    await checkPrograms(root, set);
    await writeFile(join(root, STAMP), stamp, { flush: true });
    await rm(path, { recursive: true, force: true });
    await rename(root, path);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function unpackAll(root: string, debs: readonly string[], report: Report): Promise<void> {
  // Debian's folders are merged into usr/; a package may still name the old ones.
  for (const name of ['bin', 'sbin', 'lib', 'lib64']) {
    await mkdir(join(root, 'usr', name), { recursive: true });
    await symlink(`usr/${name}`, join(root, name));
  }
  const queue = [...debs];
  let done = 0;
  const worker = async () => {
    for (let deb = queue.pop(); deb !== undefined; deb = queue.pop()) {
      const { code, stderr } = await run({ command: 'dpkg-deb', args: [] }, ['-x', deb, root], 120_000);
      if (code !== 0) throw new ProvisionError(`cannot unpack ${deb}: ${lastLine(stderr)}`);
      await rm(deb);
      done++;
      report({ step: 'unpack', fraction: done / debs.length, detail: `${done}/${debs.length} packages` });
    }
  };
  await Promise.all(Array.from({ length: Math.min(4, availableParallelism()) }, worker));
  for (const unread of UNREAD) await rm(join(root, unread), { recursive: true, force: true });
}

/** Puts a script in the place of each program of NAME/VERSION/bin that starts it through the folder's loader. */
async function makeScripts(root: string, folder: string): Promise<void> {
  const { loader, triplet } = platform();
  for (const version of await readdir(join(root, folder))) {
    const bin = join(root, folder, version, 'bin');
    for (const name of await readdir(bin)) {
      const script = [
        '#!/bin/sh',
        'self=$(readlink -f "$0")',
        `root=$\{self%/${folder}/*}`,
        `exec "$root/${loader}" --library-path "$root/usr/lib/${triplet}" --argv0 "$self" "$self.real" "$@"`,
        '',
      ].join('\n');
      await rename(join(bin, name), join(bin, `${name}.real`));
      await writeFile(join(bin, name), script, { mode: 0o755 });
    }
  }
}

/** Writes the loader and the libraries of the folder, which will be at `path`, into its programs, and links them. */
async function makeNative(root: string, path: string, native: NonNullable<PackageSet['native']>) {
  const { loader } = platform();
  const patchelf = rootAt(root).program('usr/bin/patchelf');
  const links = join(root, NATIVE);
  await mkdir(links);
  for (const [program, names] of Object.entries(native)) {
    const file = join(root, program);
    const { code: linked } = await run(patchelf, ['--print-interpreter', file], 20_000);
    if (linked === 0) {
      // RPATH, which libraries' own libraries are found by too.
      const paths = [
        '--set-interpreter',
        join(path, loader),
        '--force-rpath',
        '--set-rpath',
        rootAt(path).libraries,
      ];
      const { code, stderr } = await run(patchelf, [...paths, file], 60_000);
      if (code !== 0)
        throw new ProvisionError(`cannot write the loader's place into ${program}: ${lastLine(stderr)}`);
    }
    for (const name of [basename(program), ...names]) await symlink(join('..', program), join(links, name));
  }
}

async function checkPrograms(root: string, set: PackageSet): Promise<void> {
  for (const [path, ...args] of set.check) {
    const { code, stderr, stdout } = await run(rootAt(root).program(path), args, 20_000);
    if (code !== 0) {
      throw new ProvisionError(
        `${path} of Debian ${SUITE} does not run here: ${lastLine(stderr) || lastLine(stdout)}`,
      );
    }
  }
}

async function assertSpace(folder: string, bytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  const missing = bytes - bavail * bsize;
  if (missing > 0) {
    const megabytes = (n: number) => Math.ceil(n / 1e6);
    throw new ProvisionError(
      `not enough disk space under ${folder}: ${megabytes(bytes)} MB are needed, ${megabytes(missing)} MB are missing; free them and try again`,
    );
  }
}

function platform(): { loader: string; triplet: string } {
  const found = PLATFORMS[process.arch];
  if (found === undefined) throw new ProvisionError(`no Debian packages for the processor ${process.arch}`);
  return found;
}

function rootAt(path: string): DebianRoot {
  const { loader, triplet } = platform();
  const libraries = join(path, 'usr/lib', triplet);
  const program = (relativePath: string) => {
    const file = join(path, relativePath);
    return {
      command: join(path, loader),
      args: ['--library-path', `${libraries}:${libraries}/${PRIVATE_LIBRARIES}`, '--argv0', file, file],
    };
  };
  return { path, libraries, program };
}

function stampOf(set: PackageSet, path: string): string {
  const { packages, native } = set;
  return JSON.stringify({ layout: LAYOUT, suite: SUITE, packages, ...(native && { native, path }) });
}

async function hasStamp(path: string, stamp: string): Promise<boolean> {
  return (await readFile(join(path, STAMP), 'utf8').catch(() => '')) === stamp;
}
