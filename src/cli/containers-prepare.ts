/** `centralino containers prepare`: everything that docker/compose.yaml needs before it is started. */
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BASE_IMAGE, provideBaseImage } from '../provision/base-image.ts';
import { makeSecrets, parseSettings, settingsText } from '../provision/container-settings.ts';
import { assertDocker, type DockerFacts, docker, roomForImages } from '../provision/docker.ts';
import { assertPortsFree, type PortUse } from '../provision/ports.ts';
import { type Report, run } from '../provision/program.ts';
import { ProvisionError } from '../provision/provision-error.ts';

export interface Preparation {
  readonly profile: 'development' | 'production';
  /** Where the base image may come from. */
  readonly base: 'anywhere' | 'debian';
  /** Where secrets and settings are: the project's docker/. */
  readonly dockerDir: string;
  readonly toolsDir: string;
  readonly report: Report;
  /** Takes a line for the terminal. */
  readonly say: (line: string) => void;
}

/**
 * Looks whether Docker will do, makes the secrets and the settings that are not there, and the base image.
 * @throws ProvisionError in one line: what is wrong and what to do
 */
export async function prepare(given: Preparation): Promise<void> {
  const { dockerDir, say } = given;
  const facts = await assertDocker(roomForImages);
  const made = await makeSecrets(join(dockerDir, 'secrets'));
  say(`docker/secrets: ${made.length === 0 ? 'all there' : `made ${made.join(', ')}`}`);
  const settings = await settingsFile(given, facts);
  if (!(await isUp())) await assertPortsFree(portsOf(settings));
  await provideBase(given);
  const missing = ['TRUNK_ADDRESSES', 'BACKOFFICE_URL'].filter((name) => (settings.get(name) ?? '') === '');
  if (missing.length > 0) say(`Write into docker/.env: ${missing.join(', ')}`);
  say('Then: docker compose -f docker/compose.yaml up --build --wait');
}

/** Makes sure that the base image is there, and says how it came. @throws ProvisionError when it cannot be had */
export async function provideBase(
  given: Pick<Preparation, 'base' | 'toolsDir' | 'report' | 'say'>,
): Promise<void> {
  const how = await provideBaseImage({ toolsDir: given.toolsDir, from: given.base, report: given.report });
  const words = { there: 'there already', pulled: 'pulled', made: 'made out of Debian packages' };
  given.say(`${BASE_IMAGE}: ${words[how]}`);
}

/** What docker/.env holds; empty where there is none. */
export async function readSettings(dockerDir: string): Promise<Map<string, string>> {
  return parseSettings(await readFile(join(dockerDir, '.env'), 'utf8').catch(() => ''));
}

async function settingsFile(given: Preparation, facts: DockerFacts): Promise<Map<string, string>> {
  const { dockerDir, profile, say } = given;
  const path = join(dockerDir, '.env');
  if (existsSync(path)) say('docker/.env: there already');
  else {
    const certificates = process.env['NODE_EXTRA_CA_CERTS'];
    const text = settingsText({
      profile,
      hostBuilds: !facts.forwards,
      ...(certificates === undefined ? {} : { certificates }),
    });
    await writeFile(path, text, { flag: 'wx' });
    say(`docker/.env: made for ${profile}`);
  }
  const settings = await readSettings(dockerDir);
  const has = settings.get('COMPOSE_PROFILES');
  if (has !== undefined && has !== profile) {
    throw new ProvisionError(
      `docker/.env is for ${has}: change COMPOSE_PROFILES in it, or move it away to have one made for ${profile}`,
    );
  }
  return settings;
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
