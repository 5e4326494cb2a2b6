import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, test } from '@jest/globals';
import { transformFile } from '@swc/core';
import { Redis } from 'ioredis';
import pg from 'pg';
import type { PackageSet } from '../../src/provision/debian-packages.ts';
import { debianRoot } from '../../src/provision/debian-root.ts';
import { run } from '../../src/provision/program.ts';
import { startRedis } from '../../src/provision/start-redis.ts';
import {
  projectDir,
  startTestPostgres,
  startTestRedis,
  testDir,
  testPort,
  testTools,
} from '../support/parts.ts';
import { until } from '../support/until.ts';

const FIRST_TIME = 600_000;

test(
  'Redis keeps what it was told over a restart and wants its password',
  async () => {
    const dir = await testDir();
    const first = await startTestRedis({ dataDir: dir.path });
    const client = new Redis(first.url);
    await client.set('key', 'value');
    await client.quit();
    await first.stop();
    const second = await startTestRedis({ dataDir: dir.path });
    const again = new Redis(second.url);
    expect(await again.get('key')).toBe('value');
    await again.quit();
    const stranger = new Redis(second.url.replace(/:[^:@]*@/, ':wrong@'), {
      lazyConnect: true,
      retryStrategy: () => null,
    });
    stranger.on('error', () => undefined);
    await expect(stranger.connect().then(() => stranger.get('key'))).rejects.toThrow();
    stranger.disconnect();
    await second.stop();
    await dir.remove();
  },
  FIRST_TIME,
);

test(
  'a Redis on a taken port says which',
  async () => {
    const { redis: tool } = await testTools();
    const first = await startTestRedis();
    const port = Number(new URL(first.url).port);
    const dir = await testDir();
    const second = startRedis({ tool, dataDir: dir.path, port, password: 'c' });
    await expect(second).rejects.toThrow(
      `Redis port ${port} (TCP on 127.0.0.1) is taken by another program: choose another with --redis-port`,
    );
    await first.stop();
    await dir.remove();
  },
  FIRST_TIME,
);

test(
  'espeak-ng speaks Italian into a WAV file',
  async () => {
    const { espeak } = await testTools();
    const dir = await testDir();
    const { code } = await run(
      espeak.program,
      ['-v', 'it', '-w', join(dir.path, 'x.wav'), 'buongiorno'],
      10_000,
    );
    expect(code).toBe(0);
    const wav = readFileSync(join(dir.path, 'x.wav'));
    expect(wav.subarray(0, 4).toString()).toBe('RIFF');
    expect(wav.length).toBeGreaterThan(5_000);
    await dir.remove();
  },
  FIRST_TIME,
);

test(
  'PostgreSQL answers, as root or not',
  async () => {
    const postgres = await startTestPostgres();
    const client = new pg.Client({ connectionString: postgres.url });
    await client.connect();
    const { rows } = await client.query<{ n: number }>('select 40 + 2 as n');
    expect(rows).toEqual([{ n: 42 }]);
    await client.end();
    await postgres.stop();
  },
  FIRST_TIME,
);

test(
  'processes die with a parent that is killed',
  async () => {
    const { redis } = await testTools();
    const dir = await testDir();
    await compile(['supervise.ts', 'program.ts', 'provision-error.ts'], dir.path);
    const port = await testPort();
    const { command, args } = redis.program;
    const options = {
      name: 'Redis',
      program: { command, args },
      args: ['--port', `${port}`, '--save', '', '--dir', dir.path],
      logFile: join(dir.path, 'log'),
      readyTimeoutMs: 20_000,
    };
    const script = `
    import { startProcess } from './supervise.mjs';
    const running = await startProcess({ ...${JSON.stringify(options)}, ready: /Ready to accept/ });
    console.log(running.pid);
  `;
    const parent = spawn(process.execPath, ['--input-type=module', '-e', script], {
      cwd: dir.path,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line]: unknown[] = await once(createInterface({ input: parent.stdout }), 'line');
    const pid = Number(line);
    expect(isRunning(pid)).toBe(true);
    const client = new Redis(port, '127.0.0.1', { retryStrategy: () => null });
    await client.ping();
    const cut = once(client, 'end');
    parent.kill('SIGKILL');
    await cut;
    // The kernel closes what it has open a moment before it is gone.
    await until('a Redis that is gone', () => !isRunning(pid));
    await dir.remove();
  },
  FIRST_TIME,
);

const SMALL: PackageSet = {
  name: 'small',
  packages: ['sed'],
  check: [['usr/bin/sed', '--version']],
  links: [],
};

test(
  'two who ask at once share one folder of packages; what a killed one left behind is cleared away',
  async () => {
    const dir = await testDir();
    await mkdir(join(dir.path, 'debian-small.new/root/usr'), { recursive: true });
    const steps: string[] = [];
    const report = ({ step }: { step: string }) => steps.push(step);
    const [one, two] = await Promise.all([
      debianRoot(dir.path, SMALL, report),
      debianRoot(dir.path, SMALL, report),
    ]);
    expect(one.path).toBe(two.path);
    expect(steps.filter((step) => step === 'index')).toHaveLength(1);
    expect(steps).toContain('wait');
    const { code, stdout } = await run(one.program('usr/bin/sed'), ['--version'], 10_000);
    expect(code).toBe(0);
    expect(stdout).toContain('GNU sed');
    expect((await readdir(dir.path)).sort()).toEqual(['debian-small', 'small.lock']);

    // Once made, it is only looked at.
    steps.length = 0;
    await debianRoot(dir.path, SMALL, report);
    expect(steps).toEqual([]);
    await dir.remove();
  },
  FIRST_TIME,
);

test(
  'packages that do not exist are an error in one line, and nothing is left behind',
  async () => {
    const dir = await testDir();
    const failed = debianRoot(
      dir.path,
      { ...SMALL, packages: ['no-such-package-anywhere'] },
      () => undefined,
    );
    await expect(failed).rejects.toThrow(
      /^cannot get what no-such-package-anywhere need from http\S+ \(E: .*\): [^\n]*$/,
    );
    expect(await readdir(dir.path)).toEqual(['small.lock']);
    await dir.remove();
  },
  FIRST_TIME,
);

/** Compiles files of src/provision for a plain Node, as .mjs. */
async function compile(files: readonly string[], folder: string): Promise<void> {
  for (const file of files) {
    const { code } = await transformFile(join(projectDir, 'src/provision', file), {
      jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
    });
    const target = join(folder, file.replace('.ts', '.mjs'));
    await writeFile(
      target,
      code.replace(/(from '\.[^']*)\.ts'/g, "$1.mjs'").replace(/(from "\.[^"]*)\.ts"/g, '$1.mjs"'),
    );
  }
}

/** Whether a process lives; a dead one that nobody has collected yet does not. */
function isRunning(pid: number): boolean {
  try {
    return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}
