import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { withLock } from './lock.ts';
import { assertPortsFree, freePort } from './ports.ts';
import { type StartOptions, startProcess } from './supervise.ts';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'centralino-supervise-'));
});
afterEach(() => rm(dir, { recursive: true }));

function shell(script: string, more: Partial<StartOptions> = {}): StartOptions {
  return {
    name: 'shell',
    program: { command: 'sh', args: ['-c'] },
    args: [script],
    logFile: join(dir, 'log'),
    ready: /^ready/,
    readyTimeoutMs: 10_000,
    ...more,
  };
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

test('ready by a line, log kept, stopped by TERM', async () => {
  const lines: string[] = [];
  const running = await startProcess(
    shell('echo one; echo ready; exec sleep 60', { onLine: (line) => lines.push(line) }),
  );
  expect(lines).toEqual(['one', 'ready']);
  expect(isAlive(running.pid)).toBe(true);
  await running.stop();
  expect(await running.exited).toEqual({ code: null, signal: 'SIGTERM' });
  expect(isAlive(running.pid)).toBe(false);
  expect(await readFile(join(dir, 'log'), 'utf8')).toContain('ready');
  await running.stop();
});

test('one that ignores TERM is killed with its children', async () => {
  let child = 0;
  const running = await startProcess(
    shell('trap "" TERM; sleep 60 & echo $!; echo ready; while :; do wait; done', {
      stopTimeoutMs: 200,
      onLine: (line) => {
        child ||= Number(line);
      },
    }),
  );
  expect(isAlive(child)).toBe(true);
  await running.stop();
  expect(await running.exited).toEqual({ code: null, signal: 'SIGKILL' });
});

test('an early end says how and quotes its last words', async () => {
  const failed = startProcess(shell('echo "the reason" >&2; exit 3'));
  await expect(failed).rejects.toThrow(/^shell ended at start \(code 3\): the reason \(/);
});

test('a missing program and a start that takes too long are errors, and nothing is left', async () => {
  await expect(startProcess(shell('', { program: { command: '/none', args: [] } }))).rejects.toThrow(
    'shell ended at start',
  );
  let pid = 0;
  const slow = startProcess(
    shell('echo $$; exec sleep 60', {
      readyTimeoutMs: 500,
      onLine: (line) => {
        pid = Number(line);
      },
    }),
  );
  await expect(slow).rejects.toThrow('shell was not ready after 0.5 s');
  expect(isAlive(pid)).toBe(false);
});

test('a taken port is named with its option; a free one passes', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const use = { protocol: 'tcp', host: '127.0.0.1', port, purpose: 'Redis', option: '--redis-port' } as const;
  await expect(assertPortsFree([use])).rejects.toThrow(
    `Redis port ${port} (TCP on 127.0.0.1) is taken by another program: choose another with --redis-port`,
  );
  server.close();
  await once(server, 'close');
  await assertPortsFree([use]);
  expect(await freePort(port, port)).toBe(port);
});

test('a lock lets one in at a time, and the lock of a killed owner is free', async () => {
  const path = join(dir, 'lock');
  const order: string[] = [];
  const owner = spawn('sh', ['-c', 'exec 9>>"$0"; flock 9; echo held; exec sleep 60', path]);
  await once(createInterface({ input: owner.stdout }), 'line');
  const second = withLock(
    path,
    10_000,
    () => {
      order.push('waiting');
      owner.kill('SIGKILL');
    },
    async () => order.push('second'),
  );
  await second;
  expect(order).toEqual(['waiting', 'second']);
});

test('a lock that stays taken is an error that names it', async () => {
  const path = join(dir, 'lock');
  await withLock(
    path,
    1_000,
    () => undefined,
    async () => {
      await expect(
        withLock(
          path,
          1_000,
          () => undefined,
          async () => 0,
        ),
      ).rejects.toThrow(`${path} is still locked`);
    },
  );
});
