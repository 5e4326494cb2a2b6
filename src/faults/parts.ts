import { chmod, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from '../provision/ports.ts';
import { loadOrCreateSecrets, type Secrets } from '../provision/secrets.ts';
import { startPostgres } from '../provision/start-postgres.ts';
import { startRedis } from '../provision/start-redis.ts';
import { type Running, startProcess, stopAll } from '../provision/supervise.ts';
import type { PostgresTool, Tool } from '../provision/tools.ts';

export interface PartsOptions {
  readonly redis: Tool;
  readonly postgres: PostgresTool;
  /** The compiled command line, `dist/cli/main.js`. */
  readonly main: string;
  /** An empty folder below the temporary folder: everything is in it. */
  readonly dir: string;
  readonly flowsDir: string;
  readonly promptsDir: string;
  readonly citizens: number;
  readonly workers: number;
  /** Added to the environment of the workers. */
  readonly env: Readonly<Record<string, string>>;
}

/** What can be killed. */
export type Victim = 'redis' | 'postgres' | `worker-${number}`;

const ports = { from: 20_000, to: 29_999 };
const startMs = 180_000;

/** Real processes that can be killed and started again on what they left: PostgreSQL, Redis, workers, a back office. */
export class Parts {
  readonly dir: string;
  readonly databaseUrl: string;
  readonly redisUrl: string;
  readonly backOfficeUrl: string;
  /** Of the workers: each serves the records. */
  readonly recordsUrls: readonly string[];
  readonly secrets: Secrets;
  readonly victims: readonly Victim[];
  readonly #start: ReadonlyMap<string, () => Promise<Running>>;
  readonly #running = new Map<string, Running>();

  private constructor(given: {
    dir: string;
    secrets: Secrets;
    urls: { database: string; redis: string; backOffice: string; records: readonly string[] };
    start: ReadonlyMap<string, () => Promise<Running>>;
    victims: readonly Victim[];
  }) {
    this.dir = given.dir;
    this.secrets = given.secrets;
    this.databaseUrl = given.urls.database;
    this.redisUrl = given.urls.redis;
    this.backOfficeUrl = given.urls.backOffice;
    this.recordsUrls = given.urls.records;
    this.#start = given.start;
    this.victims = given.victims;
  }

  /** Starts all of them. @throws ProvisionError; nothing is left running then */
  static async start(options: PartsOptions): Promise<Parts> {
    const { dir, main } = options;
    const dataDir = join(dir, 'data');
    // PostgreSQL is another user, and has to get to its folder.
    await chmod(dir, 0o711);
    const secrets = await loadOrCreateSecrets(dataDir);
    const [postgresPort = 0, redisPort = 0, backOfficePort = 0, ...recordsPorts] = await distinctPorts(
      3 + options.workers,
    );
    const urls = {
      database: `postgres://centralino@127.0.0.1:${postgresPort}/postgres`,
      redis: `redis://:${secrets.redisPassword}@127.0.0.1:${redisPort}`,
      backOffice: `http://127.0.0.1:${backOfficePort}`,
      records: recordsPorts.map((port) => `http://127.0.0.1:${port}`),
    };
    const own = (name: string, command: string, env: Readonly<Record<string, string>>) => () =>
      startProcess({
        name,
        program: { command: process.execPath, args: ['--enable-source-maps', main] },
        args: [command],
        logFile: join(dataDir, 'log', `${name}.log`),
        env: { LOG_LEVEL: 'info', DATA_DIR: dataDir, ...env },
        ready: /^ready/,
        readyTimeoutMs: startMs,
      });
    const workers = recordsPorts.map(
      (port, index) =>
        [
          `worker-${index}`,
          own(`worker-${index}`, 'worker', {
            FLOWS_DIR: options.flowsDir,
            PROMPTS_DIR: options.promptsDir,
            REDIS_URL: urls.redis,
            DATABASE_URL: urls.database,
            BACKOFFICE_URL: urls.backOffice,
            BACKOFFICE_TOKEN: secrets.backofficeToken,
            RECORDS_PORT: `${port}`,
            RECORDS_TOKEN: secrets.recordsToken,
            RECORDS_KEY: secrets.recordsKey,
            OPS_TOKEN: secrets.opsToken,
            ...options.env,
          }),
        ] as const,
    );
    const parts = new Parts({
      dir,
      secrets,
      urls,
      victims: ['redis', 'postgres', ...workers.map((_, index): Victim => `worker-${index}`)],
      start: new Map<string, () => Promise<Running>>([
        [
          'postgres',
          () =>
            startPostgres({
              tool: options.postgres,
              dir: join(dir, 'postgres'),
              port: postgresPort,
              durable: true,
            }),
        ],
        [
          'redis',
          () =>
            startRedis({ tool: options.redis, dataDir, port: redisPort, password: secrets.redisPassword }),
        ],
        [
          'back-office',
          own('back-office', 'back-office', {
            HTTP_PORT: `${backOfficePort}`,
            BACKOFFICE_TOKEN: secrets.backofficeToken,
            PIN_PEPPER: secrets.pinPepper,
            CITIZENS: `${options.citizens}`,
          }),
        ],
        ...workers,
      ]),
    });
    try {
      for (const name of parts.#start.keys()) await parts.#begin(name);
    } catch (error) {
      await parts.stop();
      throw error;
    }
    return parts;
  }

  /** Ends a part as `kill -9` does. */
  async kill(victim: Victim): Promise<void> {
    const running = this.#running.get(victim);
    running?.kill('SIGKILL');
    await running?.exited;
  }

  /** Starts a part again; a Redis may have lost all that it knew. Tries until it runs: what it needs may be down, too. */
  async revive(victim: Victim, forgetful = false): Promise<void> {
    if (victim === 'redis' && forgetful)
      await rm(join(this.dir, 'data/redis/appendonlydir'), { recursive: true, force: true });
    for (const deadline = Date.now() + startMs; ; ) {
      try {
        return await this.#begin(victim);
      } catch (error) {
        // The children of a killed PostgreSQL need a moment to notice; a worker waits for a database.
        if (Date.now() > deadline) throw error;
        await delay(200 + Math.random() * 300);
      }
    }
  }

  async stop(): Promise<void> {
    await stopAll([...this.#running.values()]);
  }

  async #begin(name: string): Promise<void> {
    const running = await this.#start.get(name)?.();
    if (running !== undefined) this.#running.set(name, running);
  }
}

async function distinctPorts(count: number): Promise<number[]> {
  const found = new Set<number>();
  while (found.size < count) found.add(await freePort(ports.from, ports.to));
  return [...found];
}
