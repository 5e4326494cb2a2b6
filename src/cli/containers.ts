import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { BASE_IMAGE, provideBaseImage } from '../provision/base-image.ts';
import { makeSecrets, parseSettings, settingsText } from '../provision/container-settings.ts';
import { assertDocker, type DockerFacts, docker, whyNoDocker } from '../provision/docker.ts';
import { type DockerDaemon, startDockerDaemon, whyNoDaemon } from '../provision/docker-daemon.ts';
import { addressTowards, assertPortsFree, type PortUse } from '../provision/ports.ts';
import { type Report, run } from '../provision/program.ts';
import { ProvisionError } from '../provision/provision-error.ts';
import { type Command, projectDir, textOption, UsageError } from './command.ts';
import { callStatoDomanda } from './demo-call.ts';
import { progressOn } from './progress.ts';
import { untilTold } from './until-told.ts';

const dockerDir = join(projectDir, 'docker');
const toolsDir = join(projectDir, '.centralino/tools');
/** What building all images takes, measured 3.4 GB with what it leaves in the cache. */
const roomBytes = 4.5e9;

export const containers: Command = {
  name: 'containers',
  summary:
    'prepare docker/compose.yaml: secrets, settings, the base image; run a Docker daemon where there is none',
  usage: `
usage: centralino containers prepare [--production] [--base debian]
       centralino containers base [--base debian]
       centralino containers call
       centralino containers daemon [--data DIR]
       centralino containers run [--data DIR] -- COMMAND ...

  prepare        looks whether Docker will do, whether there is room and the ports are free; makes docker/secrets (what is
                 there stays), docker/.env (never changed) and the base image. Then:
                   docker compose -f docker/compose.yaml up --build --wait
  --production   without the reference back office; says what is to be written into docker/.env
  base           only the base image, ${BASE_IMAGE}: pulled, or made out of Debian packages where Docker Hub cannot be reached
                 (root, on Debian or Ubuntu)
  --base debian  asks no registry
  call           calls 803164 on the line that runs in development, and says whether the dialog went as it should
  daemon         runs a Docker daemon out of Debian packages until it is ended, and says how to use it: beside whatever is on
                 the machine, without a change of its network (root)
  run            runs a command with Docker: the daemon that answers, else one as of \`daemon\` for as long as the command runs
  --data DIR     where that daemon keeps images (default /var/tmp/centralino-docker)`,
  options: { production: { type: 'boolean' }, base: { type: 'string' }, data: { type: 'string' } },
  run: async (values, positionals) => {
    const report = progressOn(process.stdout);
    const base = textOption(values, 'base', 'anywhere');
    if (base !== 'anywhere' && base !== 'debian') throw new UsageError('--base takes the word debian');
    const [word, ...others] = positionals;
    if (word !== 'run' && others.length > 0)
      throw new UsageError(`one word is enough: not "${others.join(' ')}"`);
    switch (word) {
      case 'prepare':
        await prepare(values['production'] === true ? 'production' : 'development', base, report);
        return 0;
      case 'base':
        await assertDocker(roomBytes);
        await sayBase(base, report);
        return 0;
      case 'call':
        return (await call()) ? 0 : 1;
      case 'daemon':
        return daemon(dataDirOf(values), report);
      case 'run':
        return runWithDocker(others, dataDirOf(values), report);
      default:
        throw new UsageError('write prepare, base, call, daemon or run (--help says more)');
    }
  },
};

async function prepare(
  profile: 'development' | 'production',
  base: 'anywhere' | 'debian',
  report: Report,
): Promise<void> {
  const facts = await assertDocker(roomBytes);
  const secrets = join(dockerDir, 'secrets');
  const made = await makeSecrets(secrets);
  const say = (line: string) => process.stdout.write(`${line}\n`);
  say(`${relative(projectDir, secrets)}: ${made.length === 0 ? 'all there' : `made ${made.join(', ')}`}`);
  const settings = await settingsFile(profile, facts, say);
  if (!(await isUp())) await assertPortsFree(portsOf(settings));
  await sayBase(base, report);
  const missing = ['TRUNK_ADDRESSES', 'BACKOFFICE_URL'].filter((name) => (settings.get(name) ?? '') === '');
  if (missing.length > 0) say(`Write into docker/.env: ${missing.join(', ')}`);
  say('Then: docker compose -f docker/compose.yaml up --build --wait');
}

async function settingsFile(
  profile: 'development' | 'production',
  facts: DockerFacts,
  say: (line: string) => void,
): Promise<Map<string, string>> {
  const path = join(dockerDir, '.env');
  if (existsSync(path)) say(`${relative(projectDir, path)}: there already`);
  else {
    const certificates = process.env['NODE_EXTRA_CA_CERTS'];
    const text = settingsText({
      profile,
      hostBuilds: !facts.forwards,
      ...(certificates === undefined ? {} : { certificates }),
    });
    await writeFile(path, text, { flag: 'wx' });
    say(`${relative(projectDir, path)}: made for ${profile}`);
  }
  const settings = parseSettings(await readFile(path, 'utf8'));
  const has = settings.get('COMPOSE_PROFILES');
  if (has !== undefined && has !== profile) {
    throw new ProvisionError(
      `docker/.env is for ${has}: change COMPOSE_PROFILES in it, or move it away to have one made for ${profile}`,
    );
  }
  return settings;
}

async function sayBase(from: 'anywhere' | 'debian', report: Report): Promise<void> {
  const how = await provideBaseImage({ toolsDir, from, report });
  const words = { there: 'there already', pulled: 'pulled', made: 'made out of Debian packages' };
  process.stdout.write(`${BASE_IMAGE}: ${words[how]}\n`);
}

/** Whether the line runs already: then the ports are taken by itself. */
async function isUp(): Promise<boolean> {
  const filter = ['ps', '--quiet', '--filter', 'label=com.docker.compose.project=centralino'];
  return (await run(docker, filter, 20_000)).stdout.trim() !== '';
}

/** What compose.yaml opens on this machine. */
function portsOf(settings: ReadonlyMap<string, string>): PortUse[] {
  const host = settings.get('SIP_ADDRESS') || '127.0.0.1';
  const sip = {
    host,
    port: Number(settings.get('SIP_PORT') || 5060),
    purpose: 'SIP',
    option: 'SIP_PORT in docker/.env',
  };
  const start = Number(settings.get('RTP_START') || 16_384);
  const audio = [start, Number(settings.get('RTP_END') || 16_483)].map((port) => ({
    protocol: 'udp' as const,
    host,
    port,
    purpose: 'audio (RTP)',
    option: 'RTP_START and RTP_END in docker/.env',
  }));
  return [
    { ...sip, protocol: 'udp' },
    { ...sip, protocol: 'tcp' },
    ...audio,
    {
      protocol: 'tcp',
      host: '127.0.0.1',
      port: Number(settings.get('DESK_PORT') || 8090),
      purpose: "operators' desk",
      option: 'DESK_PORT in docker/.env',
    },
  ];
}

/** From this machine to Asterisk's own address, which Linux has a route to; so audio goes neither through a proxy nor NAT. */
async function call(): Promise<boolean> {
  const settings = parseSettings(await readFile(join(dockerDir, '.env'), 'utf8').catch(() => ''));
  const host = settings.get('ASTERISK_ADDRESS') || '172.30.55.10';
  const [console = ''] = (settings.get('CONSOLE_PORTS') || '8080').split('-');
  return callStatoDomanda({
    server: { host, port: 5060 },
    bindAddress: await addressTowards(host),
    httpUrl: `http://127.0.0.1:${console}`,
    citizens: Number(settings.get('CITIZENS') || 1000),
    out: process.stdout,
  });
}

function dataDirOf(values: Readonly<Record<string, unknown>>): string {
  return resolve(textOption(values, 'data', '/var/tmp/centralino-docker'));
}

async function openDaemon(dataDir: string, report: Report): Promise<DockerDaemon> {
  const no = await whyNoDaemon();
  if (no !== undefined) throw new ProvisionError(`no Docker daemon can be run here: ${no}`);
  const runDir = join(dataDir, 'run');
  await mkdir(runDir, { recursive: true });
  return startDockerDaemon({ toolsDir, dataDir: join(dataDir, 'data'), runDir, report });
}

async function runWithDocker(command: readonly string[], dataDir: string, report: Report): Promise<number> {
  const [program, ...args] = command;
  if (program === undefined) throw new UsageError('write the command behind --');
  const own = (await whyNoDocker()) === undefined ? undefined : await openDaemon(dataDir, report);
  const child = spawn(program, args, { stdio: 'inherit', env: { ...process.env, ...own?.env } });
  // The terminal tells the whole group; whoever tells only us means the command.
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  process.on('SIGINT', () => undefined);
  const code = await new Promise<number>((ended) => {
    child.once('error', () => ended(127));
    child.once('exit', (exit) => ended(exit ?? 1));
  });
  await own?.stop();
  return code;
}

async function daemon(dataDir: string, report: Report): Promise<number> {
  const told = untilTold();
  const running = await openDaemon(dataDir, report);
  const { DOCKER_HOST, DOCKER_CONFIG, PATH } = running.env;
  process.stdout.write(
    `ready\nexport DOCKER_HOST=${DOCKER_HOST} DOCKER_CONFIG=${DOCKER_CONFIG} PATH=${PATH.split(':')[0]}:$PATH\n`,
  );
  const ended = await Promise.race([told.then(() => undefined), running.exited]);
  await running.stop();
  return ended === undefined ? 0 : 1;
}
