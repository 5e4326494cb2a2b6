/** The real parts a test runs on. Programs are provided once (PROJECT/.centralino/tools) and start on free ports. */
import { copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Fallback, fallbackSounds } from '../../src/provision/fallback.ts';
import { freePort } from '../../src/provision/ports.ts';
import type { Report } from '../../src/provision/program.ts';
import { provide, providePostgres, providePromtool, provideSftpServer } from '../../src/provision/provide.ts';
import {
  type RunningAsterisk,
  type StartAsteriskOptions,
  startAsterisk,
} from '../../src/provision/start-asterisk.ts';
import { type RunningPostgres, startPostgres } from '../../src/provision/start-postgres.ts';
import { type RunningRedis, startRedis } from '../../src/provision/start-redis.ts';
import type { PostgresTool, Tools } from '../../src/provision/tools.ts';

export const projectDir = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
export const templatesDir = join(projectDir, 'asterisk-conf');
const toolsDir = join(projectDir, '.centralino/tools');
const silent: Report = () => undefined;

/** Tests take their ports from here; the demo and the system's ephemeral ports are elsewhere. */
const PORTS = { from: 20_000, to: 29_999 } as const;
const RTP_PORTS = 200;

let tools: Promise<Tools> | undefined;

/** Asterisk, Redis and espeak-ng; the first call on a fresh machine downloads them (allow it some minutes). */
export function testTools(): Promise<Tools> {
  tools ??= provide({ toolsDir, projectDir, sharedDirs: [tmpdir()], report: silent });
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
  return freePort(PORTS.from, PORTS.to);
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
  return { soundsDir, languages: ['it'], lines: [], busy: 'speak' };
}

/**
 * Starts an Asterisk of its own on free ports, in a folder that goes with it at `stop()`.
 * @param options what differs from the usual; a folder given as `dataDir` is kept
 */
export async function startTestAsterisk(options: Partial<StartAsteriskOptions> = {}): Promise<TestAsterisk> {
  const { asterisk: tool } = await testTools();
  const dir = options.dataDir === undefined ? await testDir() : undefined;
  const rtpStart = 30_000 + 2 * Math.floor(Math.random() * 1_000);
  const settings = {
    tool,
    templatesDir,
    dataDir: dir?.path ?? '',
    sipPort: await testPort(),
    ariPort: await testPort(),
    ariPassword: 'a'.repeat(64),
    rtpStart,
    rtpEnd: rtpStart + RTP_PORTS,
    ...options,
    fallback: options.fallback ?? (await testFallback(options.dataDir ?? dir?.path ?? '', tool.dataDir)),
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
  const { redis: tool } = await testTools();
  const dir = options.dataDir === undefined ? await testDir() : undefined;
  const running = await startRedis({
    tool,
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

/** PostgreSQL's programs. */
export function testPostgresTool(): Promise<PostgresTool> {
  return providePostgres({ toolsDir, projectDir, report: silent });
}

/** Starts a PostgreSQL with an empty database on a free port; it goes at `stop()`. */
export async function startTestPostgres(): Promise<RunningPostgres> {
  const tool = await testPostgresTool();
  const dir = await testDir();
  const running = await startPostgres({ tool, dir: dir.path, port: await testPort() });
  return {
    ...running,
    stop: async () => {
      await running.stop();
      await dir.remove();
    },
  };
}
