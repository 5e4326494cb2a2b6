/** docker/compose.yaml for real, as for development: built, started, called, looked into, and gone without a trace. */
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { callStatoDomanda } from '../../src/cli/demo-call.ts';
import { secretNames } from '../../src/provision/container-settings.ts';
import { buildMs, TestCompose } from '../support/compose.ts';
import { openTestDocker } from '../support/docker.ts';
import { testDir } from '../support/parts.ts';
import { until } from '../support/until.ts';

const longMs = 5 * 60_000;

let line: TestCompose;
let dir: Awaited<ReturnType<typeof testDir>>;

// Whether there is a Docker must be known before the tests are named.
const docker = await openTestDocker();
const described = docker === undefined ? describe.skip : describe;

described('docker/compose.yaml', () => {
  beforeAll(async () => {
    if (docker === undefined) throw new Error('no Docker');
    dir = await testDir();
    line = await TestCompose.open(docker, dir.path);
    await line.build();
  }, buildMs + longMs);

  afterAll(async () => {
    await line?.down();
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
    'operators log in at the port that was chosen for the desk',
    async () => {
      const [desk = ''] = await line.containers('desk');
      const published = (await line.docker(['port', desk, '8090/tcp'])).stdout.trim();
      const logIn = (origin: string) =>
        fetch(`http://${published}/api/session`, { method: 'POST', headers: { origin } });
      const { status } = await logIn(`http://127.0.0.1:${line.env['DESK_PORT']}`);
      // Nobody has given a name and a password; but the page may ask.
      expect(status).not.toBe(403);
      expect((await logIn('http://127.0.0.1:1')).status).toBe(403);
    },
    longMs,
  );

  test(
    'the database is dumped, and what was dumped is read back',
    async () => {
      const psql = (sql: string) =>
        `PGPASSWORD=$(cat /run/secrets/postgres_password) /usr/lib/postgresql/*/bin/psql -h 127.0.0.1 -U centralino -tA ${sql}`;
      const count = `-c "SELECT count(*) FROM information_schema.tables WHERE table_schema NOT IN ('pg_catalog', 'information_schema')"`;
      const script = [
        'set -e',
        'sh /postgres.sh dump >/tmp/dump',
        psql('-d postgres -c "CREATE DATABASE back" >/dev/null'),
        'sh /postgres.sh restore back </tmp/dump',
        psql(`-d postgres ${count}`),
        psql(`-d back ${count}`),
      ].join('\n');
      const said = await line.succeed(['exec', '-T', 'postgres', 'sh', '-c', script], longMs);
      const [tables = '', back = ''] = said.trim().split('\n');
      expect(Number(tables)).toBeGreaterThan(5);
      expect(back).toBe(tables);
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

  test.each([
    ['engine', 'redis_url', 'redis://:wrong@redis:6379', /Redis refuses the password: REDIS_URL must hold/],
    [
      'worker',
      'database_url',
      'postgres://centralino:wrong@postgres:5432/postgres',
      /PostgreSQL refuses the password: DATABASE_URL must hold/,
    ],
    ['engine', 'ari_password', 'x'.repeat(32), /refuses the ARI user or password: compare ari.conf/],
  ])(
    '%s with a wrong %s says so',
    async (service, secret, value, words) => {
      const wrong = join(dir.path, 'wrong');
      await writeFile(wrong, value, { mode: 0o444 });
      const mount = `${wrong}:/run/secrets/${secret}:ro`;
      const args = ['run', '--detach', '--no-deps', '--volume', mount, service, service];
      const container = (await line.succeed(args)).trim();
      const said = await until('a word about it', async () => {
        const { stdout, stderr } = await line.docker(['logs', container]);
        return words.test(stdout + stderr) && stdout + stderr;
      });
      await line.docker(['rm', '--force', container]);
      await rm(wrong);
      expect(said).not.toContain(value);
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
