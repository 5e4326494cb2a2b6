/** Finds the programs of a phone line on the machine, or gets them as Debian packages. */
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { LINE_PACKAGES, POSTGRES_PACKAGES, PROMETHEUS_PACKAGES, SFTP_PACKAGES } from './debian-packages.ts';
import { type DebianRoot, debianRoot, whyNoDebianRoot } from './debian-root.ts';
import { type Found, machineAsterisk, machineEspeak, machinePostgres, machineRedis } from './machine.ts';
import { type Program, type Report, run } from './program.ts';
import { ProvisionError } from './provision-error.ts';
import { type AsteriskTool, describeOrigin, type PostgresTool, type Tool, type Tools } from './tools.ts';
import { parseVersion } from './version.ts';

export interface ProvideOptions {
  /** Where downloaded programs are kept: PROJECT/.centralino/tools. */
  readonly toolsDir: string;
  /** Told what is done and, at the end (`step: 'chosen'`), what was chosen for each program and why. */
  readonly report: Report;
}

/**
 * How to run Asterisk (22.7 or newer), Redis or Valkey, and espeak-ng. For each: one on the machine that is new
 * enough, else Debian packages in `toolsDir`. A second run only looks.
 * @throws ProvisionError in one line when neither way is open
 */
export async function provide(options: ProvideOptions): Promise<Tools> {
  const [asterisk, redis, espeak] = await Promise.all([machineAsterisk(), machineRedis(), machineEspeak()]);
  const missing = [asterisk, redis, espeak].some((found) => 'why' in found);
  const fetched = missing ? await fetchTools(options) : undefined;
  const tools = {
    asterisk: choose('Asterisk', asterisk, fetched?.asterisk, options.report),
    redis: choose('Redis', redis, fetched?.redis, options.report),
    espeak: choose('espeak-ng', espeak, fetched?.espeak, options.report),
  };
  return tools;
}

/** How to run PostgreSQL, for tests. Debian packages only where the machine has none. */
export async function providePostgres(options: ProvideOptions): Promise<PostgresTool> {
  const found = await machinePostgres();
  if ('tool' in found) return choose('PostgreSQL', found, undefined, options.report);
  const no = await whyNoDebianRoot();
  if (no !== undefined) throw new ProvisionError(`PostgreSQL is ${found.why}, and ${no}: install postgresql`);
  const tool = await postgresOf(await debianRoot(options.toolsDir, POSTGRES_PACKAGES, options.report));
  return choose('PostgreSQL', found, tool, options.report);
}

/** How to run OpenSSH's SFTP server, for tests: the program that sshd starts for the subsystem `sftp`. */
export async function provideSftpServer(
  options: Pick<ProvideOptions, 'toolsDir' | 'report'>,
): Promise<Program> {
  const machine = ['/usr/lib/openssh/sftp-server', '/usr/libexec/openssh/sftp-server'].find((path) =>
    existsSync(path),
  );
  if (machine !== undefined) return { command: machine, args: [] };
  const no = await whyNoDebianRoot();
  if (no !== undefined)
    throw new ProvisionError(`sftp-server is not on the machine, and ${no}: install openssh-server`);
  const root = await debianRoot(options.toolsDir, SFTP_PACKAGES, options.report);
  return root.program('usr/lib/openssh/sftp-server');
}

/** How to run promtool, for tests: it reads metrics, alert rules and queries as Prometheus does. */
export async function providePromtool(
  options: Pick<ProvideOptions, 'toolsDir' | 'report'>,
): Promise<Program> {
  const machine = ['/usr/bin/promtool', '/usr/local/bin/promtool'].find((path) => existsSync(path));
  if (machine !== undefined) return { command: machine, args: [] };
  const no = await whyNoDebianRoot();
  if (no !== undefined)
    throw new ProvisionError(`promtool is not on the machine, and ${no}: install prometheus`);
  const root = await debianRoot(options.toolsDir, PROMETHEUS_PACKAGES, options.report);
  return root.program('usr/bin/promtool');
}

async function fetchTools(options: ProvideOptions): Promise<Tools> {
  const no = await whyNoDebianRoot();
  if (no === undefined) return toolsOf(await debianRoot(options.toolsDir, LINE_PACKAGES, options.report));
  throw new ProvisionError(
    `Asterisk >= 22.7, Redis and espeak-ng are not all on this machine, and Debian packages cannot be had here (${no}): install them, or run the line in containers (docker/compose.yaml)`,
  );
}

function choose<T extends Tool>(name: string, found: Found<T>, fetched: T | undefined, report: Report): T {
  const tool = 'tool' in found ? found.tool : fetched;
  if (tool === undefined) throw new ProvisionError(`${name}: ${'why' in found ? found.why : 'not found'}`);
  const why = 'why' in found ? `; ${found.why}` : '';
  report({ step: 'chosen', detail: `${name} ${tool.version} ${describeOrigin(tool.origin)}${why}` });
  return tool;
}

async function toolsOf(root: DebianRoot): Promise<Tools> {
  const espeak = root.program('usr/bin/espeak-ng');
  return {
    asterisk: {
      ...(await toolOf(root, 'usr/sbin/asterisk', ['-V'])),
      modulesDir: join(root.libraries, 'asterisk/modules'),
      dataDir: join(root.path, 'usr/share/asterisk'),
    } satisfies AsteriskTool,
    redis: await toolOf(root, 'usr/bin/redis-server', ['--version']),
    espeak: {
      ...(await toolOf(root, 'usr/bin/espeak-ng', ['--version'])),
      program: { ...espeak, args: [...espeak.args, `--path=${root.libraries}`] },
    },
  };
}

async function toolOf(root: DebianRoot, path: string, versionArgs: readonly string[]): Promise<Tool> {
  const program = root.program(path);
  const { stdout } = await run(program, versionArgs, 20_000);
  const version = parseVersion(stdout)?.join('.') ?? 'of unknown version';
  return { origin: { from: 'debian-root', path: root.path }, version, program };
}

/** PostgreSQL's programs start each other, so each becomes a script that starts the real one through the loader. */
async function postgresOf(root: DebianRoot): Promise<PostgresTool> {
  const base = join(root.path, 'usr/lib/postgresql');
  const release = (await readdir(base)).map(Number).sort((a, b) => b - a)[0];
  const folder = join(base, `${release}`, 'bin');
  const program = (name: string): Program => ({ command: join(folder, name), args: [] });
  const { stdout } = await run(program('postgres'), ['--version'], 20_000);
  return {
    origin: { from: 'debian-root', path: root.path },
    version: parseVersion(stdout)?.join('.') ?? 'of unknown version',
    program: program('postgres'),
    initdb: program('initdb'),
  };
}
