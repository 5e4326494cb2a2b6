/** A deployment: one engine after the other is stopped and started again while calls keep coming. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import type { Report } from '../provision/program.ts';
import type { Running } from '../provision/supervise.ts';
import { LoadGenerator } from './load-generator.ts';
import type { RoundResult } from './round.ts';

/** An engine that can be started again under its name. */
export interface Deployed {
  readonly name: string;
  running: Running;
  /** Resolves when it takes calls. */
  start(): Promise<Running>;
}

export interface RollingRestartOptions {
  readonly engines: readonly Deployed[];
  readonly number: string;
  readonly sipPort: number;
  readonly callsPerSecond: number;
  readonly seconds: number;
  /** The folder that engines log to, each into a file of its own. */
  readonly logDir: string;
  readonly report: Report;
  readonly signal: AbortSignal;
}

export interface RollingRestartFound {
  readonly placed: number;
  readonly finished: number;
  /** Calls that did not come to the end of their dialog, by reason. */
  readonly failed: Readonly<Record<string, number>>;
  readonly restarts: number;
  /** Engines that did not end with code 0. */
  readonly crashed: number;
  /** Calls that an engine gave to another one at the end of its time, and those that it could not give away. */
  readonly handedOver: number;
  readonly left: number;
  /** Keys that no audio followed within seconds: the caller pressed again or waited for the question. */
  readonly unheard: number;
  readonly mostAtOnce: number;
}

/** Engines are left alone for so long between two restarts. */
const restMs = 1_000;
/** A call of the load is over by then, also one whose keys were lost in between. */
const tailMs = 60_000;
const maxAtOnce = 450;

/** Restarts engines in turn as long as calls are placed, each of them once at least. @throws Error when the load fails */
export async function rollingRestart(options: RollingRestartOptions): Promise<RollingRestartFound> {
  const { engines, number, sipPort, callsPerSecond, seconds, report, signal } = options;
  const load = new LoadGenerator();
  try {
    let placing = true;
    const calls = Math.round(callsPerSecond * seconds);
    const round = { number, calls, callsPerSecond, maxAtOnce, sipPort };
    const running = load.run(round, seconds * 1000 + tailMs, signal);
    const placed = pause(seconds * 1000, undefined, { signal });
    placed.then(
      () => {
        placing = false;
      },
      () => {},
    );
    let restarts = 0;
    let crashed = 0;
    await pause(2 * restMs, undefined, { signal });
    for (let turn = 0; placing || turn < engines.length; turn += 1) {
      const engine = engines[turn % engines.length];
      if (engine === undefined) break;
      report({ step: 'Deploy', detail: `engine ${engine.name}, restart ${restarts + 1}` });
      process.kill(engine.running.pid, 'SIGTERM');
      const { code } = await engine.running.exited;
      if (code !== 0) crashed += 1;
      engine.running = await engine.start();
      restarts += 1;
      await pause(restMs, undefined, { signal });
    }
    const result = await running;
    return { ...accounted(result), restarts, crashed, ...(await handedOver(options.logDir)) };
  } finally {
    load.close();
  }
}

function accounted({ placed, completed, skipped, failed, unheard, mostAtOnce }: RoundResult) {
  return {
    placed: placed + skipped,
    finished: completed,
    failed: skipped === 0 ? failed : { ...failed, 'not placed': skipped },
    unheard,
    mostAtOnce,
  };
}

const handOverSchema = z.looseObject({ msg: z.string(), handed: z.int(), left: z.int() });

async function handedOver(logDir: string): Promise<{ handedOver: number; left: number }> {
  const files = (await readdir(logDir)).filter((name) => name.startsWith('engine'));
  const texts = await Promise.all(files.map((name) => readFile(join(logDir, name), 'utf8')));
  const told = texts
    .flatMap((text) => text.split('\n'))
    .filter((line) => line.includes('calls were handed over'))
    .map((line) => handOverSchema.parse(JSON.parse(line)));
  return {
    handedOver: told.reduce((sum, { handed }) => sum + handed, 0),
    left: told.reduce((sum, { left }) => sum + left, 0),
  };
}

/** The line that says whether anything was lost. */
export function deployLine({ placed, finished, restarts, handedOver }: RollingRestartFound): string {
  return `placed ${placed} finished ${finished} lost ${placed - finished} restarts ${restarts} handed-over ${handedOver}`;
}
