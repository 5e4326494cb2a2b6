import type { Distribution } from '../caller/samples.ts';
import type { Report } from '../provision/program.ts';
import type { KillableLine } from './killable-line.ts';
import { OperatorRun } from './operator-run.ts';

export interface OperatorFaultsOptions {
  readonly line: KillableLine;
  readonly waiting: number;
  readonly talking: number;
  /** While they wait and talk, and as many again while those who wait are served one after the other. */
  readonly kills: number;
  /** The same makes the same plan of kills. */
  readonly seed: number;
  readonly report: Report;
}

export interface OperatorFaults {
  readonly waiting: number;
  readonly talking: number;
  readonly kills: number;
  /** Calls that ended though nobody had hung up, callers whom no operator served, pairs that did not hear each other. */
  readonly dropped: number;
  /** Callers who lost their place, or somebody behind them got before them. */
  readonly misplaced: number;
  /** Rings of a second operator for one caller, or of one who has somebody on the line. */
  readonly doubled: number;
  readonly served: number;
  readonly rings: number;
  /** Phones that were picked up while no engine was there to connect them. */
  readonly inVain: number;
  /** The longest time without audio, of each of the two ends of a conversation, over all kills, in ms. */
  readonly pauseMs: Distribution;
  /** From a kill until the engine takes calls again, in ms. */
  readonly downMs: Distribution;
  /** From a kill until the engine has everybody who waits and talks, in ms. */
  readonly backMs: Distribution;
  /** What was wrong, each in a line. */
  readonly findings: readonly string[];
  /** Channels and bridges that Asterisk has when everybody is gone. */
  readonly left: { readonly channels: number; readonly bridges: number };
}

/**
 * Callers wait and talk while their engine is killed and started again; then, under more kills, all are served.
 * @throws Error when callers and operators cannot be brought into position
 */
export async function operatorFaults(options: OperatorFaultsOptions): Promise<OperatorFaults> {
  const run = await OperatorRun.open(options);
  try {
    await run.gather();
    await run.killWhileAllStand();
    await run.serveUnderKills();
    return await run.reckon();
  } finally {
    await run.close();
  }
}

/** The last line of the command. */
export function operatorsLine({
  waiting,
  talking,
  kills,
  dropped,
  misplaced,
  doubled,
}: OperatorFaults): string {
  return `waiting ${waiting} talking ${talking} kills ${kills} dropped ${dropped} misplaced ${misplaced} doubled ${doubled}`;
}

/** Whether no call and no place was lost, and nothing stays in Asterisk. */
export function allServed({ dropped, misplaced, doubled, left }: OperatorFaults): boolean {
  return dropped + misplaced + doubled + left.channels + left.bridges === 0;
}
