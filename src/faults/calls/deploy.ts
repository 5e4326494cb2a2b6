/** A deployment: one engine after the other is stopped and started again while calls keep coming. */
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import type { Distribution } from '../../caller/samples.ts';
import type { Report } from '../../provision/program.ts';
import { until } from '../../rig/until.ts';
import { distributionOf, keptRequests, together, toldByEngines } from './accounts.ts';
import type { HurtableEngine } from './engines.ts';
import { startLoads } from './load.ts';
import { unbalanced } from './outcome.ts';

export interface DeployOptions {
  readonly line: {
    readonly dataDir: string;
    readonly stack: { readonly sipPort: number; readonly recordsUrl: string; readonly opsToken: string };
  };
  /**
   * Of several, one is always there: new calls come all the time. With a single one nobody could take them, so that as many
   * as come in five seconds stand, and wait for it.
   */
  readonly engines: readonly HurtableEngine[];
  readonly perSecond: number;
  readonly seconds: number;
  readonly seed: number;
  readonly report: Report;
  readonly signal: AbortSignal;
}

export interface Deployed {
  readonly placed: number;
  /** Calls that heard every prompt they were owed, and whose caller hung up. */
  readonly finished: number;
  /** All others, those that were counted wrongly among them, and requests that callers heard confirmed and the records do not have. */
  readonly lost: number;
  /** Steps that were passed over, or that came back by themselves. */
  readonly doubled: number;
  readonly restarts: number;
  /** Engines that did not end with code 0. */
  readonly crashed: number;
  /** Calls that an engine gave to another one at the end of its time, and those that it could not give away. */
  readonly handedOver: number;
  readonly left: number;
  readonly mostAtOnce: number;
  readonly keysPressedAgain: number;
  readonly requests: { readonly accepted: number; readonly kept: number };
  readonly keyToPromptMs: Distribution;
  readonly findings: readonly string[];
}

/** Engines are left alone for so long between two restarts; a single one until everybody is done with an entry that lost keys. */
const restMs = { several: 1_000, single: 25_000 };
const standingSeconds = 5;
const atOncePerCallASecond = 25;

/** Restarts engines in turn as long as calls are placed, each of them once at least. @throws Error when the load fails */
export async function rollingRestart(options: DeployOptions): Promise<Deployed> {
  const { line, engines, perSecond, seconds, seed, report, signal } = options;
  const isSingle = engines.length === 1;
  const standing = Math.round(perSecond * standingSeconds);
  const loads = startLoads({
    sipPort: line.stack.sipPort,
    calls: isSingle ? standing : Math.ceil(perSecond * atOncePerCallASecond),
    perSecond,
    ...(isSingle ? {} : { rounds: 1 }),
    // Nobody dies: an engine that goes writes down everything.
    noticedMs: 0,
    seed,
  });
  const up = () => loads.reduce((sum, load) => sum + load.up, 0);
  try {
    const began = performance.now();
    if (isSingle) await until(`${standing} calls`, () => up() === standing, 60_000);
    else await pause(2 * restMs.several, undefined, { signal });
    let [restarts, crashed, mostAtOnce] = [0, 0, 0];
    while (performance.now() - began < seconds * 1_000 || restarts < engines.length) {
      const engine = engines[restarts % engines.length];
      if (engine === undefined) throw new RangeError('there must be an engine at least');
      restarts += 1;
      report({ step: 'Deploy', detail: `engine ${engine.name}, restart ${restarts}, ${up()} calls are up` });
      mostAtOnce = Math.max(mostAtOnce, up());
      if ((await engine.restart()) !== 0) crashed += 1;
      await pause(isSingle ? restMs.single : restMs.several, undefined, { signal });
    }
    report({ step: 'End', detail: `${up()} calls are up` });
    const seen = together(await Promise.all(loads.map((load) => (isSingle ? load.hangUp() : load.finish()))));
    const kept = await keptRequests(line.stack);
    const missing = Math.max(0, seen.accepted - kept);
    const lostCalls = seen.dropped + seen.unanswered + seen.apologised + unbalanced(seen);
    return {
      placed: seen.placed,
      finished: seen.finished,
      lost: lostCalls + missing,
      doubled: seen.doubled,
      restarts,
      crashed,
      ...(await handedOver(join(line.dataDir, 'log'))),
      mostAtOnce,
      keysPressedAgain: seen.repeated,
      requests: { accepted: seen.accepted, kept },
      keyToPromptMs: distributionOf(seen.keyToPromptMs),
      findings: seen.findings.slice(0, 30),
    };
  } finally {
    for (const load of loads) load.close();
  }
}

/** The line that says whether anything was lost. */
export function deployLine({ placed, finished, lost, doubled, restarts, handedOver }: Deployed): string {
  return `placed ${placed} finished ${finished} lost ${lost} doubled ${doubled} restarts ${restarts} handed-over ${handedOver}`;
}

const handOverSchema = z.object({ handed: z.int(), left: z.int() });

/** What the engines' logs say of it. */
async function handedOver(logDir: string): Promise<{ handedOver: number; left: number }> {
  const told = await toldByEngines(logDir, 'calls were handed over', handOverSchema);
  return {
    handedOver: told.reduce((sum, { handed }) => sum + handed, 0),
    left: told.reduce((sum, { left }) => sum + left, 0),
  };
}
