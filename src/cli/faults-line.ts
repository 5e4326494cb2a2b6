import { mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { audioDir } from '../config/folders.ts';
import { loadService } from '../project.ts';
import { freePort } from '../provision/ports.ts';
import type { Report } from '../provision/program.ts';
import type { Running } from '../provision/supervise.ts';
import { copyFlows, type FlowChange } from '../rig/changed-flows.ts';
import { flowsDir, promptsDir } from './command.ts';
import { speakAhead, spokenDir } from './speak-ahead.ts';
import { type Stack, startStack } from './stack.ts';
import { withoutLimits } from './without-limits.ts';

const sipPorts = { from: 46_000, to: 46_999 };
const rtpStart = 32_000;

/** A whole stack that is only there to be measured, or hurt. */
export class FaultsLine {
  readonly stack: Stack;
  readonly dataDir: string;
  engine: Running;

  private constructor(stack: Stack, dataDir: string) {
    this.stack = stack;
    this.dataDir = dataDir;
    this.engine = stack.engine;
  }

  /**
   * Starts it below a folder, with our flows and the changes. @throws ProvisionError
   * @param dir an empty folder
   */
  static async start(given: {
    dir: string;
    changes: readonly FlowChange[];
    /** The flows that are copied; ours unless given. */
    flowsFrom?: string;
    env?: Readonly<Record<string, string>>;
    /** Adds to the copied flows. @returns the folder of the prompts; ours when left out */
    prepare?: (flowsDir: string) => Promise<string>;
    report: Report;
  }): Promise<FaultsLine> {
    const { dir, changes, flowsFrom = flowsDir, env = {}, prepare, report } = given;
    const flows = join(dir, 'flows');
    await copyFlows(flowsFrom, flows, changes);
    const prompts = await prepare?.(flows);
    if (prompts === undefined) await haveSpoken(dir, flows);
    const stack = await startStack({
      dataDir: dir,
      sipPort: await freePort(sipPorts.from, sipPorts.to),
      httpPort: 0,
      rtpStart,
      citizens: 10,
      report,
      flowsDir: flows,
      ...(prompts === undefined ? {} : { promptsDir: prompts }),
      env: { ...withoutLimits, ...env },
    });
    return new FaultsLine(stack, dir);
  }

  get redis() {
    return this.stack.redis;
  }

  get asterisk() {
    return this.stack.asterisk;
  }

  async startEngine(): Promise<void> {
    this.engine = await this.stack.restartEngine();
  }

  async stop(): Promise<void> {
    await this.stack.stop();
  }
}

/** Nothing is to be spoken while it is measured, or hurt: that takes a core for minutes. */
async function haveSpoken(dir: string, flows: string): Promise<void> {
  const service = await loadService(flows, promptsDir);
  const { languages } = service.project.settings;
  await speakAhead(service, { prompts: promptsDir, languages }, async () => undefined);
  await mkdir(audioDir(dir), { recursive: true });
  await symlink(join(spokenDir, 'fixed'), join(audioDir(dir), 'fixed'));
}
