/** The real parts a test runs on. Programs are provided once (PROJECT/.centralino/tools) and start on free ports. */
import { copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { StackOptions } from '../../src/cli/stack.ts';
import { whyNoDocker } from '../../src/provision/docker.ts';
import { type Fallback, fallbackSounds } from '../../src/provision/fallback.ts';
import { freePort } from '../../src/provision/ports.ts';
import type { Report } from '../../src/provision/program.ts';
import { provide, providePostgres, providePromtool, provideSftpServer } from '../../src/provision/provide.ts';
import {
  type RunningAsterisk,
  type StartAsteriskOptions,
  startAsterisk,
} from '../../src/provision/start-asterisk.ts';
import {
  type RunningPostgres,
  type StartPostgresOptions,
  startPostgres,
} from '../../src/provision/start-postgres.ts';
import { type RunningRedis, startRedis } from '../../src/provision/start-redis.ts';
import type { startProcess } from '../../src/provision/supervise.ts';
import type { PostgresTool, Tools } from '../../src/provision/tools.ts';
import type { Part } from './containers.ts';

export const projectDir = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
export const templatesDir = join(projectDir, 'asterisk-conf');
export const toolsDir = join(projectDir, '.centralino/tools');
/** Audio of fixed prompts is named after its contents, so all tests share it. */
export const sharedAudio = join(projectDir, '.centralino/test-audio');
const silent: Report = () => undefined;

/** `npm run test:containers`: what cannot be had is an error, not a test that is left out. */
export const containersInsisted = process.env['CENTRALINO_TEST_PARTS'] === 'containers';

let inContainers: Promise<boolean> | undefined;

/**
 * Whether Asterisk, Redis and PostgreSQL run in containers: where a Docker daemon answers, or where they are insisted on
 * (CENTRALINO_TEST_PARTS=containers, or =processes). Says in the output which it is.
 */
export function partsInContainers(): Promise<boolean> {
  inContainers ??= decide();
  return inContainers;
}

async function decide(): Promise<boolean> {
  const say = (text: string) => process.stderr.write(`real parts: ${text}\n`);
  if (process.env['CENTRALINO_TEST_PARTS'] === 'processes') {
    say('processes of this machine, as asked for');
    return false;
  }
  const no = await whyNoDocker();
  if (no === undefined) {
    say('in containers');
    return true;
  }
  if (containersInsisted) throw new Error(`containers are insisted on, and there is no Docker: ${no}`);
  say(`processes of this machine (no Docker: ${no})`);
  return false;
}

/** How a part's program is started in its container; undefined where parts are processes. */
async function containerOf(part: Part): Promise<{ image: string; start: typeof startProcess } | undefined> {
  if (!(await partsInContainers())) return undefined;
  // testcontainers takes a second to load: only who needs it.
  const { imageOf, inContainer } = await import('./containers.ts');
  const image = await imageOf(part, projectDir);
  return { image, start: inContainer(image, projectDir) };
}

/** Asterisk and Redis in containers, for a stack of real parts; undefined where parts are processes. */
export async function programs(): Promise<StackOptions['programs']> {
  const [asterisk, redis] = [await containerOf('asterisk'), await containerOf('redis')];
  if (asterisk === undefined || redis === undefined) return undefined;
  const common = { version: 'of the image' };
  return {
    asterisk: {
      start: asterisk.start,
      tool: {
        ...common,
        origin: { from: 'container', image: asterisk.image },
        program: { command: '/usr/sbin/asterisk', args: [] },
        modulesDir: '/usr/lib/asterisk/modules',
        dataDir: '/usr/share/asterisk',
      },
    },
    redis: {
      start: redis.start,
      tool: {
        ...common,
        origin: { from: 'container', image: redis.image },
        program: { command: '/usr/bin/redis-server', args: [] },
      },
    },
  };
}

/** Tests take their ports from here; the demo and the system's ephemeral ports are elsewhere. */
const PORTS = { first: 20_000, count: 2_000 } as const;
const RTP_PORTS = { first: 30_000, count: 500, calls: 200 } as const;
/** Files that run side by side are not to take a port between another's look at it and its use. */
const lane = (Number(process.env['JEST_WORKER_ID'] ?? 1) - 1) % 5;

let tools: Promise<Tools> | undefined;

/** Asterisk, Redis and espeak-ng; the first call on a fresh machine downloads them (allow it some minutes). */
export function testTools(): Promise<Tools> {
  tools ??= provide({ toolsDir, report: silent });
  return tools;
}

/** OpenSSH's SFTP server; the first call on a fresh machine downloads it. */
export function testSftpServer() {
  return provideSftpServer({ toolsDir, report: silent });
}

/** Prometheus' promtool; the first call on a fresh machine downloads it. */
export function testPromtool() {
  return providePromtool({ toolsDir, report: silent });
}

/** A port that nobody listens on. */
export function testPort(): Promise<number> {
  const from = PORTS.first + lane * PORTS.count;
  return freePort(from, from + PORTS.count - 1);
}

export interface TestAsterisk extends RunningAsterisk {
  readonly fallback: Fallback;
  readonly dataDir: string;
  readonly sipPort: number;
  readonly ariPort: number;
  readonly ariPassword: string;
  readonly rtpStart: number;
  readonly rtpEnd: number;
}

/** A folder of a test below the temporary folder; `remove` deletes it. */
export async function testDir(): Promise<{ path: string; remove: () => Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'centralino-test-'));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}

/** What the dialplan says by itself in tests: always the same, a sound that comes with Asterisk. */
export async function testFallback(dataDir: string, asteriskDataDir: string): Promise<Fallback> {
  const soundsDir = join(dataDir, 'fallback');
  await mkdir(join(soundsDir, 'it'), { recursive: true });
  for (const sound of fallbackSounds) {
    const from = join(asteriskDataDir, 'sounds/en/please-try-again.gsm');
    await copyFile(from, join(soundsDir, 'it', `${sound}.gsm`));
  }
  return { soundsDir, languages: ['it'], lines: [], busy: 'speak', rescueSeconds: 600 };
}

/**
 * Starts an Asterisk of its own on free ports, in a folder that goes with it at `stop()`.
 * @param options what differs from the usual; a folder given as `dataDir` is kept
 */
export async function startTestAsterisk(options: Partial<StartAsteriskOptions> = {}): Promise<TestAsterisk> {
  const { asterisk } = await testTools();
  const program = (await programs())?.asterisk ?? { tool: asterisk };
  const dir = options.dataDir === undefined ? await testDir() : undefined;
  const room = (RTP_PORTS.count - RTP_PORTS.calls) / 2;
  const rtpStart = RTP_PORTS.first + lane * RTP_PORTS.count + 2 * Math.floor(Math.random() * room);
  const settings = {
    ...program,
    templatesDir,
    dataDir: dir?.path ?? '',
    sipPort: await testPort(),
    ariPort: await testPort(),
    ariPassword: 'a'.repeat(64),
    rtpStart,
    rtpEnd: rtpStart + RTP_PORTS.calls,
    ...options,
    fallback: options.fallback ?? (await testFallback(options.dataDir ?? dir?.path ?? '', asterisk.dataDir)),
  } satisfies StartAsteriskOptions;
  const running = await startAsterisk(settings);
  return {
    ...running,
    ...settings,
    stop: async () => {
      await running.stop();
      await dir?.remove();
    },
  };
}

/** Starts a Redis of its own on a free port, in a folder that goes with it at `stop()`. */
export async function startTestRedis(
  options: { port?: number; dataDir?: string } = {},
): Promise<RunningRedis> {
  const program = (await programs())?.redis ?? { tool: (await testTools()).redis };
  const dir = options.dataDir === undefined ? await testDir() : undefined;
  const running = await startRedis({
    ...program,
    dataDir: options.dataDir ?? dir?.path ?? '',
    port: options.port ?? (await testPort()),
    password: 'b'.repeat(64),
  });
  return {
    ...running,
    stop: async () => {
      await running.stop();
      await dir?.remove();
    },
  };
}

/** PostgreSQL's programs on this machine. */
export function testPostgresTool(): Promise<PostgresTool> {
  return providePostgres({ toolsDir, report: silent });
}

/** PostgreSQL's programs, and how they are started: in a container, or as a process. */
export async function testPostgres(): Promise<Pick<StartPostgresOptions, 'tool' | 'start'>> {
  const container = await containerOf('postgres');
  if (container === undefined) return { tool: await testPostgresTool() };
  return { tool: await postgresIn(container.image), start: container.start };
}

/** Starts a PostgreSQL with an empty database on a free port; it goes at `stop()`. */
export async function startTestPostgres(): Promise<RunningPostgres> {
  const program = await testPostgres();
  const dir = await testDir();
  const running = await startPostgres({ ...program, dir: dir.path, port: await testPort() });
  return {
    ...running,
    stop: async () => {
      await running.stop();
      await dir.remove();
    },
  };
}

/** PostgreSQL's programs in the image; its release is in their path. */
async function postgresIn(image: string): Promise<PostgresTool> {
  const { postgresPrograms } = await import('./containers.ts');
  return postgresPrograms(image, projectDir);
}
