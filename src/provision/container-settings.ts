/** What docker/compose.yaml is told: secrets as files, and docker/.env. */
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ProvisionError } from './provision-error.ts';

/** Each 32 random bytes in hexadecimal, in a file of its name. */
export const randomSecrets = [
  'ari_password',
  'backoffice_token',
  'desk_token',
  'office_token',
  'ops_token',
  'pin_pepper',
  'portal_token',
  'postgres_password',
  'records_key',
  'records_token',
  'redis_password',
  'seal_key',
] as const;

/** Addresses that hold a password, as the services of the compose file are called. */
const addresses = {
  redis_url: ['redis_password', (password: string) => `redis://:${password}@redis:6379`],
  database_url: [
    'postgres_password',
    (password: string) => `postgres://centralino:${password}@postgres:5432/postgres`,
  ],
} as const;

/** Every secret that the compose file names. */
export const secretNames: readonly string[] = [...randomSecrets, ...Object.keys(addresses)];

/**
 * Makes the secrets that are not there; those that are stay as they are, so that a password of an institution's own (the
 * token of its back office, the address of its database) is written into its file before.
 * @param dir nobody but its owner may enter it: in it the files are for everybody, because containers run as another user
 * @returns the names of those that were made
 * @throws ProvisionError for a secret that is empty, or an address without the password of its server
 */
export async function makeSecrets(dir: string): Promise<string[]> {
  await mkdir(dir, { recursive: true, mode: 0o700 });
  await chmod(dir, 0o700);
  const made: string[] = [];
  const provide = async (name: string, value: () => string) => {
    const path = join(dir, name);
    if (!existsSync(path)) {
      await writeFile(path, value(), { mode: 0o444, flag: 'wx' });
      made.push(name);
    }
    // Whatever umask it was written under.
    await chmod(path, 0o444);
    const text = (await readFile(path, 'utf8')).trim();
    if (text === '') throw new ProvisionError(`the secret ${path} is empty: write it, or delete the file`);
    return text;
  };
  const passwords = new Map<string, string>();
  for (const name of randomSecrets) {
    passwords.set(name, await provide(name, () => randomBytes(32).toString('hex')));
  }
  for (const [name, [of, make]] of Object.entries(addresses)) {
    const right = make(passwords.get(of) ?? '');
    const given = await provide(name, () => right);
    // An address of another server has a password of its own.
    if (given !== right && URL.canParse(given) && new URL(given).host === new URL(right).host) {
      throw new ProvisionError(
        `the secret ${join(dir, name)} has another password than ${of}: delete ${name}, and it is made anew`,
      );
    }
  }
  return made;
}

export interface ContainerSettings {
  readonly profile: 'development' | 'production';
  /** Images must be built on the host's network. */
  readonly hostBuilds: boolean;
  /** Certificates that the npm registry is reached with, where the machine has its own. */
  readonly certificates?: string;
}

/** What docker/.env holds when it is made. */
export function settingsText({ profile, hostBuilds, certificates }: ContainerSettings): string {
  const development = profile === 'development';
  const line = (name: string, value: string | undefined) =>
    value === undefined ? `# ${name}=` : `${name}=${value}`;
  return [
    '# Settings of docker/compose.yaml; what each is for stands there. Made by `centralino containers prepare`, which never',
    '# changes it afterwards.',
    line('COMPOSE_PROFILES', profile),
    line('CENTRALINO_SECRETS', './secrets'),
    '',
    '# Who may send calls: addresses of the carrier, with commas between them.',
    // The host itself, as containers see it: the first address of LINE_SUBNET.
    line('TRUNK_ADDRESSES', development ? '172.30.55.1' : undefined),
    '# The address on which calls come in, and the one that callers outside are told.',
    line('SIP_ADDRESS', development ? '127.0.0.1' : undefined),
    line('EXTERNAL_ADDRESS', undefined),
    '# Whether callers are behind a router or a proxy for ports, as whoever calls from this machine is.',
    line('TRUNK_BEHIND_NAT', development ? 'yes' : undefined),
    '',
    "# The institution's back office; its token is the secret backoffice_token.",
    line('BACKOFFICE_URL', development ? 'http://back-office:8300' : undefined),
    '',
    line('CENTRALINO_BUILD_NETWORK', hostBuilds ? 'host' : undefined),
    line('CENTRALINO_CA', certificates),
    '',
  ].join('\n');
}

/** Reads `NAME=value` lines. */
export function parseSettings(text: string): Map<string, string> {
  return new Map(
    [...text.matchAll(/^([A-Z_]+)=(.*)$/gm)].map(([, name = '', value = '']) => [name, value.trim()]),
  );
}
