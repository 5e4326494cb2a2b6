import { join } from 'node:path';
import { HurtableEngine } from '../faults/calls/engines.ts';
import { addWalk, walkChanges } from '../faults/calls/project.ts';
import { writeSmallService } from '../faults/calls/small-service.ts';
import { freePort } from '../provision/ports.ts';
import type { Report } from '../provision/program.ts';
import { flowsDir, promptsDir } from './command.ts';
import { FaultsLine } from './faults-line.ts';

const ports = { from: 45_000, to: 45_999 };

/** A line with several engines on one Asterisk, each of which can be hurt, and the flow in which every prompt is a tone. */
export class CallsLine {
  readonly #line: FaultsLine;
  readonly engines: readonly HurtableEngine[];

  private constructor(line: FaultsLine, engines: readonly HurtableEngine[]) {
    this.#line = line;
    this.engines = engines;
  }

  /**
   * @param given.dir an empty folder @param given.lease ENGINE_LEASE_MS
   * @param given.drain DRAIN_SECONDS: 0 unless given
   * @param given.isSmall without our flows: engines that are started often, and many calls on one machine
   * @throws ProvisionError
   */
  static async start(given: {
    readonly dir: string;
    readonly engines: number;
    readonly lease: number;
    readonly drain?: number;
    readonly isSmall?: boolean;
    readonly report: Report;
  }): Promise<CallsLine> {
    const { dir, engines, lease, drain = 0, isSmall = false, report } = given;
    const from = isSmall ? await writeSmallService(join(dir, 'small'), flowsDir) : { flowsDir, promptsDir };
    const line = await FaultsLine.start({
      dir,
      changes: walkChanges,
      flowsFrom: from.flowsDir,
      prepare: async (flows) => {
        const prompts = join(dir, 'prompts');
        await addWalk(flows, from, prompts);
        return prompts;
      },
      env: { ENGINE_LEASE_MS: `${lease}`, DRAIN_SECONDS: `${drain}`, MAX_CALLS: '1000' },
      report,
    });
    const started: HurtableEngine[] = [];
    const whole = new CallsLine(line, started);
    try {
      for (let at = 1; at <= engines; at++) {
        report({ step: 'Engines', fraction: at / engines, detail: `engine e${at}` });
        started.push(
          await HurtableEngine.start({
            name: `e${at}`,
            port: () => freePort(ports.from, ports.to),
            ariUrl: line.asterisk.ariUrl,
            redisUrl: line.redis.url,
            start: (name, httpPort, env) => line.stack.addEngine(name, httpPort, env),
          }),
        );
      }
      // The one that every stack has is behind no proxy.
      await line.engine.stop();
      return whole;
    } catch (error) {
      await whole.stop();
      throw error;
    }
  }

  get stack() {
    return this.#line.stack;
  }

  get redis() {
    return this.#line.redis;
  }

  get asterisk() {
    return this.#line.asterisk;
  }

  get dataDir() {
    return this.#line.dataDir;
  }

  async stop(): Promise<void> {
    await this.#line.stop();
    for (const engine of this.engines) await engine.close();
  }
}
