/** The real parts of a test in containers: the images of docker/Dockerfile, on this machine's network and temporary folder. */
import { realpathSync } from 'node:fs';
import { appendFile, mkdir } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { GenericContainer, getContainerRuntimeClient, Wait } from 'testcontainers';
import { provideBaseImage } from '../../src/provision/base-image.ts';
import { assertDocker, docker, roomForImages } from '../../src/provision/docker.ts';
import { lastLine, run } from '../../src/provision/program.ts';
import { ProvisionError } from '../../src/provision/provision-error.ts';
import { NOBODY } from '../../src/provision/start-postgres.ts';
import type { ExitInfo, Running, StartOptions } from '../../src/provision/supervise.ts';
import type { PostgresTool } from '../../src/provision/tools.ts';
import { sharedAudio } from './parts.ts';

export type Part = 'asterisk' | 'redis' | 'postgres';

const buildMs = 20 * 60_000;
const ryuk = 'testcontainers/ryuk:0.14.0';
const pullMs = 20_000;

const built = new Map<Part, Promise<string>>();

/**
 * The image of a part, built if what it is made of has changed.
 * @returns its name
 * @throws ProvisionError when it cannot be had
 */
export function imageOf(part: Part, projectDir: string): Promise<string> {
  const image = built.get(part) ?? build(part, projectDir);
  built.set(part, image);
  return image;
}

async function build(part: Part, projectDir: string): Promise<string> {
  const { forwards } = await assertDocker(roomForImages);
  const toolsDir = join(projectDir, '.centralino/tools');
  await provideBaseImage({ toolsDir, from: 'anywhere', report: () => undefined });
  const image = `centralino-${part}:test`;
  const network = forwards ? 'default' : 'host';
  const { code, stderr } = await run(
    docker,
    [
      ...['build', '--network', network, '--tag', image, '--target', part],
      ...['--file', join(projectDir, 'docker/Dockerfile'), projectDir],
    ],
    buildMs,
  );
  if (code !== 0) throw new ProvisionError(`cannot build ${image}: ${lastLine(stderr)}`);
  return image;
}

/** What a container sees of this machine, under the same paths: where tests write, sounds, and audio that tests share. */
async function mountsOf(projectDir: string) {
  await mkdir(sharedAudio, { recursive: true });
  const read = [realpathSync(join(projectDir, '.centralino/tools')), sharedAudio];
  return [
    { source: tmpdir(), target: tmpdir(), mode: 'rw' as const },
    ...read.map((path) => ({ source: path, target: path, mode: 'ro' as const })),
  ];
}

// Everything is on this machine's network; it is not looked for by a bridge, which our own daemon has none of.
process.env['TESTCONTAINERS_HOST_OVERRIDE'] ??= '127.0.0.1';

/** Ryuk ends containers behind a test that was killed; where its image cannot be had we do without. */
async function ryukOrNone(): Promise<void> {
  if (process.env['TESTCONTAINERS_RYUK_DISABLED'] !== undefined) return;
  for (const args of [
    ['image', 'inspect', ryuk],
    ['pull', '--quiet', ryuk],
  ]) {
    if ((await run(docker, args, pullMs)).code === 0) return;
  }
  process.env['TESTCONTAINERS_RYUK_DISABLED'] = 'true';
}

/**
 * Like `startProcess`, for a program of an image: it shares this machine's network, and the user is the given one or ours.
 * Without a Ryuk that tidies up behind a test that was killed, containers go with the daemon, or by hand.
 */
export function inContainer(image: string, projectDir: string): (options: StartOptions) => Promise<Running> {
  return async (options) => {
    await ryukOrNone();
    const { name, program, as, logFile } = options;
    await mkdir(dirname(logFile), { recursive: true });
    const user = as ?? { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 };
    let last = '';
    let announce = () => {};
    const announced = new Promise<void>((resolve) => {
      announce = resolve;
    });
    const read = (line: string) => {
      last = line.trim() || last;
      options.onLine?.(line);
      void appendFile(logFile, `${line}\n`).catch(() => undefined);
      if (options.ready instanceof RegExp && options.ready.test(line)) announce();
    };
    const container = await new GenericContainer(image)
      .withNetworkMode('host')
      .withUser(`${user.uid}:${user.gid}`)
      .withBindMounts(await mountsOf(projectDir))
      .withEntrypoint([program.command])
      .withCommand([...program.args, ...options.args])
      .withEnvironment({ ...options.env })
      .withWorkingDir(options.cwd ?? '/')
      .withLogConsumer((stream) => createInterface({ input: stream }).on('line', read))
      // Whether it is ready is said below, in the same words as of a process.
      .withWaitStrategy(Wait.forAll([]))
      .start();
    const { dockerode } = (await getContainerRuntimeClient()).container;
    const handle = dockerode.getContainer(container.getId());
    let over = false;
    const exited = handle.wait().then(
      ({ StatusCode: code }: { StatusCode: number }): ExitInfo => {
        over = true;
        return { code, signal: null };
      },
      (): ExitInfo => {
        over = true;
        return { code: null, signal: 'SIGKILL' };
      },
    );
    // One that was killed must not lie about until somebody stops it.
    const removed = exited.then(() => handle.remove({ force: true }).catch(() => undefined));
    const kill = (signal: NodeJS.Signals) => {
      if (over) return false;
      void handle.kill({ signal }).catch(() => undefined);
      return true;
    };
    const stop = async () => {
      kill(options.stopSignal ?? 'SIGTERM');
      const timer = setTimeout(() => kill('SIGKILL'), options.stopTimeoutMs ?? 5_000);
      await removed;
      clearTimeout(timer);
    };
    const waiting = new AbortController();
    let timer: NodeJS.Timeout | undefined;
    try {
      await Promise.race([
        options.ready instanceof RegExp ? announced : options.ready(waiting.signal),
        exited.then(({ code }) => {
          throw new ProvisionError(`${name} ended at start (code ${code}): ${last} (${logFile})`);
        }),
        new Promise((_resolve, reject) => {
          const error = `${name} was not ready after ${options.readyTimeoutMs / 1000} s: ${last}`;
          timer = setTimeout(() => reject(new ProvisionError(error)), options.readyTimeoutMs);
        }),
      ]);
    } catch (error) {
      await stop();
      throw error;
    } finally {
      clearTimeout(timer);
      waiting.abort();
    }
    const { State } = await handle.inspect();
    return { name, pid: State.Pid, exited, stop, kill };
  };
}

/** PostgreSQL's programs; `initdb` runs in a container of its own, as the user that the server will be. */
export async function postgresPrograms(image: string, projectDir: string): Promise<PostgresTool> {
  const script = 'cd /usr/lib/postgresql/*/bin && pwd';
  const found = await run(docker, ['run', '--rm', '--entrypoint', '/bin/sh', image, '-c', script], pullMs);
  const at = found.stdout.trim();
  if (found.code !== 0 || at === '')
    throw new ProvisionError(`no PostgreSQL in ${image}: ${lastLine(found.stderr)}`);
  const { uid, gid } = process.getuid?.() === 0 ? NOBODY : userInfo();
  const mounts = (await mountsOf(projectDir)).flatMap(({ source, mode }) => [
    '--volume',
    `${source}:${source}:${mode}`,
  ]);
  const initdb = ['run', '--rm', '--network', 'none', '--user', `${uid}:${gid}`, ...mounts];
  return {
    origin: { from: 'container', image },
    version: 'of the image',
    program: { command: `${at}/postgres`, args: [] },
    initdb: { command: docker.command, args: [...initdb, '--entrypoint', `${at}/initdb`, image] },
  };
}
