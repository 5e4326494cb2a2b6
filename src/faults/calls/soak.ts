/** Calls for hours: whether memory, file handles and answers stay as they were. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Report } from '../../provision/program.ts';
import { distributionOf, keptRequests, together } from './accounts.ts';
import type { HurtableEngine } from './engines.ts';
import { startLoads } from './load.ts';
import { unbalanced } from './outcome.ts';
import { usesOf } from './uses.ts';

export interface SoakOptions {
  readonly line: {
    readonly asterisk: { readonly pid: number };
    readonly redis: { readonly pid: number };
    readonly stack: { readonly sipPort: number; readonly recordsUrl: string; readonly opsToken: string };
  };
  readonly engines: readonly HurtableEngine[];
  readonly minutes: number;
  readonly perSecond: number;
  readonly seed: number;
  readonly report: Report;
  readonly signal: AbortSignal;
}

/** A part of the time; of several engines the one with the most. */
export interface SoakPart {
  readonly endedAfterSeconds: number;
  readonly up: number;
  readonly keyToPromptP50Ms: number;
  readonly keyToPromptP99Ms: number;
  /** What an engine's JavaScript held at the least in this part: what the garbage collector cannot free. */
  readonly heapMegabytes: number;
  readonly engineMegabytes: number;
  readonly engineHandles: number;
  readonly asteriskMegabytes: number;
  readonly asteriskHandles: number;
  readonly redisMegabytes: number;
}

export interface Soaked {
  readonly placed: number;
  readonly lost: number;
  readonly doubled: number;
  readonly requests: { readonly accepted: number; readonly kept: number };
  readonly parts: readonly SoakPart[];
  readonly findings: readonly string[];
}

const partsOfSoak = 12;
const lookEveryMs = 2_000;
const atOncePerCallASecond = 25;

/** New calls at a steady rate, each through the whole flow. @throws Error when the load fails */
export async function soak(options: SoakOptions): Promise<Soaked> {
  const { line, engines, minutes, perSecond, seed, report, signal } = options;
  const loads = startLoads({
    sipPort: line.stack.sipPort,
    calls: Math.ceil(perSecond * atOncePerCallASecond),
    perSecond,
    rounds: 1,
    // Nobody dies: an engine that goes writes down everything.
    noticedMs: 0,
    seed,
  });
  const began = performance.now();
  const elapsed = () => (performance.now() - began) / 1_000;
  const parts: SoakPart[] = [];
  try {
    for (let part = 1; part <= partsOfSoak; part++) {
      const end = (part * minutes * 60) / partsOfSoak;
      let heap = Number.POSITIVE_INFINITY;
      do {
        await pause(lookEveryMs, undefined, { signal });
        heap = Math.min(heap, Math.max(...(await Promise.all(engines.map((one) => one.heapMegabytes())))));
      } while (elapsed() < end);
      const [keyToPrompt, ofEngines, asterisk, redis] = await Promise.all([
        Promise.all(loads.map((load) => load.look())),
        Promise.all(engines.map((one) => one.uses())),
        usesOf(line.asterisk.pid),
        usesOf(line.redis.pid),
      ]);
      const { p50, p99 } = distributionOf(keyToPrompt.flat());
      parts.push({
        endedAfterSeconds: Math.round(elapsed()),
        up: loads.reduce((sum, load) => sum + load.up, 0),
        keyToPromptP50Ms: p50,
        keyToPromptP99Ms: p99,
        heapMegabytes: heap,
        engineMegabytes: Math.max(...ofEngines.map((one) => one.megabytes)),
        engineHandles: Math.max(...ofEngines.map((one) => one.handles)),
        asteriskMegabytes: asterisk.megabytes,
        asteriskHandles: asterisk.handles,
        redisMegabytes: redis.megabytes,
      });
      report({ step: 'Soak', fraction: part / partsOfSoak, detail: `${parts.at(-1)?.up ?? 0} calls are up` });
    }
    const seen = together(await Promise.all(loads.map((load) => load.finish())));
    const kept = await keptRequests(line.stack);
    return {
      placed: seen.placed,
      lost:
        seen.dropped +
        seen.unanswered +
        seen.apologised +
        unbalanced(seen) +
        Math.max(0, seen.accepted - kept),
      doubled: seen.doubled,
      requests: { accepted: seen.accepted, kept },
      parts,
      findings: seen.findings.slice(0, 30),
    };
  } finally {
    for (const load of loads) load.close();
  }
}
