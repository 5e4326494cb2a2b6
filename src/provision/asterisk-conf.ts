import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  confsWithoutQueue,
  type Fallback,
  fallbackTables,
  fallbackValues,
  queueConfs,
  queueMembers,
} from './fallback.ts';
import { provideMusic } from './music.ts';
import { ProvisionError } from './provision-error.ts';

/** What fills the templates of asterisk-conf/. Paths are absolute. */
export interface AsteriskConfOptions {
  /** The templates: the project's asterisk-conf/. */
  readonly templatesDir: string;
  /** Rendered below here: etc/, state/, spool/ (recordings in spool/recording), logs/. */
  readonly asteriskDir: string;
  /** Asterisk's folder for its control socket; its path must be short (the kernel takes 107 bytes). */
  readonly runDir: string;
  readonly modulesDir: string;
  /** Asterisk's own data: documentation/ and sounds/. */
  readonly asteriskDataDir: string;
  readonly sipBind: string;
  readonly sipPort: number;
  /** ARI. */
  readonly httpPort: number;
  /** The address that ARI listens on; 127.0.0.1 where it shares the machine with the engines. */
  readonly httpBind?: string;
  readonly rtpStart: number;
  readonly rtpEnd: number;
  readonly ariUser: string;
  readonly ariPassword: string;
  /** Addresses and networks that may send calls. */
  readonly trunkAddresses: readonly string[];
  /** Where call-backs go out, as a SIP URI without a number (`sip:sbc.example.it:5060`); without it there is no way out. */
  readonly trunkContact?: string;
  /** The address in SDP; RTP is bound to it. */
  readonly mediaAddress: string;
  /**
   * How callers reach it from beyond a router or a container network; who is in `localNet` is told the address that it
   * really has. Ports for audio are the same on both sides, that of SIP is `sipPort`.
   */
  readonly external?: { readonly address: string; readonly sipPort: number; readonly localNet: string };
  /** Callers themselves are behind a router or a proxy for ports: requests go back where the call came from. Default no. */
  readonly trunkBehindNat?: boolean;
  /** What a caller gets when no engine is there, or none has room. */
  readonly fallback: Fallback;
  /** Engines whose Stasis application matches this regular expression are offered the calls. */
  readonly appFilter: string;
  /** How long a call is offered before it is nobody's: the caller hears it ring. */
  readonly claimTimeoutMs: number;
}

/** An engine that stands still for a moment, on a machine that is busy, is still the better answer. */
export const usualClaimTimeoutMs = 2_000;

/** Templates that not every installation has: the way out, and a router in between. */
const outsideConf = 'pjsip-outside.conf';
const natConfs: readonly string[] = ['pjsip-nat.conf', 'rtp-nat.conf'];

/**
 * Renders asterisk-conf/ into ASTERISK_DIR/etc, where `etc/extra/extensions-*.conf` and `modules-*.conf` (of a
 * benchmark, for one) are included and left alone; `pjsip-outside.conf` is there only with a `trunkContact`,
 * `*-nat.conf` only with an `external` address, the files of the queue without engines only where there is one. The
 * music for those who wait goes into ASTERISK_DIR/state/music.
 * @returns the path of asterisk.conf
 * @throws ProvisionError for a value that would break a configuration line, or a placeholder nobody fills
 */
export async function renderAsteriskConf(options: AsteriskConfOptions): Promise<string> {
  const etc = join(options.asteriskDir, 'etc');
  const state = join(options.asteriskDir, 'state');
  const spool = join(options.asteriskDir, 'spool');
  const logs = join(options.asteriskDir, 'logs');
  const folders = ['db', 'keys', 'agi', 'cache', 'music', 'varlib'].map((name) => join(state, name));
  for (const folder of [...folders, join(etc, 'extra'), join(spool, 'recording'), logs, options.runDir]) {
    await mkdir(folder, { recursive: true });
  }
  await provideMusic(join(state, 'music'));
  const values: Record<string, string> = {
    // A letter first, and never what legs are called by (telephony/asterisk/leg-id.ts).
    SYSTEM_NAME: `a${randomBytes(4).toString('hex')}`,
    ETC: etc,
    STATE: state,
    SPOOL: spool,
    LOGS: logs,
    RUN: options.runDir,
    MUSIC: join(state, 'music'),
    VARLIB: join(state, 'varlib'),
    MODULES: options.modulesDir,
    ASTERISK_DATA: options.asteriskDataDir,
    SIP_BIND: options.sipBind.includes(':') ? `[${options.sipBind}]` : options.sipBind,
    SIP_PORT: `${options.sipPort}`,
    HTTP_PORT: `${options.httpPort}`,
    HTTP_BIND: options.httpBind ?? '127.0.0.1',
    RTP_START: `${options.rtpStart}`,
    RTP_END: `${options.rtpEnd}`,
    ARI_USER: options.ariUser,
    ARI_PASSWORD: options.ariPassword,
    TRUNK_ADDRESSES: options.trunkAddresses.join(','),
    MEDIA_ADDRESS: options.mediaAddress,
    ...(options.trunkContact === undefined ? {} : { TRUNK_CONTACT: contact(options.trunkContact) }),
    TRUNK_BEHIND_NAT: options.trunkBehindNat === true ? 'yes' : 'no',
    ...(options.external === undefined
      ? {}
      : {
          EXTERNAL_ADDRESS: options.external.address,
          EXTERNAL_SIP_PORT: `${options.external.sipPort}`,
          LOCAL_NET: options.external.localNet,
        }),
    ...fallbackValues(options.fallback),
    APP_FILTER: options.appFilter,
    CLAIM_TIMEOUT_MS: `${options.claimTimeoutMs}`,
  };
  for (const name of (await readdir(options.templatesDir)).filter((file) => file.endsWith('.conf'))) {
    const template = await readFile(join(options.templatesDir, name), 'utf8');
    const path = join(etc, name);
    // Replaced, not rewritten: the mode is given to new files only.
    await rm(path, { force: true });
    if (name === outsideConf && options.trunkContact === undefined) continue;
    if (natConfs.includes(name) && options.external === undefined) continue;
    if ((options.fallback.queue === undefined ? queueConfs : confsWithoutQueue).includes(name)) continue;
    const text = fillTemplate(name, template, values) + queueMembers(name, options.fallback);
    await writeFile(path, text, { mode: 0o600 });
  }
  const tables = join(etc, 'extensions-tables.conf');
  await rm(tables, { force: true });
  await writeFile(tables, fallbackTables(options.fallback), { mode: 0o600 });
  return join(etc, 'asterisk.conf');
}

/** @throws ProvisionError for what is not the SIP URI of a host */
function contact(uri: string): string {
  // A semicolon that is not escaped begins a comment.
  if (/^sip:[A-Za-z0-9.-]+(:\d{1,5})?(;transport=(udp|tcp|tls))?$/.test(uri)) return uri.replace(';', '\\;');
  throw new ProvisionError(
    'the trunk for calls to the outside must be a SIP URI such as sip:sbc.example.it:5060 or ...:5061;transport=tls',
  );
}

/** Puts values in the place of {{NAME}} outside comments. */
export function fillTemplate(
  file: string,
  template: string,
  values: Readonly<Record<string, string>>,
): string {
  return template
    .split('\n')
    .map((line, index) =>
      line.trimStart().startsWith(';')
        ? line
        : line.replace(/\{\{([A-Z_]+)\}\}/g, (_whole, name: string) => {
            const value = values[name];
            const where = `asterisk-conf/${file}:${index + 1}`;
            if (value === undefined) throw new ProvisionError(`${where}: nothing fills {{${name}}}`);
            if (value === '' || breaksLine(name, value)) {
              throw new ProvisionError(
                `${where}: ${name} is empty or holds one of ; , " \${ $[ or a line break`,
              );
            }
            return value;
          }),
    )
    .join('\n');
}

/** Comments (unless escaped), argument separators, quotes and substitutions of the dialplan; only the list of addresses has commas. */
function breaksLine(name: string, value: string): boolean {
  return /(?<!\\);|["\r\n]|\$[{[]/.test(value) || (value.includes(',') && name !== 'TRUNK_ADDRESSES');
}
