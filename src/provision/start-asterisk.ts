import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { renderAsteriskConf, usualClaimTimeoutMs } from './asterisk-conf.ts';
import { waitFullyBooted } from './asterisk-control.ts';
import { type Fallback, fallbackSounds } from './fallback.ts';
import { assertPortsFree, isTaken } from './ports.ts';
import { ProvisionError } from './provision-error.ts';
import { type Running, startProcess } from './supervise.ts';
import type { AsteriskTool } from './tools.ts';

export interface StartAsteriskOptions {
  readonly tool: AsteriskTool;
  /** The project's asterisk-conf/. */
  readonly templatesDir: string;
  /** Everything is below DATA/asterisk: etc, logs, spool/recording. */
  readonly dataDir: string;
  readonly sipPort: number;
  /** ARI, on 127.0.0.1. */
  readonly ariPort: number;
  readonly ariPassword: string;
  /** Default `centralino`. */
  readonly ariUser?: string;
  readonly rtpStart: number;
  readonly rtpEnd: number;
  /** What a caller gets when no engine is there, or none has room. */
  readonly fallback: Fallback;
  /** Default 127.0.0.1. */
  readonly sipBind?: string;
  /** Who may send calls; default 127.0.0.1. */
  readonly trunkAddresses?: readonly string[];
  /** Where call-backs go out, e.g. `sip:sbc.example.it:5060`; without it nobody outside can be called. */
  readonly trunkContact?: string;
  /** Default: sipBind. */
  readonly mediaAddress?: string;
  /** Engines whose application name matches are offered the calls; default `^centralino`. */
  readonly appFilter?: string;
  /** Default `usualClaimTimeoutMs`. */
  readonly claimTimeoutMs?: number;
  /** How its program is started: as a process of ours, unless tests have it in a container. */
  readonly start?: typeof startProcess;
}

export interface RunningAsterisk extends Running {
  readonly ariUrl: string;
  readonly ariUser: string;
  readonly recordingsDir: string;
}

/** From start to fully booted; measured 0.6 s, an hour-glass machine may need many times that. */
const READY_TIMEOUT_MS = 30_000;
/** Where Asterisk looks for time zones; without them it takes every zone for UTC. */
const zoneFolder = '/usr/share/zoneinfo';
/** The kernel's limit for the path of a socket, less `/asterisk.ctl` and the final zero. */
const LONGEST_RUN_DIR = 107 - '/asterisk.ctl'.length;

/**
 * Renders the configuration and starts Asterisk; resolves when it is fully booted and listens.
 * @throws ProvisionError when a port is taken or Asterisk does not come up
 */
export async function startAsterisk(options: StartAsteriskOptions): Promise<RunningAsterisk> {
  const { tool, sipPort, ariPort, sipBind = '127.0.0.1', ariUser = 'centralino' } = options;
  const sip = { host: sipBind, port: sipPort, purpose: 'SIP', option: '--sip-port' } as const;
  const ari = {
    protocol: 'tcp',
    host: '127.0.0.1',
    port: ariPort,
    purpose: 'ARI',
    option: '--ari-port',
  } as const;
  await assertPortsFree([{ ...sip, protocol: 'udp' }, { ...sip, protocol: 'tcp' }, ari]);
  await assertFallback(options.fallback);

  const asteriskDir = join(options.dataDir, 'asterisk');
  const usual = join(asteriskDir, 'state/run');
  const short = Buffer.byteLength(usual) > LONGEST_RUN_DIR;
  const runDir = short ? await mkdtemp(join(tmpdir(), 'centralino-')) : usual;
  await rm(join(runDir, 'asterisk.ctl'), { force: true });
  const conf = await renderAsteriskConf({
    templatesDir: options.templatesDir,
    asteriskDir,
    runDir,
    modulesDir: tool.modulesDir,
    asteriskDataDir: tool.dataDir,
    sipBind,
    sipPort,
    httpPort: ariPort,
    rtpStart: options.rtpStart,
    rtpEnd: options.rtpEnd,
    ariUser,
    ariPassword: options.ariPassword,
    trunkAddresses: options.trunkAddresses ?? ['127.0.0.1'],
    ...(options.trunkContact === undefined ? {} : { trunkContact: options.trunkContact }),
    mediaAddress: options.mediaAddress ?? sipBind,
    fallback: options.fallback,
    appFilter: options.appFilter ?? '^centralino',
    claimTimeoutMs: options.claimTimeoutMs ?? usualClaimTimeoutMs,
  });
  const logFile = join(asteriskDir, 'logs/console');
  const running = await (options.start ?? startProcess)({
    name: 'Asterisk',
    program: tool.program,
    args: ['-C', conf, '-f', '-n'],
    logFile,
    ready: (signal) => waitFullyBooted(runDir, signal),
    readyTimeoutMs: READY_TIMEOUT_MS,
  });
  for (const [what, taken] of [
    [`SIP on ${sipBind}:${sipPort}`, await isTaken('udp', sipBind, sipPort)],
    [`ARI on 127.0.0.1:${ariPort}`, await isTaken('tcp', '127.0.0.1', ariPort)],
  ] as const) {
    if (taken) continue;
    await running.stop();
    throw new ProvisionError(
      `Asterisk started but does not listen for ${what}: see ${join(asteriskDir, 'logs/messages')}`,
    );
  }
  if (short) void running.exited.then(() => rm(runDir, { recursive: true, force: true }));
  return {
    ...running,
    ariUrl: `http://127.0.0.1:${ariPort}`,
    ariUser,
    recordingsDir: join(asteriskDir, 'spool/recording'),
  };
}

/** A missing sound would be silence to the caller, an unknown time zone wrong hours: both are refused here. */
async function assertFallback({ soundsDir, languages, queue }: Fallback): Promise<void> {
  for (const language of languages) {
    const folder = join(soundsDir, language);
    const names: string[] = await readdir(folder).catch(() => []);
    const missing = fallbackSounds.find((sound) => !names.some((name) => name.startsWith(`${sound}.`)));
    if (missing === undefined) continue;
    throw new ProvisionError(
      `${join(folder, missing)} has no audio file (.wav, .alaw, .gsm): render the prompts first`,
    );
  }
  if (queue === undefined || existsSync(join(zoneFolder, queue.hours.zone))) return;
  throw new ProvisionError(
    `Asterisk knows no time zone ${queue.hours.zone}: install tzdata, which has ${zoneFolder}`,
  );
}
