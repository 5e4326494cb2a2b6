import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { pino } from 'pino';
import { z } from 'zod';
import type { Distribution } from '../../caller/samples.ts';
import type { Report } from '../../provision/program.ts';
import { AsteriskView } from '../../rig/asterisk-view.ts';
import { until } from '../../rig/until.ts';
import { openRedis } from '../../store/redis.ts';
import type { KillableLine } from '../killable-line.ts';
import { Plan } from '../plan.ts';
import { distributionOf, keptRequests, together, toldByEngines } from './accounts.ts';
import type { Drift } from './drift.ts';
import type { Hurt, HurtableEngine } from './engines.ts';
import { type Left, leftOvers } from './left.ts';
import { type CallLoad, startLoads } from './load.ts';
import type { SeenReport } from './seen.ts';
import { usesOf } from './uses.ts';

export interface CallFaultsOptions {
  readonly line: Pick<KillableLine, 'asterisk' | 'redis' | 'dataDir'> & {
    readonly asterisk: { readonly pid: number };
    readonly stack: { readonly sipPort: number; readonly recordsUrl: string; readonly opsToken: string };
  };
  readonly engines: readonly HurtableEngine[];
  readonly calls: number;
  readonly kills: number;
  /** Of the engines: whoever is hurt stays so for longer. */
  readonly leaseMs: number;
  /** Of these ways one is picked for each kill; the first kill is always the first of them. */
  readonly hurts: readonly [Hurt, ...Hurt[]];
  readonly seed: number;
  readonly report: Report;
}

export interface CallFaults {
  readonly live: number;
  /** Each is finished, apologised, dropped or unanswered in the end (outcome.ts). */
  readonly placed: number;
  /** Calls that ended though nobody hung up and nothing was said, or in which nothing was heard any more. */
  readonly dropped: number;
  /** Calls that went on at another engine. */
  readonly adopted: number;
  /** From the moment an engine was hurt until its callers heard something again, in ms. */
  readonly audibleMs: Distribution;
  readonly audibleAfter: Readonly<Partial<Record<Hurt, Distribution>>>;
  /** Steps that were passed over or came back, requests that were written twice. */
  readonly doubled: number;
  readonly finished: number;
  readonly apologised: number;
  readonly unanswered: number;
  readonly hurts: Readonly<Record<string, number>>;
  readonly steps: number;
  readonly steppedBack: number;
  readonly keysPressedAgain: number;
  readonly keyToPromptMs: Distribution;
  readonly requests: {
    /** As callers heard it, and as the records have it. */
    readonly accepted: number;
    readonly kept: number;
    readonly refused: number;
    readonly lost: number;
  };
  readonly left: Left;
  /** Megabytes with all calls up and nobody hurt yet, and without calls at the end; of the engines the one with the most. */
  readonly memory: { readonly engines: Drift; readonly asterisk: Drift };
  /** Megabytes of every engine at the end. */
  readonly megabytes: readonly number[];
  readonly findings: readonly string[];
}

const placedPerSecond = 10;
/** Between two kills, so that everybody is heard and has a checkpoint; and how long what is hurt stays so after its lease. */
const calmMs = { least: 2_000, most: 5_000 };
const hurtMs = { least: 1_000, most: 3_000 };
const settleMs = 60_000;
/** Many callers in a hurry, each with ten packets a key, would take the processors from the engines that are looked at. */
const manyCalls = 50;
const slowThinkMs = { least: 1_000, most: 9_000 };
/** Beyond two leases: until the caller hears that it goes on. */
const noticedMs = 1_000;

/** Real calls walk through a flow while their engines are killed, frozen and cut off. */
export async function callFaults(options: CallFaultsOptions): Promise<CallFaults> {
  const { line, engines, calls, kills, hurts, seed, report } = options;
  const plan = new Plan(seed);
  const view = await AsteriskView.open(line);
  const redis = openRedis(line.redis.url, pino({ level: 'silent' }));
  await once(redis, 'ready');
  const loads: CallLoad[] = [];
  const done: Record<string, number> = {};
  const hurtAt: Hurting[] = [];
  try {
    loads.push(
      ...startLoads({
        sipPort: line.stack.sipPort,
        calls,
        perSecond: placedPerSecond,
        noticedMs: 2 * options.leaseMs + noticedMs,
        ...(calls > manyCalls ? { thinkMs: slowThinkMs } : {}),
        seed,
      }),
    );
    const up = () => loads.reduce((sum, load) => sum + load.up, 0);
    await until(
      `${calls} calls`,
      () => {
        report({ step: 'Calls', fraction: up() / calls, detail: `${up()} up` });
        return up() === calls;
      },
      settleMs + (calls / placedPerSecond) * 1_000,
    );
    const megabytes = async () => ({
      engines: (await Promise.all(engines.map((engine) => engine.uses()))).map((one) => one.megabytes),
      asterisk: (await usesOf(line.asterisk.pid)).megabytes,
    });
    const first = await megabytes();
    for (let kill = 1; kill <= kills; kill++) {
      await delay(plan.between(calmMs.least, calmMs.most));
      const how = kill === 1 ? hurts[0] : plan.pick(hurts);
      const engine = plan.pick(atLeastOne(engines));
      done[how] = (done[how] ?? 0) + 1;
      report({ step: 'Kills', fraction: kill / kills, detail: `${how} engine ${engine.name}, ${up()} up` });
      hurtAt.push({ at: Date.now(), how });
      await engine.hurt(how);
      await delay(options.leaseMs + plan.between(hurtMs.least, hurtMs.most));
      await engine.mend(how);
    }
    await delay(calmMs.most);
    report({ step: 'End', fraction: 0, detail: `${up()} calls are up` });
    const seen = together(await Promise.all(loads.map((load) => load.hangUp())));
    const left = await leftOvers(view, engines, async () => (await redis.keys('centralino:call:*')).length);
    const kept = await keptRequests(line.stack);
    report({ step: 'End', fraction: 1, detail: 'everybody hung up' });
    const lost = Math.max(0, seen.accepted - kept);
    // Who hung up before the answer, or was told that it could not be, may have a request all the same.
    const twice = Math.max(0, kept - seen.accepted - seen.refused - seen.placed);
    const last = await megabytes();
    return {
      live: calls,
      placed: seen.placed,
      dropped: seen.dropped,
      adopted: await adoptedIn(join(line.dataDir, 'log')),
      audibleMs: audible(seen, hurtAt),
      audibleAfter: Object.fromEntries(
        hurts.map((how) => [how, audible(seen, hurtAt, how)] as const).filter(([, { count }]) => count > 0),
      ),
      doubled: seen.doubled + twice,
      finished: seen.finished,
      apologised: seen.apologised,
      unanswered: seen.unanswered,
      hurts: done,
      steps: seen.steps,
      steppedBack: seen.steppedBack,
      keysPressedAgain: seen.repeated,
      keyToPromptMs: distributionOf(seen.keyToPromptMs),
      requests: { accepted: seen.accepted, kept, refused: seen.refused, lost },
      left,
      memory: {
        engines: { first: Math.max(...first.engines), last: Math.max(...last.engines) },
        asterisk: { first: first.asterisk, last: last.asterisk },
      },
      megabytes: last.engines,
      findings: seen.findings.slice(0, 30),
    };
  } finally {
    for (const load of loads) load.close();
    redis.disconnect();
  }
}

/** Each "riprendiamo" belongs to the latest time before it that an engine was hurt. */
function audible({ resumed }: SeenReport, hurtAt: readonly Hurting[], how?: Hurt): Distribution {
  return distributionOf(
    resumed.flatMap(({ at }) => {
      const hurt = hurtAt.findLast((one) => one.at < at);
      return hurt === undefined || (how !== undefined && hurt.how !== how) ? [] : [at - hurt.at];
    }),
  );
}

interface Hurting {
  readonly at: number;
  readonly how: Hurt;
}

const takenSchema = z.object({ taken: z.int(), rest: z.int() });

/** How many calls changed hands, as the engines' logs say. */
async function adoptedIn(logDir: string): Promise<number> {
  const told = await toldByEngines(logDir, 'calls of another engine go on here', takenSchema);
  return told.reduce((sum, { taken, rest }) => sum + taken + rest, 0);
}

function atLeastOne<T>(list: readonly T[]): readonly [T, ...T[]] {
  const [first, ...others] = list;
  if (first === undefined) throw new RangeError('there must be an engine at least');
  return [first, ...others];
}
