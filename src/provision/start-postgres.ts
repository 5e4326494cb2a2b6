import { existsSync } from 'node:fs';
import { chmod, chown, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { assertPortsFree } from './ports.ts';
import { lastLine, type Program, run } from './program.ts';
import { ProvisionError } from './provision-error.ts';
import { type Running, startProcess } from './supervise.ts';
import type { PostgresTool } from './tools.ts';

export interface StartPostgresOptions {
  readonly tool: PostgresTool;
  /**
   * A folder that other users can reach (PostgreSQL refuses root): below the temporary folder. A cluster that is there
   * from before is used again.
   */
  readonly dir: string;
  /** On 127.0.0.1. */
  readonly port: number;
  /** What was committed survives a KILL of the server; otherwise it may not, and tests are faster. */
  readonly durable?: boolean;
  /** How its program is started: as a process of ours, unless tests have it in a container. */
  readonly start?: typeof startProcess;
}

export interface RunningPostgres extends Running {
  /** postgres://centralino@127.0.0.1:PORT/postgres; no password is asked on the loopback. */
  readonly url: string;
}

/** PostgreSQL does not run as root; this is `nobody` on Debian. */
export const NOBODY = { uid: 65534, gid: 65534 };
const READY_TIMEOUT_MS = 60_000;

/**
 * Makes a new database cluster and starts it, for a test: nothing is synced to disk, which only a machine that dies
 * would miss.
 * @throws ProvisionError when the port is taken or it does not come up
 */
export async function startPostgres(options: StartPostgresOptions): Promise<RunningPostgres> {
  const { tool, dir, port } = options;
  await assertPortsFree([
    { protocol: 'tcp', host: '127.0.0.1', port, purpose: 'PostgreSQL', option: 'another port of the test' },
  ]);
  const data = join(dir, 'data');
  if (!existsSync(join(data, 'PG_VERSION'))) await initialize(tool, dir, data);
  await writeFile(join(data, 'postgresql.auto.conf'), settings(port, options.durable === true));
  const running = await (options.start ?? startProcess)({
    name: 'PostgreSQL',
    program: tool.program,
    args: ['-D', data],
    cwd: data,
    logFile: join(dir, 'postgres.log'),
    ...(isRoot() ? { as: NOBODY } : {}),
    ready: /database system is ready to accept connections/,
    readyTimeoutMs: READY_TIMEOUT_MS,
    // Fast shutdown: TERM would wait for clients to leave.
    stopSignal: 'SIGINT',
  });
  return { ...running, url: `postgres://centralino@127.0.0.1:${port}/postgres` };
}

async function initialize(tool: PostgresTool, dir: string, data: string): Promise<void> {
  await mkdir(dir, { recursive: true });
  await mkdir(data, { mode: 0o700 });
  if (isRoot()) {
    await chmod(dir, 0o755);
    await chown(data, NOBODY.uid, NOBODY.gid);
  }
  // In a container it is somebody else already.
  const ours = isRoot() && tool.origin.from !== 'container';
  const initdb: Program = ours ? asNobody(tool.initdb) : tool.initdb;
  const args = ['-D', data, '-U', 'centralino', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'];
  const made = await run(initdb, args, READY_TIMEOUT_MS);
  if (made.code !== 0) throw new ProvisionError(`initdb failed in ${data}: ${lastLine(made.stderr)}`);
}

const isRoot = () => process.getuid?.() === 0;

function asNobody(program: Program): Program {
  const user = ['--reuid', `${NOBODY.uid}`, '--regid', `${NOBODY.gid}`, '--clear-groups', '--'];
  return { command: 'setpriv', args: [...user, program.command, ...program.args] };
}

function settings(port: number, durable: boolean): string {
  return [
    "listen_addresses = '127.0.0.1'",
    `port = ${port}`,
    "unix_socket_directories = ''",
    'fsync = off',
    'full_page_writes = off',
    `synchronous_commit = ${durable ? 'on' : 'off'}`,
    'max_connections = 50',
    'log_statement = none',
    '',
  ].join('\n');
}
