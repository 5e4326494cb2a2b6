import { z } from 'zod';
import type { Running } from '../../provision/supervise.ts';
import { until } from '../../rig/until.ts';
import { startTcpProxy, type TcpProxy } from '../tcp-proxy.ts';
import { usesOf } from './uses.ts';

/** How an engine is hurt. */
export type Hurt = 'kill' | 'freeze' | 'cut-asterisk' | 'cut-redis';

const readySchema = z.object({ ready: z.boolean(), calls: z.int() });

/** What an engine needs to be started with cuttable links. */
export interface EngineGiven {
  readonly name: string;
  readonly port: () => Promise<number>;
  readonly ariUrl: string;
  readonly redisUrl: string;
  readonly start: (name: string, httpPort: number, env: Readonly<Record<string, string>>) => Promise<Running>;
}

/** An engine that can be killed, frozen, and cut off from Asterisk and Redis. */
export class HurtableEngine {
  readonly name: string;
  readonly #given: EngineGiven;
  readonly #httpPort: number;
  readonly #toAsterisk: TcpProxy;
  readonly #toRedis: TcpProxy;
  #running: Running | undefined;
  /** File handles when it had no calls yet. */
  #handles = 0;

  private constructor(given: EngineGiven, httpPort: number, toAsterisk: TcpProxy, toRedis: TcpProxy) {
    this.name = given.name;
    this.#given = given;
    this.#httpPort = httpPort;
    this.#toAsterisk = toAsterisk;
    this.#toRedis = toRedis;
  }

  static async start(given: EngineGiven): Promise<HurtableEngine> {
    const { port, ariUrl, redisUrl } = given;
    const engine = new HurtableEngine(
      given,
      await port(),
      await startTcpProxy(await port(), Number(new URL(ariUrl).port)),
      await startTcpProxy(await port(), Number(new URL(redisUrl).port)),
    );
    await engine.#start();
    return engine;
  }

  /** Calls that it has; undefined while it does not answer. */
  async calls(): Promise<number | undefined> {
    return (await this.#ready())?.calls;
  }

  async hurt(how: Hurt): Promise<void> {
    switch (how) {
      case 'kill':
        this.#running?.kill('SIGKILL');
        await this.#running?.exited;
        return;
      case 'freeze':
        this.#running?.kill('SIGSTOP');
        return;
      case 'cut-asterisk':
        this.#toAsterisk.cut();
        return;
      case 'cut-redis':
        this.#toRedis.cut();
    }
  }

  /** Ends what `hurt` began; resolves when the engine takes calls. */
  async mend(how: Hurt): Promise<void> {
    if (how === 'kill') await this.#start();
    if (how === 'freeze') this.#running?.kill('SIGCONT');
    if (how === 'cut-asterisk') this.#toAsterisk.restore();
    if (how === 'cut-redis') this.#toRedis.restore();
    await until(`engine ${this.name} ready`, async () => (await this.#ready())?.ready);
  }

  /** As a deployment does: told to stop, waited for, started again. @returns the code that it ended with */
  async restart(): Promise<number | null> {
    this.#running?.kill('SIGTERM');
    const ended = await this.#running?.exited;
    await this.#start();
    return ended?.code ?? null;
  }

  /** File handles more than before the first call, and megabytes of memory. */
  async uses(): Promise<{ readonly handles: number; readonly megabytes: number }> {
    const { handles, megabytes } = await usesOf(this.#running?.pid ?? 0);
    return { handles: handles - this.#handles, megabytes };
  }

  /** What its JavaScript holds at this moment, as its metrics say. @throws Error when it does not answer */
  async heapMegabytes(): Promise<number> {
    const response = await fetch(`http://127.0.0.1:${this.#httpPort}/metrics`, {
      signal: AbortSignal.timeout(10_000),
    });
    const bytes = /^centralino_heap_used_bytes (\S+)$/m.exec(await response.text())?.[1];
    if (bytes === undefined) throw new Error(`engine ${this.name} does not tell its memory`);
    return Math.round(Number(bytes) / 1024 ** 2);
  }

  async close(): Promise<void> {
    await this.#toAsterisk.close();
    await this.#toRedis.close();
  }

  async #start(): Promise<void> {
    const { name, ariUrl, redisUrl, start } = this.#given;
    this.#running = await start(name, this.#httpPort, {
      ARI_URL: throughPort(ariUrl, this.#toAsterisk.port),
      REDIS_URL: throughPort(redisUrl, this.#toRedis.port),
    });
    await until(`engine ${name} ready`, async () => (await this.#ready())?.ready);
    this.#handles = (await usesOf(this.#running.pid)).handles;
  }

  async #ready(): Promise<z.output<typeof readySchema> | undefined> {
    try {
      const response = await fetch(`http://127.0.0.1:${this.#httpPort}/ready`, {
        signal: AbortSignal.timeout(2_000),
      });
      return readySchema.parse(await response.json());
    } catch {
      return undefined;
    }
  }
}

function throughPort(url: string, port: number): string {
  const other = new URL(url);
  other.port = `${port}`;
  return other.href.replace(/\/$/, '');
}
