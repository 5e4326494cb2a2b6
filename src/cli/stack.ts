import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fallbackConfig } from '../config/asterisk.ts';
import { audioDir } from '../config/folders.ts';
import { readConfig } from '../config/read.ts';
import { workerNodeOptions } from '../config/worker.ts';
import { assertPortsFree, freePort } from '../provision/ports.ts';
import type { Report } from '../provision/program.ts';
import { provide } from '../provision/provide.ts';
import { loadOrCreateSecrets } from '../provision/secrets.ts';
import {
  type RunningAsterisk,
  type StartAsteriskOptions,
  startAsterisk,
} from '../provision/start-asterisk.ts';
import { type RunningRedis, type StartRedisOptions, startRedis } from '../provision/start-redis.ts';
import { type Running, startProcess, stopAll } from '../provision/supervise.ts';
import { flowsDir, projectDir, promptsDir } from './command.ts';
import { prepareFallback } from './fallback.ts';

export interface StackOptions {
  readonly dataDir: string;
  readonly sipPort: number;
  /** The engine's HTTP port; 0 for a free one. */
  readonly httpPort: number;
  /** First port of the RTP range. */
  readonly rtpStart: number;
  readonly citizens: number;
  readonly report: Report;
  readonly flowsDir?: string;
  readonly promptsDir?: string;
  /** Where call-backs go out, e.g. `sip:sbc.example.it:5060`; TRUNK_CONTACT if not given. Without it they cannot. */
  readonly trunkContact?: string;
  /** Added to the environment of engines, workers and the back office. */
  readonly env?: Readonly<Record<string, string>>;
  /** Added to that of the worker alone, and of the engine alone. */
  readonly workerEnv?: Readonly<Record<string, string>>;
  readonly engineEnv?: Readonly<Record<string, string>>;
  /** Other programs than this machine's, and how they are started: tests have them in containers. */
  readonly programs?: {
    readonly asterisk: Pick<StartAsteriskOptions, 'tool' | 'start'>;
    readonly redis: Pick<StartRedisOptions, 'tool' | 'start'>;
  };
}

/** The parts of a running stack; each can be stopped, killed and started again, as the fault tests do. */
export interface Stack {
  readonly asterisk: RunningAsterisk;
  readonly redis: RunningRedis;
  readonly backOffice: Running;
  readonly engine: Running;
  readonly worker: Running;
  readonly desk: Running;
  readonly sipPort: number;
  readonly httpUrl: string;
  /** Where operators and supervisors log in with a browser. */
  readonly deskUrl: string;
  /** Health and metrics of the desk, which its own port does not show. */
  readonly deskMonitorUrl: string;
  /** Who may (`centralino operators --file`). */
  readonly operatorsFile: string;
  readonly backOfficeUrl: string;
  readonly backOfficeToken: string;
  /** Where the worker serves the records, and what it wants to be shown. */
  readonly recordsUrl: string;
  readonly recordsToken: string;
  /** What people of operations show to the records. */
  readonly opsToken: string;
  readonly espeak: readonly string[];
  restartAsterisk(): Promise<RunningAsterisk>;
  restartRedis(): Promise<RunningRedis>;
  restartBackOffice(): Promise<Running>;
  restartWorker(): Promise<Running>;
  restartDesk(): Promise<Running>;
  restartEngine(env?: Readonly<Record<string, string>>): Promise<Running>;
  /**
   * Starts one engine more, or again, under this name and on this HTTP port.
   * @param prefix of the command that starts it, where it is to run somewhere else (`ip netns exec NAME`)
   */
  addEngine(
    name: string,
    httpPort: number,
    env?: Readonly<Record<string, string>>,
    prefix?: readonly string[],
  ): Promise<Running>;
  /** Ends everything that runs, in the right order. */
  stop(): Promise<void>;
}

const rtpPorts = 2_000;
const internalPorts = { from: 20_000, to: 29_999 };
/** Compiled, also for a test that runs this file from its source. */
const main = fileURLToPath(
  new URL(import.meta.url.endsWith('.ts') ? '../../dist/cli/main.js' : './main.js', import.meta.url),
);

/**
 * Starts Asterisk, Redis, the reference back office, one engine and one worker on this machine, and resolves when a
 * call would be answered. A failure on the way stops what has been started.
 * @throws ProvisionError in one line: what is wrong and what to do
 */
export async function startStack(options: StackOptions): Promise<Stack> {
  const { dataDir, sipPort, report } = options;
  const trunkContact = options.trunkContact ?? process.env['TRUNK_CONTACT'];
  await assertPortsFree([
    { protocol: 'udp', host: '127.0.0.1', port: sipPort, purpose: 'SIP', option: '--sip-port' },
  ]);
  if (options.httpPort !== 0) {
    await assertPortsFree([
      { protocol: 'tcp', host: '127.0.0.1', port: options.httpPort, purpose: 'HTTP', option: '--http-port' },
    ]);
  }
  const tools = await provide({ toolsDir: join(projectDir, '.centralino/tools'), report });
  const secrets = await loadOrCreateSecrets(dataDir);
  const espeak = [tools.espeak.program.command, ...tools.espeak.program.args];
  const [freeHttpPort, ariPort, redisPort, backOfficePort, recordsPort, deskPort, monitorPort] =
    await distinctPorts();
  const httpPort = options.httpPort === 0 ? freeHttpPort : options.httpPort;
  const recordsUrl = `http://127.0.0.1:${recordsPort}`;
  const operatorsFile = await ensureOperatorsFile(dataDir);
  const backOfficeUrl = `http://127.0.0.1:${backOfficePort}`;
  const withoutEngine = readConfig(fallbackConfig, { ...process.env, ...options.env });
  const fallback = await prepareFallback({
    soundsDir: join(dataDir, 'fallback'),
    keptDir: join(audioDir(dataDir), 'fixed'),
    flowsDir: options.flowsDir ?? flowsDir,
    espeak,
    config: withoutEngine,
  });

  const common = {
    LOG_LEVEL: 'info',
    DATA_DIR: dataDir,
    FLOWS_DIR: options.flowsDir ?? flowsDir,
    PROMPTS_DIR: options.promptsDir ?? promptsDir,
    ESPEAK: JSON.stringify(espeak),
    ...options.env,
  };
  const own = (
    name: string,
    command: string,
    env: Record<string, string>,
    prefix: readonly string[] = [],
  ) => {
    const options = command === 'worker' ? workerNodeOptions : [];
    const node = [process.execPath, ...options, '--enable-source-maps', main];
    const [program = process.execPath, ...args] = [...prefix, ...node];
    return startProcess({
      name,
      program: { command: program, args },
      args: [command],
      logFile: join(dataDir, 'log', `${env['ENGINE_NAME'] ? `engine-${env['ENGINE_NAME']}` : command}.log`),
      env: { ...common, ...env },
      ready: /^ready/,
      readyTimeoutMs: 600_000,
      onLine: (line) => {
        const filling = /^citizens (\d+) (\d+)$/.exec(line);
        if (filling)
          report({
            step: 'Filling the back office',
            fraction: Number(filling[1]) / Number(filling[2]),
            detail: `${filling[1]} citizens`,
          });
      },
    });
  };
  const parts = {
    asterisk: () =>
      startAsterisk({
        tool: tools.asterisk,
        ...options.programs?.asterisk,
        templatesDir: join(projectDir, 'asterisk-conf'),
        dataDir,
        sipPort,
        ariPort,
        ariPassword: secrets.ariPassword,
        rtpStart: options.rtpStart,
        rtpEnd: options.rtpStart + rtpPorts - 1,
        ...(trunkContact === undefined || trunkContact === '' ? {} : { trunkContact }),
        fallback,
      }),
    redis: () =>
      startRedis({
        tool: tools.redis,
        ...options.programs?.redis,
        dataDir,
        port: redisPort,
        password: secrets.redisPassword,
      }),
    backOffice: () =>
      own('the back office', 'back-office', {
        HTTP_PORT: `${backOfficePort}`,
        BACKOFFICE_TOKEN: secrets.backofficeToken,
        PIN_PEPPER: secrets.pinPepper,
        CITIZENS: `${options.citizens}`,
        PORTAL_TOKEN: secrets.portalToken,
        ...options.env,
      }),
    engine: (env: Readonly<Record<string, string>> = {}, prefix: readonly string[] = []) => {
      const all = {
        ARI_URL: `http://127.0.0.1:${ariPort}`,
        ARI_USER: 'centralino',
        ARI_PASSWORD: secrets.ariPassword,
        REDIS_URL: redisUrl,
        BACKOFFICE_URL: backOfficeUrl,
        BACKOFFICE_TOKEN: secrets.backofficeToken,
        RECORDS_URL: recordsUrl,
        RECORDS_TOKEN: secrets.recordsToken,
        SEAL_KEY: secrets.sealKey,
        HTTP_PORT: `${httpPort}`,
        ...options.engineEnv,
        ...env,
      };
      return own('the engine', 'engine', all, prefix);
    },
    worker: () =>
      own('the worker', 'worker', {
        REDIS_URL: redisUrl,
        BACKOFFICE_URL: backOfficeUrl,
        BACKOFFICE_TOKEN: secrets.backofficeToken,
        RECORDS_PORT: `${recordsPort}`,
        RECORDS_TOKEN: secrets.recordsToken,
        RECORDS_KEY: secrets.recordsKey,
        OPS_TOKEN: secrets.opsToken,
        OFFICE_TOKEN: secrets.officeToken,
        DESK_TOKEN: secrets.deskToken,
        ...options.env,
        ...options.workerEnv,
      }),
    desk: () =>
      own("the operators' desk", 'desk', {
        DESK_PORT: `${deskPort}`,
        MONITOR_PORT: `${monitorPort}`,
        OPERATORS_FILE: operatorsFile,
        REDIS_URL: redisUrl,
        SEAL_KEY: secrets.sealKey,
        ARI_URL: `http://127.0.0.1:${ariPort}`,
        BACKOFFICE_URL: backOfficeUrl,
        BACKOFFICE_TOKEN: secrets.backofficeToken,
        RECORDS_URL: recordsUrl,
        RECORDS_TOKEN: secrets.recordsToken,
        DESK_TOKEN: secrets.deskToken,
      }),
  };
  const redisUrl = `redis://:${secrets.redisPassword}@127.0.0.1:${redisPort}`;
  await mkdir(join(dataDir, 'log'), { recursive: true });

  const started = new Map<string, Running>();
  let givenUp = false;
  const start = async <R extends Running>(name: string, make: () => Promise<R>): Promise<R> => {
    const running = await make();
    started.set(name, running);
    // Another part failed while this one was still starting.
    if (givenUp) await running.stop();
    return running;
  };
  const rank = (name: string) => order.indexOf(name.replace(/ .*/, ''));
  const stop = () =>
    stopAll([...started].sort(([one], [other]) => rank(one) - rank(other)).map(([, running]) => running));
  try {
    const backOffice = start('backOffice', parts.backOffice);
    backOffice.catch(() => {});
    const [asterisk, redis] = await Promise.all([
      start('asterisk', parts.asterisk),
      start('redis', parts.redis),
    ]);
    const [engine, worker, desk] = await Promise.all([
      start('engine', parts.engine),
      start('worker', parts.worker),
      start('desk', parts.desk),
    ]);
    return {
      asterisk,
      redis,
      engine,
      worker,
      desk,
      backOffice: await backOffice,
      sipPort,
      httpUrl: `http://127.0.0.1:${httpPort}`,
      deskUrl: `http://127.0.0.1:${deskPort}`,
      deskMonitorUrl: `http://127.0.0.1:${monitorPort}`,
      operatorsFile,
      backOfficeUrl,
      backOfficeToken: secrets.backofficeToken,
      recordsUrl,
      recordsToken: secrets.recordsToken,
      opsToken: secrets.opsToken,
      espeak,
      restartAsterisk: () => start('asterisk', parts.asterisk),
      restartRedis: () => start('redis', parts.redis),
      restartWorker: () => start('worker', parts.worker),
      restartDesk: () => start('desk', parts.desk),
      restartBackOffice: () => start('backOffice', parts.backOffice),
      restartEngine: (env) => start('engine', () => parts.engine(env)),
      addEngine: (name, port, env, prefix) =>
        start(`engine ${name}`, () =>
          parts.engine({ ...env, ENGINE_NAME: name, HTTP_PORT: `${port}` }, prefix),
        ),
      stop,
    };
  } catch (error) {
    givenUp = true;
    await stop();
    throw error;
  }
}

/** Stopped from the last to the first: the engine drains while Asterisk and Redis are still there. */
const order = ['redis', 'asterisk', 'backOffice', 'worker', 'engine', 'desk'];

async function distinctPorts(): Promise<[number, number, number, number, number, number, number]> {
  const ports = new Set<number>();
  while (ports.size < 7) ports.add(await freePort(internalPorts.from, internalPorts.to));
  const [http = 0, ari = 0, redis = 0, backOffice = 0, records = 0, desk = 0, monitor = 0] = ports;
  return [http, ari, redis, backOffice, records, desk, monitor];
}

/** The operators' file; nobody is in it at first (`centralino operators add`). */
async function ensureOperatorsFile(dataDir: string): Promise<string> {
  const file = join(dataDir, 'operators.yaml');
  await mkdir(dataDir, { recursive: true });
  if (!existsSync(file)) await writeFile(file, 'operators: {}\n', { mode: 0o600 });
  return file;
}
