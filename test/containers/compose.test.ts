/** docker/compose.yaml for real: built, started, called, scaled, restarted under load, and gone without a trace. */
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import type { Call } from '../../src/caller/call.ts';
import { SipCaller } from '../../src/caller/sip-caller.ts';
import { callStatoDomanda } from '../../src/cli/demo-call.ts';
import { provideBaseImage } from '../../src/provision/base-image.ts';
import { secretNames } from '../../src/provision/container-settings.ts';
import { TestCompose } from '../support/compose.ts';
import { openTestDocker, type TestDocker } from '../support/docker.ts';
import { testDir, toolsDir } from '../support/parts.ts';
import { until } from '../support/until.ts';

const buildMs = 25 * 60_000;
const longMs = 5 * 60_000;

let docker: TestDocker | undefined;
let line: TestCompose;
let caller: SipCaller;
let dir: Awaited<ReturnType<typeof testDir>>;

// Whether there is a Docker must be known before the tests are named.
docker = await openTestDocker();
const described = docker === undefined ? describe.skip : describe;

const ready = z.object({ ready: z.boolean(), calls: z.number() });
async function consoleOf(container: string) {
  const answer = await fetch(`${await line.console(container)}/ready`).catch(() => undefined);
  return answer === undefined ? undefined : ready.parse(await answer.json());
}

const dial = () =>
  caller.call({ to: '803164', from: '+390655512345', ringTimeoutMs: 30_000, sending: 'silence' });

/** Waits for more sound than there was. */
async function hears(call: Call, what: string): Promise<void> {
  const before = call.heardMs;
  await until(what, () => call.heardMs > before, 60_000);
}

described('docker/compose.yaml', () => {
  beforeAll(async () => {
    if (docker === undefined) throw new Error('no Docker');
    dir = await testDir();
    line = await TestCompose.open(docker, dir.path);
    const host = { ...process.env };
    Object.assign(process.env, docker.env);
    try {
      await provideBaseImage({ toolsDir, from: 'anywhere', report: () => undefined });
    } finally {
      for (const name of Object.keys(docker.env)) process.env[name] = host[name] ?? '';
      if (host['DOCKER_HOST'] === undefined) delete process.env['DOCKER_HOST'];
      if (host['DOCKER_CONFIG'] === undefined) delete process.env['DOCKER_CONFIG'];
    }
    await line.compose(['down', '--volumes', '--remove-orphans', '--timeout', '5']);
    await line.succeed(['build'], buildMs);
  }, buildMs + longMs);

  afterAll(async () => {
    await caller?.close();
    await line?.compose(['down', '--volumes', '--remove-orphans', '--timeout', '5'], { timeoutMs: longMs });
    await docker?.close();
    await dir?.remove();
  }, longMs);

  test(
    'up --build --wait brings the whole line up',
    async () => {
      await line.succeed(['up', '--detach', '--build', '--wait', '--wait-timeout', '240'], longMs);
      const services = (await line.succeed(['ps', '--format', '{{.Service}} {{.Health}}']))
        .trim()
        .split('\n');
      expect(services.sort()).toEqual(
        ['asterisk', 'back-office', 'desk', 'engine', 'postgres', 'redis', 'worker'].map(
          (name) => `${name} healthy`,
        ),
      );
      caller = await SipCaller.open({
        server: { host: line.address, port: 5060 },
        bindAddress: line.gateway,
      });
    },
    longMs,
  );

  test(
    'a softphone on this machine has a whole dialog with it',
    async () => {
      const [engine = ''] = await line.containers('engine');
      const told: string[] = [];
      const asDeclared = await callStatoDomanda({
        server: { host: line.address, port: 5060 },
        bindAddress: line.gateway,
        httpUrl: await line.console(engine),
        citizens: 200,
        out: { isTTY: false, write: (text: unknown) => told.push(String(text)) > 0 },
      });
      expect(`${asDeclared}\n${told.join('')}`).toContain('true\n');
    },
    longMs,
  );

  test(
    'nobody is root, nothing can be written that is not a volume, and no secret can be read from outside',
    async () => {
      const ids = (await line.succeed(['ps', '--all', '--quiet'])).trim().split('\n');
      const { stdout } = await line.docker(['inspect', ...ids]);
      const shape = z.array(
        z.object({
          Config: z.object({ User: z.string() }),
          HostConfig: z.object({
            ReadonlyRootfs: z.boolean(),
            CapDrop: z.array(z.string()),
            SecurityOpt: z.array(z.string()),
          }),
        }),
      );
      const inspected = shape.parse(JSON.parse(stdout));
      expect(inspected).toHaveLength(8);
      for (const { Config, HostConfig } of inspected) {
        expect(Config.User).toBe('10001:10001');
        expect(HostConfig.ReadonlyRootfs).toBe(true);
        expect(HostConfig.CapDrop).toEqual(['ALL']);
        expect(HostConfig.SecurityOpt).toContain('no-new-privileges:true');
      }
      const logs = (await line.succeed(['logs', '--no-color'])).concat(stdout);
      const leaked: string[] = [];
      for (const name of secretNames) {
        if (logs.includes((await readFile(join(line.secretsDir, name), 'utf8')).trim())) leaked.push(name);
      }
      expect(leaked).toEqual([]);
    },
    longMs,
  );

  test(
    'every image says what it is made of',
    async () => {
      for (const [image, least] of [
        ['centralino', ['node.cdx.json', 'debian.cdx.json']],
        ['centralino-asterisk', ['debian.cdx.json']],
        ['centralino-redis', ['debian.cdx.json']],
        ['centralino-postgres', ['debian.cdx.json']],
      ] as const) {
        const created = (await line.docker(['create', `${image}:test`, 'none'])).stdout.trim();
        for (const file of least) {
          const to = join(dir.path, `${image}-${file}`);
          const copied = await line.docker(['cp', `${created}:/usr/share/sbom/${file}`, to]);
          expect(copied.stderr).not.toContain('Error');
          const bill = JSON.parse(await readFile(to, 'utf8'));
          expect(bill).toMatchObject({ bomFormat: 'CycloneDX' });
          const names: string[] = bill.components.map((component: { name: string }) => component.name);
          expect(names).toContain(file === 'node.cdx.json' ? 'bullmq' : 'libc6');
          expect(names).not.toContain('typescript');
        }
        await line.docker(['rm', created]);
      }
    },
    longMs,
  );

  test(
    'three engines share the calls; each is restarted under load, and no call is lost',
    async () => {
      await line.succeed(
        ['up', '--detach', '--wait', '--wait-timeout', '240', '--no-recreate', '--scale', 'engine=3'],
        longMs,
      );
      const engines = await line.containers('engine');
      expect(engines).toHaveLength(3);
      const calls = await Promise.all(Array.from({ length: 9 }, dial));
      for (const call of calls) await hears(call, 'the greeting');
      const shares = await until('every call with an engine', async () => {
        const sizes = await Promise.all(engines.map(async (id) => (await consoleOf(id))?.calls ?? 0));
        return sizes.reduce((sum, size) => sum + size, 0) === calls.length && sizes;
      });
      process.stderr.write(`containers: 9 calls over 3 engines: ${shares.join(' ')}\n`);
      expect(shares.filter((share) => share > 0).length).toBeGreaterThan(1);

      // One after the other, calls under way and new ones; a restarted engine has its name, and takes up what is its own.
      for (const engine of engines) {
        const restarted = line.docker(['restart', '--timeout', '60', engine]);
        await until(
          'an engine that takes no more calls',
          async () => (await consoleOf(engine))?.ready !== true,
        );
        const fresh = await dial();
        await hears(fresh, 'the greeting while an engine restarts');
        await fresh.hangUp();
        expect((await restarted).code).toBe(0);
        await until('the engine again', async () => (await consoleOf(engine))?.ready === true, 120_000);
      }
      // All of them are still there: each hears something new after a key.
      let over = 0;
      for (const call of calls) void call.ended.then(() => over++);
      for (const call of calls) {
        await call.press('1');
        await hears(call, 'an answer after the restarts');
      }
      expect(over).toBe(0);
      for (const call of calls) await call.hangUp();
    },
    2 * longMs,
  );

  test.each([
    ['engine', 'redis_url', 'redis://:wrong@redis:6379', /WRONGPASS|password/i],
    ['worker', 'database_url', 'postgres://centralino:wrong@postgres:5432/postgres', /password/i],
    ['engine', 'ari_password', 'x'.repeat(32), /password/i],
  ])(
    '%s with a wrong %s says so',
    async (service, secret, value, words) => {
      const wrong = join(dir.path, 'wrong');
      await writeFile(wrong, value, { mode: 0o444 });
      const mount = `${wrong}:/run/secrets/${secret}:ro`;
      const args = ['run', '--rm', '--no-deps', '--no-TTY', '--volume', mount, service, service];
      const { stdout, stderr } = await line.compose(args, { timeoutMs: 20_000 });
      expect(stdout + stderr).toMatch(words);
      expect(stdout + stderr).not.toContain(value);
      await rm(wrong);
    },
    longMs,
  );

  test(
    'down leaves nothing',
    async () => {
      await line.succeed(['down', '--volumes', '--remove-orphans'], longMs);
      expect(await line.leftOver()).toEqual([]);
    },
    longMs,
  );
});
