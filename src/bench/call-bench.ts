/** Calls through every contender on one Asterisk, in turns, so that whatever disturbs the machine disturbs them all. */
import { loadavg } from 'node:os';
import { type Distribution, Samples } from '../caller/index.ts';
import type { Report } from '../provision/program.ts';
import { cpuOf, cpuOfAll } from './cpu.ts';
import { LoadGenerator } from './load-generator.ts';
import type { RoundResult } from './round.ts';

/** Something that serves the dialog. */
export interface Contender {
  readonly name: string;
  /** The number that reaches it. */
  readonly number: string;
  /** Its processes besides Asterisk; none for the native dialplan. */
  readonly pids: readonly number[];
}

export interface CallBenchOptions {
  readonly contenders: readonly Contender[];
  readonly asteriskPid: number;
  readonly redisPid: number;
  readonly sipPort: number;
  /** Calls a second. */
  readonly rates: readonly number[];
  /** How long calls are placed in one round. */
  readonly seconds: number;
  /** Rounds of each contender at each rate. */
  readonly rounds: number;
  readonly report: Report;
  readonly signal: AbortSignal;
}

/** CPU time in ms. */
interface Cpu {
  readonly asterisk: number;
  readonly contender: number;
  readonly redis: number;
  readonly load: number;
  /** Every other program of the machine. */
  readonly others: number;
}

/** One contender at one rate, all its rounds together. */
export interface CallFigures {
  readonly contender: string;
  readonly callsPerSecond: number;
  readonly calls: number;
  readonly completed: number;
  /** Failed calls by reason; calls that could not be placed are `skipped`. */
  readonly failed: Readonly<Record<string, number>>;
  readonly unheard: number;
  readonly mostAtOnce: number;
  /** The last key's first end packet sent to the first audio packet of the next prompt received, in ms. */
  readonly keyToAudioMs: Distribution;
  readonly inviteToAnswerMs: Distribution;
  /** CPU time a completed call, in ms: Asterisk's threads, the contender's processes, Redis, the load generator. */
  readonly cpuMsPerCall: Omit<Cpu, 'others'>;
  /** Share of one core that programs of others took meanwhile. */
  readonly othersCores: number;
  /** One-minute load average at the start of its last round; this benchmark's own work is in it. */
  readonly loadAverage: number;
}

const maxAtOnce = 480;
/** Enough for a program's hot paths to be compiled. */
const warmUp = { callsPerSecond: 20, seconds: 15 };
/** Calls of a round that are up when the last one was placed, and what may delay them. */
const tailMs = 45_000;

interface Measured {
  readonly result: RoundResult;
  readonly cpu: Cpu;
  readonly elapsedMs: number;
  readonly loadAverage: number;
}

/**
 * Runs all rounds; each contender has one at a rate before any has its next, and each begins in turn.
 * @throws Error when the load generator fails; the signal's reason when it fires
 */
export async function benchCalls(options: CallBenchOptions): Promise<readonly CallFigures[]> {
  const { contenders, rates, rounds, seconds, signal } = options;
  const load = new LoadGenerator();
  try {
    const total = contenders.length * (rates.length * rounds + 1);
    let done = 0;
    const run = async (
      contender: Contender,
      callsPerSecond: number,
      roundSeconds: number,
      detail: string,
    ) => {
      signal.throwIfAborted();
      options.report({ step: 'Calls', fraction: done / total, detail: `${contender.name}, ${detail}` });
      const measured = await measure(options, load, contender, callsPerSecond, roundSeconds);
      done++;
      return measured;
    };
    for (const contender of contenders)
      await run(contender, warmUp.callsPerSecond, warmUp.seconds, 'warming up');

    const figures: CallFigures[] = [];
    for (const rate of rates) {
      const measured = new Map<Contender, Measured[]>(contenders.map((contender) => [contender, []]));
      for (let round = 0; round < rounds; round++) {
        const first = round % contenders.length;
        for (const contender of [...contenders.slice(first), ...contenders.slice(0, first)]) {
          const detail = `${rate} calls/s, round ${round + 1} of ${rounds}`;
          measured.get(contender)?.push(await run(contender, rate, seconds, detail));
        }
      }
      for (const [contender, all] of measured) figures.push(together(contender, rate, all));
    }
    options.report({ step: 'Calls', fraction: 1, detail: 'done' });
    return figures;
  } finally {
    load.close();
  }
}

async function measure(
  { asteriskPid, redisPid, sipPort, signal }: CallBenchOptions,
  load: LoadGenerator,
  contender: Contender,
  callsPerSecond: number,
  seconds: number,
): Promise<Measured> {
  const [loadAverage = Number.NaN] = loadavg();
  const own = () => ({
    asterisk: cpuOf(asteriskPid),
    contender: contender.pids.reduce((sum, pid) => sum + cpuOf(pid), 0),
    redis: cpuOf(redisPid),
    load: cpuOf(load.pid),
    bench: process.cpuUsage().user / 1000 + process.cpuUsage().system / 1000,
    all: cpuOfAll(),
  });
  const before = own();
  const startedAt = performance.now();
  const round = {
    number: contender.number,
    calls: Math.max(1, Math.round(callsPerSecond * seconds)),
    callsPerSecond,
    maxAtOnce,
    sipPort,
  };
  const result = await load.run(round, seconds * 1000 + tailMs, signal);
  const elapsedMs = performance.now() - startedAt;
  const after = own();
  const asterisk = after.asterisk - before.asterisk;
  const ofContender = after.contender - before.contender;
  const redis = after.redis - before.redis;
  const ofLoad = after.load - before.load;
  const bench = after.bench - before.bench;
  const others = after.all - before.all - asterisk - ofContender - redis - ofLoad - bench;
  const cpu = { asterisk, contender: ofContender, redis, load: ofLoad, others: Math.max(0, others) };
  return { result, cpu, elapsedMs, loadAverage };
}

/** The rounds of one contender at one rate as one. */
function together(contender: Contender, callsPerSecond: number, rounds: readonly Measured[]): CallFigures {
  const sum = (of: (round: Measured) => number) => rounds.reduce((total, round) => total + of(round), 0);
  const distribution = (of: (result: RoundResult) => readonly number[]) => {
    const samples = new Samples();
    for (const { result } of rounds) for (const value of of(result)) samples.add(value);
    return samples.distribution();
  };
  const completed = sum(({ result }) => result.completed);
  const failed: Record<string, number> = {};
  for (const { result } of rounds) {
    for (const [reason, count] of Object.entries({ ...result.failed, skipped: result.skipped })) {
      if (count > 0) failed[reason] = (failed[reason] ?? 0) + count;
    }
  }
  const perCall = (of: (cpu: Cpu) => number) => sum(({ cpu }) => of(cpu)) / completed;
  return {
    contender: contender.name,
    callsPerSecond,
    calls: sum(({ result }) => result.placed + result.skipped),
    completed,
    failed,
    unheard: sum(({ result }) => result.unheard),
    mostAtOnce: Math.max(...rounds.map(({ result }) => result.mostAtOnce)),
    keyToAudioMs: distribution((result) => result.keyToAudioMs),
    inviteToAnswerMs: distribution((result) => result.inviteToAnswerMs),
    cpuMsPerCall: {
      asterisk: perCall((cpu) => cpu.asterisk),
      contender: perCall((cpu) => cpu.contender),
      redis: perCall((cpu) => cpu.redis),
      load: perCall((cpu) => cpu.load),
    },
    othersCores: sum(({ cpu }) => cpu.others) / sum(({ elapsedMs }) => elapsedMs),
    loadAverage: rounds.at(-1)?.loadAverage ?? Number.NaN,
  };
}
