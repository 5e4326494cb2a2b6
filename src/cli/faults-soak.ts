import { leaksOf, soakLine, soakTable } from '../faults/calls/drift.ts';
import { soak } from '../faults/calls/soak.ts';
import { CallsLine } from './calls-line.ts';
import { numberOption, UsageError } from './command.ts';
import { type FaultsKind, seedOption } from './faults-kind.ts';
import { passingDir } from './passing-dir.ts';
import { progressOn } from './progress.ts';
import { untilTold } from './until-told.ts';

export const soakKind: FaultsKind = {
  name: 'soak',
  usage: `
  soak [--minutes N] [--rate N] [--engines N] [--json]
                 new calls all the time, each through the flow of "calls" once, and nothing is hurt. Memory and file handles of
                 engines, Asterisk and Redis, and how soon keys are answered, in twelve parts of the time; the last line
                 compares the last third with the first. Lost calls, doubled steps and whatever grows are a failure
  --minutes N    how long (default 60)
  --rate N       calls a second (default 20)
  --engines N    on one Asterisk (default 2)
  --json         everything as JSON in one line, without table and last line`,
  options: {
    minutes: { type: 'string' },
    rate: { type: 'string' },
    engines: { type: 'string' },
    json: { type: 'boolean' },
  },
  run: async (values) => {
    const minutes = numberOption(values, 'minutes', { min: 1, max: 1_440, default: 60 });
    const perSecond = numberOption(values, 'rate', { min: 1, max: 60, default: 20 });
    const count = numberOption(values, 'engines', { min: 1, max: 8, default: 2 });
    const seed = seedOption(values);
    const report = progressOn(process.stderr);
    const told = new AbortController();
    void untilTold().then(() => told.abort(new UsageError('ended before its end')));
    const { dir, remove } = await passingDir('centralino-faults-', values['keep'] === true);
    process.stderr.write(`seed ${seed}, in ${dir}\n`);
    try {
      const line = await CallsLine.start({ dir, engines: count, lease: 1_000, isSmall: true, report });
      try {
        const { engines } = line;
        const found = await soak({ line, engines, minutes, perSecond, seed, report, signal: told.signal });
        const leaks = leaksOf(found);
        for (const finding of [...found.findings, ...leaks]) process.stderr.write(`${finding}\n`);
        if (values['json'] === true) process.stdout.write(`${JSON.stringify({ seed, ...found, leaks })}\n`);
        else process.stdout.write(`${soakTable(found)}\n${soakLine(found)}\n`);
        return found.lost + found.doubled + leaks.length === 0 ? 0 : 1;
      } finally {
        await line.stop();
      }
    } finally {
      remove();
    }
  },
};
