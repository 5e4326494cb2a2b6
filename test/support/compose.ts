/** docker/compose.yaml as a test drives it: a project of its own, with secrets, ports and networks of its own. */
import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { makeSecrets } from '../../src/provision/container-settings.ts';
import type { TestDocker } from './docker.ts';
import { projectDir, testPort } from './parts.ts';

const runFile = promisify(execFile);

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

  private constructor(project: string, secretsDir: string, env: Readonly<Record<string, string>>) {
    this.project = project;
    this.secretsDir = secretsDir;
    this.env = env;
  }

  /** @param dir where its secrets are */
  static async open(docker: TestDocker, dir: string): Promise<TestCompose> {
    const secretsDir = join(dir, 'secrets');
    await mkdir(dir, { recursive: true });
    await makeSecrets(secretsDir);
    const rtpStart = 31_000 + 2 * Math.floor(Math.random() * 200);
    const consoles = 32_000 + 10 * Math.floor(Math.random() * 40);
    return new TestCompose('centralino-test', secretsDir, {
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
    });
  }

  /** Runs `docker compose`; never rejects. */
  compose(
    args: readonly string[],
    options: { env?: Readonly<Record<string, string | undefined>>; timeoutMs?: number } = {},
  ): Promise<ComposeRun> {
    const file = join(projectDir, 'docker/compose.yaml');
    // No settings of whoever works here.
    const own = ['compose', '--env-file', '/dev/null', '--project-name', this.project, '--file', file];
    return this.docker([...own, ...args], options);
  }

  docker(
    args: readonly string[],
    options: { env?: Readonly<Record<string, string | undefined>>; timeoutMs?: number } = {},
  ): Promise<ComposeRun> {
    return runFile('docker', [...args], {
      env: { ...process.env, ...this.env, ...options.env },
      timeout: options.timeoutMs ?? 120_000,
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
