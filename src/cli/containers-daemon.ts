/** `centralino containers daemon` and `run`: a Docker daemon of our own, for as long as it is wanted. */
import { spawn } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { whyNoDocker } from '../provision/docker.ts';
import { type DockerDaemon, startDockerDaemon, whyNoDaemon } from '../provision/docker-daemon.ts';
import type { Report } from '../provision/program.ts';
import { ProvisionError } from '../provision/provision-error.ts';
import { untilTold } from './until-told.ts';

export interface DaemonOptions {
  /** Images and containers are kept below it. */
  readonly dataDir: string;
  readonly toolsDir: string;
  readonly report: Report;
}

/** Runs a daemon until it is told to end, and says how to use it. @returns the exit code */
export async function runDaemon(options: DaemonOptions): Promise<number> {
  const told = untilTold();
  const running = await openDaemon(options);
  const { DOCKER_HOST, DOCKER_CONFIG, PATH } = running.env;
  process.stdout.write(
    `ready\nexport DOCKER_HOST=${DOCKER_HOST} DOCKER_CONFIG=${DOCKER_CONFIG} PATH=${PATH.split(':')[0]}:$PATH\n`,
  );
  const ended = await Promise.race([told.then(() => undefined), running.exited]);
  await running.stop();
  return ended === undefined ? 0 : 1;
}

/**
 * Runs a command with Docker: the daemon that answers, else one of our own for as long as the command runs.
 * @returns the exit code of the command
 * @throws ProvisionError when there is none and none can be run
 */
export async function runWithDocker(
  command: readonly [string, ...string[]],
  options: DaemonOptions,
): Promise<number> {
  const [program, ...args] = command;
  const own = (await whyNoDocker()) === undefined ? undefined : await openDaemon(options);
  const child = spawn(program, args, { stdio: 'inherit', env: { ...process.env, ...own?.env } });
  // The terminal tells the whole group; whoever tells only us means the command.
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  process.on('SIGINT', () => undefined);
  const code = await new Promise<number>((ended) => {
    child.once('error', () => ended(127));
    child.once('exit', (exit) => ended(exit ?? 1));
  });
  await own?.stop();
  return code;
}

async function openDaemon({ dataDir, toolsDir, report }: DaemonOptions): Promise<DockerDaemon> {
  const none = await whyNoDocker();
  const no = await whyNoDaemon();
  if (no !== undefined) {
    throw new ProvisionError(
      `there is no Docker (${none ?? 'asked for one of our own'}), and none can be run here (${no}): start its daemon, or run this as root on Debian or Ubuntu`,
    );
  }
  const runDir = join(dataDir, 'run');
  await mkdir(runDir, { recursive: true });
  return startDockerDaemon({ toolsDir, dataDir: join(dataDir, 'data'), runDir, report });
}
