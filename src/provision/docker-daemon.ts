/** A Docker daemon of our own out of Debian packages, beside whatever else is on the machine: for tests, and by hand. */
import { chmod, mkdir, rm, writeFile } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { delimiter, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { DOCKER_PACKAGES } from './debian-packages.ts';
import { debianRoot, NATIVE, whyNoDebianRoot } from './debian-root.ts';
import { type Report, run } from './program.ts';
import { ProvisionError } from './provision-error.ts';
import { type Running, startProcess } from './supervise.ts';

export interface DockerDaemonOptions {
  /** Where downloaded programs are kept: PROJECT/.centralino/tools. */
  readonly toolsDir: string;
  /** Images, containers and volumes; kept from one time to the next. */
  readonly dataDir: string;
  /** Its socket and what is of this run only; a short path (the kernel takes 107 bytes). */
  readonly runDir: string;
  readonly report: Report;
}

export interface DockerDaemon extends Running {
  /** What a process needs in its environment to use this daemon, and its own command line with compose and buildx. */
  readonly env: Readonly<Record<'DOCKER_HOST' | 'DOCKER_CONFIG' | 'PATH', string>>;
}

const readyTimeoutMs = 60_000;
const stopTimeoutMs = 30_000;

/** Why this machine lets us run no Docker daemon, in a few words; undefined when it is worth a try. */
export async function whyNoDaemon(): Promise<string | undefined> {
  if (process.platform !== 'linux') return 'only Linux can';
  if (process.getuid?.() !== 0) return 'only root may';
  const unshare = ['--mount', '--pid', '--fork', '--mount-proc', 'true'];
  const { code } = await run({ command: 'unshare', args: [] }, unshare, 10_000);
  if (code !== 0) return 'this machine lets nobody make name spaces';
  return whyNoDebianRoot();
}

/**
 * Starts a daemon and resolves when it answers. It changes nothing of the machine's network: no rule of a firewall, no
 * bridge of its own, no forwarding. Containers reach each other and the host; other machines only those on the host's
 * network do. Everything that it started ends with it, and with us, however that comes: it is in a name space of its own.
 * @throws ProvisionError in one line when it does not come up
 */
export async function startDockerDaemon(options: DockerDaemonOptions): Promise<DockerDaemon> {
  const { dataDir, runDir, toolsDir } = options;
  const root = await debianRoot(toolsDir, DOCKER_PACKAGES, options.report);
  const bin = join(root.path, NATIVE);
  const config = join(runDir, 'config');
  const socket = join(runDir, 'docker.sock');
  const pid = join(runDir, 'pid');
  const exec = join(runDir, 'exec');
  if (Buffer.byteLength(socket) > 107) {
    throw new ProvisionError(`${socket} is too long for a socket: choose a shorter folder`);
  }
  await mkdir(config, { recursive: true });
  await mkdir(dataDir, { recursive: true });
  if (await isListening(socket)) {
    throw new ProvisionError(
      `a Docker daemon runs in ${runDir} already: use it (DOCKER_HOST=unix://${socket}), or choose another folder`,
    );
  }
  // Whoever reaches the socket is root.
  await chmod(runDir, 0o700);
  // One that was killed left them; in a name space of its own the numbers in them are somebody else's by now.
  for (const path of [socket, pid, exec]) await rm(path, { recursive: true, force: true });
  const plugins = { cliPluginsExtraDirs: [join(root.path, 'usr/libexec/docker/cli-plugins')] };
  await writeFile(join(config, 'config.json'), JSON.stringify(plugins));
  const env = {
    DOCKER_HOST: `unix://${socket}`,
    DOCKER_CONFIG: config,
    PATH: [bin, process.env['PATH'] ?? ''].join(delimiter),
  };
  const running = await startProcess({
    name: 'the Docker daemon',
    program: {
      command: 'unshare',
      args: ['--mount', '--propagation', 'slave', '--pid', '--fork', '--kill-child', '--mount-proc', '--'],
    },
    // First in its name space, where it has to bury whatever loses its parent.
    args: [
      ...['docker-init', '--', 'dockerd', '--host', env.DOCKER_HOST, '--data-root', dataDir],
      ...['--exec-root', exec, '--pidfile', pid, '--bridge', 'none'],
      ...['--iptables=false', '--ip6tables=false', '--ip-forward=false', '--log-level', 'warn'],
    ],
    logFile: join(runDir, 'dockerd.log'),
    env: { ...env, XTABLES_LIBDIR: join(root.libraries, 'xtables') },
    ready: (signal) => answers(socket, signal),
    readyTimeoutMs,
    stopTimeoutMs,
  });
  return { ...running, env };
}

async function answers(path: string, signal: AbortSignal): Promise<void> {
  while (!(await isListening(path))) await pause(50, undefined, { signal });
}

function isListening(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const connection = createConnection({ path });
    connection.once('connect', () => resolve(true));
    connection.once('error', () => resolve(false));
    connection.once('close', () => connection.destroy());
    connection.once('connect', () => connection.end());
  });
}
