import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { assertPortsFree } from './ports.ts';
import { type Running, startProcess } from './supervise.ts';
import type { Tool } from './tools.ts';

export interface StartRedisOptions {
  readonly tool: Tool;
  /** Everything is below DATA/redis. */
  readonly dataDir: string;
  /** On 127.0.0.1. */
  readonly port: number;
  readonly password: string;
  /** How its program is started: as a process of ours, unless tests have it in a container. */
  readonly start?: typeof startProcess;
}

export interface RunningRedis extends Running {
  /** redis://:PASSWORD@127.0.0.1:PORT */
  readonly url: string;
}

const READY_TIMEOUT_MS = 30_000;

/**
 * Starts Redis (or Valkey) with an append-only file, so that a restart loses at most a second.
 * @throws ProvisionError when the port is taken or it does not come up
 */
export async function startRedis(options: StartRedisOptions): Promise<RunningRedis> {
  const { tool, port, password } = options;
  await assertPortsFree([
    { protocol: 'tcp', host: '127.0.0.1', port, purpose: 'Redis', option: '--redis-port' },
  ]);
  const dir = join(options.dataDir, 'redis');
  await mkdir(dir, { recursive: true });
  // The password is in a file because command lines are for everybody to read.
  const conf = join(dir, 'redis.conf');
  await rm(conf, { force: true });
  await writeFile(conf, configuration(dir, port, password), { mode: 0o600 });
  const running = await (options.start ?? startProcess)({
    name: 'Redis',
    program: tool.program,
    args: [conf],
    cwd: dir,
    logFile: join(dir, 'redis.log'),
    ready: /Ready to accept connections/,
    readyTimeoutMs: READY_TIMEOUT_MS,
  });
  return { ...running, url: `redis://:${encodeURIComponent(password)}@127.0.0.1:${port}` };
}

function configuration(dir: string, port: number, password: string): string {
  return [
    'bind 127.0.0.1',
    `port ${port}`,
    `requirepass ${password}`,
    `dir "${dir}"`,
    'appendonly yes',
    'appendfsync everysec',
    'save ""',
    // Jobs and checkpoints must not be evicted (BullMQ insists).
    'maxmemory-policy noeviction',
    // Every command of a script would be measured, and there are dozens in a decision of the queues.
    'latency-tracking no',
    'daemonize no',
    '',
  ].join('\n');
}
