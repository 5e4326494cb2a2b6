import { deployLine, rollingRestart } from '../faults/calls/deploy.ts';
import { usualLeaseMs } from '../takeover/lease-timings.ts';
import { numberOption } from './command.ts';
import type { FaultsKind } from './faults-kind.ts';
import { onCallsLine } from './on-calls-line.ts';

export const deployKind: FaultsKind = {
  name: 'deploy',
  usage: `
  deploy [--rate N] [--seconds N] [--engines N] [--drain N] [--lease MS]
                 engines are stopped with TERM and started again, one after the other, while calls come in that go through
                 the flow of "calls" once. The last line is "placed N finished N lost 0 doubled 0 restarts N handed-over N";
                 any other is a failure, and so is an engine that does not end with 0. The line before has all in JSON
  --rate N       calls a second (default 20)
  --seconds N    how long calls are placed (default 60)
  --engines N    how many there are (default 2); a single one cannot take calls while it starts: as many as come in five
                 seconds stand, and wait for it
  --drain N      seconds that calls under way are given before they are handed over (default 2)
  --lease MS     ENGINE_LEASE_MS of the engines (default: theirs)`,
  options: {
    rate: { type: 'string' },
    seconds: { type: 'string' },
    engines: { type: 'string' },
    drain: { type: 'string' },
    lease: { type: 'string' },
  },
  run: async (values) => {
    const perSecond = numberOption(values, 'rate', { min: 1, max: 60, default: 20 });
    const seconds = numberOption(values, 'seconds', { min: 5, max: 3_600, default: 60 });
    const count = numberOption(values, 'engines', { min: 1, max: 8, default: 2 });
    const drain = numberOption(values, 'drain', { min: 0, max: 300, default: 2 });
    const lease = numberOption(values, 'lease', { min: 100, max: 60_000, default: usualLeaseMs });
    const parts = { engines: count, lease, drain, isSmall: true };
    return await onCallsLine(values, parts, async ({ line, seed, report, signal }) => {
      const { engines } = line;
      const found = await rollingRestart({ line, engines, perSecond, seconds, seed, report, signal });
      for (const finding of found.findings) process.stderr.write(`${finding}\n`);
      process.stdout.write(`${JSON.stringify({ seed, engines: count, perSecond, drain, ...found })}\n`);
      process.stdout.write(`${deployLine(found)}\n`);
      return found.lost + found.doubled + found.crashed === 0 ? 0 : 1;
    });
  },
};
