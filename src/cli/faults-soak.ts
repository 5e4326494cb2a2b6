import { leaksOf, soakLine, soakTable } from '../faults/calls/drift.ts';
import { soak } from '../faults/calls/soak.ts';
import { numberOption } from './command.ts';
import type { FaultsKind } from './faults-kind.ts';
import { onCallsLine } from './on-calls-line.ts';

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
    const parts = { engines: count, lease: 1_000, isSmall: true };
    return await onCallsLine(values, parts, async ({ line, seed, report, signal }) => {
      const { engines } = line;
      const found = await soak({ line, engines, minutes, perSecond, seed, report, signal });
      const leaks = leaksOf(found);
      for (const finding of [...found.findings, ...leaks]) process.stderr.write(`${finding}\n`);
      if (values['json'] === true) process.stdout.write(`${JSON.stringify({ seed, ...found, leaks })}\n`);
      else process.stdout.write(`${soakTable(found)}\n${soakLine(found)}\n`);
      return found.lost + found.doubled + leaks.length === 0 ? 0 : 1;
    });
  },
};
