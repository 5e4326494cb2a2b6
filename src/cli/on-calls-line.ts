import type { Report } from '../provision/program.ts';
import { CallsLine } from './calls-line.ts';
import { UsageError } from './command.ts';
import { seedOption } from './faults-kind.ts';
import { passingDir } from './passing-dir.ts';
import { progressOn } from './progress.ts';
import { untilTold } from './until-told.ts';

/** What a command of faults gets to work with. */
export interface OnCallsLine {
  readonly line: CallsLine;
  readonly seed: number;
  readonly report: Report;
  /** Aborted when the command is told to end. */
  readonly signal: AbortSignal;
}

/**
 * Does something to a line of its own, in a folder that goes afterwards unless `--keep` says otherwise.
 * @returns what `body` does: the exit code @throws ProvisionError when the line cannot be started
 */
export async function onCallsLine(
  values: Readonly<Record<string, unknown>>,
  options: Omit<Parameters<typeof CallsLine.start>[0], 'dir' | 'report'>,
  body: (given: OnCallsLine) => Promise<number>,
): Promise<number> {
  const seed = seedOption(values);
  const report = progressOn(process.stderr);
  const told = new AbortController();
  void untilTold().then(() => told.abort(new UsageError('ended before its end')));
  const { dir, remove } = await passingDir('centralino-faults-', values['keep'] === true);
  process.stderr.write(`seed ${seed}, in ${dir}\n`);
  try {
    const line = await CallsLine.start({ ...options, dir, report });
    try {
      return await body({ line, seed, report, signal: told.signal });
    } finally {
      await line.stop();
    }
  } finally {
    remove();
  }
}
