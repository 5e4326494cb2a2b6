/** More calls than the line can serve: what those under way hear of it, with the limits and without. */
import { type Distribution, Samples } from '../caller/index.ts';
import type { Report } from '../provision/program.ts';
import { LoadGenerator } from './load-generator.ts';

export interface OverloadRound {
  readonly name: string;
  readonly callsPerSecond: number;
  /** Starts the engine as the round wants it. */
  prepare(): Promise<void>;
  /** Calls a second that come before, and are not counted: an engine's first calls are slower than all others. */
  readonly warmUpRate: number;
}

export interface OverloadFigures {
  readonly round: string;
  readonly callsPerSecond: number;
  readonly placed: number;
  readonly served: number;
  /** Those who were not, by what they got: `ended` heard that the lines are busy, `SIP 503` did not even that. */
  readonly turnedAway: Readonly<Record<string, number>>;
  readonly mostAtOnce: number;
  /** Keys of served calls that no prompt followed within five seconds. */
  readonly unheard: number;
  /** The last key's first end packet to the next prompt's first packet, in ms, of all calls that were served. */
  readonly keyToAudioMs: Distribution;
}

const maxAtOnce = 480;
const tailMs = 90_000;

/** Runs the rounds one after the other. @throws Error when the load generator fails; the signal's reason when it fires */
export async function benchOverload(options: {
  readonly rounds: readonly OverloadRound[];
  readonly number: string;
  readonly sipPort: number;
  readonly seconds: number;
  readonly report: Report;
  readonly signal: AbortSignal;
}): Promise<readonly OverloadFigures[]> {
  const { rounds, number, sipPort, seconds, report, signal } = options;
  const load = new LoadGenerator();
  try {
    const figures: OverloadFigures[] = [];
    for (const { name, callsPerSecond, prepare, warmUpRate } of rounds) {
      report({ step: 'Overload', fraction: figures.length / rounds.length, detail: name });
      await prepare();
      const run = (rate: number) => {
        const calls = Math.round(rate * seconds);
        const round = { number, calls, callsPerSecond: rate, maxAtOnce, sipPort };
        return load.run(round, seconds * 1000 + tailMs, signal);
      };
      await run(warmUpRate);
      const result = await run(callsPerSecond);
      const samples = new Samples();
      for (const value of result.keyToAudioMs) samples.add(value);
      figures.push({
        round: name,
        callsPerSecond,
        placed: result.placed + result.skipped,
        served: result.completed,
        turnedAway: result.skipped === 0 ? result.failed : { ...result.failed, 'not placed': result.skipped },
        mostAtOnce: result.mostAtOnce,
        unheard: result.unheard,
        keyToAudioMs: samples.distribution(),
      });
    }
    return figures;
  } finally {
    load.close();
  }
}

/** The figures as a table of Markdown. */
export function overloadTable(figures: readonly OverloadFigures[]): string {
  const ms = (value: number) => value.toFixed(1);
  return [
    '| round | calls/s | placed | served | turned away | at once | unheard keys | key to prompt p50 | p99, ms |',
    '|--|--:|--:|--:|--|--:|--:|--:|--:|',
    ...figures.map(
      ({ round, callsPerSecond, placed, served, turnedAway, mostAtOnce, unheard, keyToAudioMs }) => {
        const away = Object.entries(turnedAway).map(([reason, count]) => `${reason} ${count}`);
        const { p50, p99 } = keyToAudioMs;
        return `| ${round} | ${callsPerSecond} | ${placed} | ${served} | ${away.join(', ') || '-'} | ${mostAtOnce} | ${unheard} | ${ms(p50)} | ${ms(p99)} |`;
      },
    ),
  ].join('\n');
}

/** How many times as long as on a line that is not full one in a hundred waits, once it is. */
export function slowdown(figures: readonly OverloadFigures[]): number {
  const [calm, full] = figures;
  return (full?.keyToAudioMs.p99 ?? Number.NaN) / (calm?.keyToAudioMs.p99 ?? Number.NaN);
}
