/** Programs that are on the machine already. */
import { accessSync, constants, existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { run } from './program.ts';
import type { AsteriskTool, PostgresTool, Tool } from './tools.ts';
import { atLeast, parseVersion, type Version } from './version.ts';

/** A program that was found, or why it was not taken. */
export type Found<T> = { readonly tool: T } | { readonly why: string };

/** StasisBroadcast came with 22.7. */
const ASTERISK_LEAST: Version = [22, 7];
/** BullMQ wants 6.2; every Valkey is newer. */
const REDIS_LEAST: Version = [6, 2];
/** Italian, Arabic and the other six voices are all in 1.50. */
const ESPEAK_LEAST: Version = [1, 50];
const POSTGRES_LEAST: Version = [14, 0];

export async function machineAsterisk(): Promise<Found<AsteriskTool>> {
  const found = await onPath(['asterisk'], ['-V'], ASTERISK_LEAST);
  if ('why' in found) return found;
  const libraries = ['/usr/lib', '/usr/lib64', '/usr/local/lib', '/usr/local/lib64', ...multiarch()];
  const modulesDir = libraries
    .map((folder) => join(folder, 'asterisk/modules'))
    .find((folder) => existsSync(join(folder, 'app_stasis_broadcast.so')));
  if (modulesDir === undefined) return { why: 'the one on the machine has no app_stasis_broadcast.so' };
  const dataDir = ['/usr/share/asterisk', '/var/lib/asterisk', '/usr/local/share/asterisk'].find((folder) =>
    existsSync(join(folder, 'documentation')),
  );
  if (dataDir === undefined) return { why: 'the one on the machine has no documentation folder' };
  return { tool: { ...found.tool, modulesDir, dataDir } };
}

export function machineRedis(): Promise<Found<Tool>> {
  return onPath(['valkey-server', 'redis-server'], ['--version'], REDIS_LEAST);
}

export function machineEspeak(): Promise<Found<Tool>> {
  return onPath(['espeak-ng'], ['--version'], ESPEAK_LEAST);
}

/** PostgreSQL's server is not on the PATH in Debian: the newest below /usr/lib/postgresql. */
export async function machinePostgres(): Promise<Found<PostgresTool>> {
  const base = '/usr/lib/postgresql';
  const releases = existsSync(base) ? readdirSync(base).map(Number).filter(Number.isInteger) : [];
  const folders = releases.sort((a, b) => b - a).map((release) => join(base, `${release}`, 'bin'));
  const found = await onPath(['postgres'], ['--version'], POSTGRES_LEAST, folders);
  if ('why' in found) return found;
  const initdb = join(found.tool.program.command, '../initdb');
  if (!existsSync(initdb)) return { why: `there is no ${initdb}` };
  return { tool: { ...found.tool, initdb: { command: initdb, args: [] } } };
}

/** The first of these names on the PATH (or in `folders`) that is new enough. */
async function onPath(
  names: readonly string[],
  versionArgs: readonly string[],
  least: Version,
  folders: readonly string[] = [],
): Promise<Found<Tool>> {
  const path = [...folders, ...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin'];
  let why = 'not on the machine';
  for (const name of names) {
    for (const file of new Set(path.filter((folder) => folder !== '').map((folder) => join(folder, name)))) {
      if (!isExecutable(file)) continue;
      const program = { command: file, args: [] };
      const { code, stdout } = await run(program, versionArgs, 10_000);
      const version = parseVersion(stdout);
      if (code !== 0 || version === undefined) why = `${file} does not run`;
      else if (!atLeast(version, least))
        why = `${file} is ${version.join('.')}, ${least.join('.')} is needed`;
      else return { tool: { origin: { from: 'machine', path: file }, version: version.join('.'), program } };
    }
  }
  return { why };
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function multiarch(): string[] {
  return readdirSync('/usr/lib')
    .filter((name) => name.endsWith('-linux-gnu'))
    .map((name) => join('/usr/lib', name));
}
