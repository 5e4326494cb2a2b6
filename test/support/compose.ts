/** docker/compose.yaml as a test drives it: a project of its own, with secrets, ports and networks of its own. */
import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { withoutLimits } from '../../src/cli/without-limits.ts';
import { provideBaseImage } from '../../src/provision/base-image.ts';
import { makeSecrets } from '../../src/provision/container-settings.ts';
import type { TestDocker } from './docker.ts';
import { projectDir, testPort, toolsDir } from './parts.ts';

const runFile = promisify(execFile);

const composeFile = join(projectDir, 'docker/compose.yaml');
/** All images from nothing, on a machine that does other things as well. */
export const buildMs = 25 * 60_000;
const downMs = 5 * 60_000;
const rollMs = 10 * 60_000;
const readiness = z.object({ ready: z.boolean(), calls: z.number() });

export interface ComposeRun {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export class TestCompose {
  readonly project: string;
  readonly address = '172.30.77.10';
  readonly gateway = '172.30.77.1';
  readonly secretsDir: string;
  readonly env: Readonly<Record<string, string>>;
  readonly #docker: TestDocker;

  private constructor(
    project: string,
    secretsDir: string,
    env: Readonly<Record<string, string>>,
    docker: TestDocker,
  ) {
    this.project = project;
    this.secretsDir = secretsDir;
    this.env = env;
    this.#docker = docker;
  }

  /**
   * @param dir where its secrets are
   * @param settings other than those of development, as docker/.env would have them
   */
  static async open(
    docker: TestDocker,
    dir: string,
    settings: Readonly<Record<string, string>> = {},
  ): Promise<TestCompose> {
    const secretsDir = join(dir, 'secrets');
    await mkdir(dir, { recursive: true });
    await makeSecrets(secretsDir);
    const rtpStart = 31_000 + 2 * Math.floor(Math.random() * 200);
    const consoles = 32_000 + 10 * Math.floor(Math.random() * 40);
    const env = {
      ...docker.env,
      COMPOSE_PROFILES: 'development',
      CENTRALINO_SECRETS: secretsDir,
      CENTRALINO_VERSION: 'test',
      CENTRALINO_BUILD_NETWORK: 'host',
      CENTRALINO_CA: process.env['NODE_EXTRA_CA_CERTS'] ?? '/dev/null',
      LINE_SUBNET: '172.30.77.0/24',
      ASTERISK_ADDRESS: '172.30.77.10',
      TRUNK_ADDRESSES: '172.30.77.1',
      BACKOFFICE_URL: 'http://back-office:8300',
      CITIZENS: '200',
      SIP_PORT: `${await testPort()}`,
      DESK_PORT: `${await testPort()}`,
      RTP_START: `${rtpStart}`,
      RTP_END: `${rtpStart + 39}`,
      CONSOLE_PORTS: `${consoles}-${consoles + 9}`,
      DRAIN_SECONDS: '3',
      ...withoutLimits,
      ...settings,
    };
    return new TestCompose('centralino-test', secretsDir, env, docker);
  }

  /** Has all images built, and clears away what an earlier run may have left. */
  async build(): Promise<void> {
    const host = { ...process.env };
    Object.assign(process.env, this.#docker.env);
    try {
      await provideBaseImage({ toolsDir, from: 'anywhere', report: () => undefined });
    } finally {
      for (const name of Object.keys(this.#docker.env)) {
        if (host[name] === undefined) delete process.env[name];
        else process.env[name] = host[name];
      }
    }
    await this.down();
    await this.succeed(['build'], buildMs);
  }

  /** Ends it without waiting for anybody, and what another profile has left. */
  async down(): Promise<void> {
    const args = ['--profile', '*', 'down', '--volumes', '--remove-orphans', '--timeout', '5'];
    await this.compose(args, { timeoutMs: downMs });
  }

  /** Runs `docker compose`; never rejects. */
  compose(
    args: readonly string[],
    options: { env?: Readonly<Record<string, string | undefined>>; timeoutMs?: number } = {},
  ): Promise<ComposeRun> {
    return this.docker(['compose', ...this.options, '--file', composeFile, ...args], options);
  }

  /** Options of `docker compose` by which it is ours: no settings of whoever works here. */
  get options(): readonly string[] {
    return ['--env-file', '/dev/null', '--project-name', this.project];
  }

  docker(
    args: readonly string[],
    options: { env?: Readonly<Record<string, string | undefined>>; timeoutMs?: number } = {},
  ): Promise<ComposeRun> {
    return this.#run('docker', args, options.timeoutMs ?? 120_000, options.env);
  }

  #run(
    command: string,
    args: readonly string[],
    timeout: number,
    env: Readonly<Record<string, string | undefined>> = {},
  ): Promise<ComposeRun> {
    return runFile(command, [...args], {
      env: { ...process.env, ...this.env, ...env },
      timeout,
      maxBuffer: 64 * 1024 * 1024,
    }).then(
      ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
      (error: { code?: number; stdout?: string; stderr?: string }) => ({
        code: typeof error.code === 'number' ? error.code : 255,
        stdout: error.stdout ?? '',
        stderr: error.stderr ?? '',
      }),
    );
  }

  /** @throws Error with what it wrote when it fails */
  async succeed(args: readonly string[], timeoutMs?: number): Promise<string> {
    const { code, stdout, stderr } = await this.compose(args, timeoutMs === undefined ? {} : { timeoutMs });
    if (code !== 0) throw new Error(`docker compose ${args.join(' ')}: ${stderr.slice(-4_000)}`);
    return stdout;
  }

  /** The ids of a service's containers. */
  async containers(service: string): Promise<string[]> {
    return (await this.succeed(['ps', '--quiet', service])).split('\n').filter((id) => id !== '');
  }

  /** Where an engine's console is: one address a container. */
  async console(container: string): Promise<string> {
    const { stdout } = await this.docker(['port', container, '8080/tcp']);
    return `http://${stdout.trim().split('\n')[0]}`;
  }

  /** What an engine says of itself; undefined when it does not answer. */
  async readiness(container: string): Promise<z.output<typeof readiness> | undefined> {
    const answer = await fetch(`${await this.console(container)}/ready`).catch(() => undefined);
    return answer === undefined ? undefined : readiness.parse(await answer.json());
  }

  /** What Asterisk says at its own console. */
  async asterisk(words: string): Promise<string> {
    const [container = ''] = await this.containers('asterisk');
    const conf = '/var/lib/centralino/asterisk/etc/asterisk.conf';
    return (await this.docker(['exec', container, '/usr/sbin/asterisk', '-C', conf, '-rx', words])).stdout;
  }

  /** The application that each channel of Asterisk is in: `StasisBroadcast` with an engine, `Playback` in what the dialplan says alone. */
  async applications(): Promise<string[]> {
    const rows = (await this.asterisk('core show channels concise')).split('\n');
    return rows.filter((row) => row.includes('!')).map((row) => row.split('!')[5] ?? '');
  }

  /** `centralino containers roll`: every engine is replaced. */
  roll(): Promise<ComposeRun> {
    const args = [join(projectDir, 'dist/cli/main.js'), 'containers', 'roll', '--', ...this.options];
    return this.#run(process.execPath, args, rollMs);
  }

  /** Everything of the project that is there: containers, volumes, networks. */
  async leftOver(): Promise<string[]> {
    const filter = ['--filter', `label=com.docker.compose.project=${this.project}`];
    const lists = [
      ['ps', '--all', '--format', '{{.Names}}'],
      ['volume', 'ls', '--format', '{{.Name}}'],
      ['network', 'ls', '--format', '{{.Name}}'],
    ];
    const names: string[] = [];
    for (const list of lists) {
      const { stdout } = await this.docker([...list, ...filter]);
      names.push(...stdout.split('\n').filter((name) => name !== ''));
    }
    return names;
  }
}
