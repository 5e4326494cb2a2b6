import { callFaults } from '../faults/calls/calls.ts';
import { callsLine, callsTable } from '../faults/calls/calls-table.ts';
import type { Hurt } from '../faults/calls/engines.ts';
import { faultsIn } from '../faults/calls/verdict.ts';
import { usualLeaseMs } from '../takeover/lease-timings.ts';
import { numberOption, textOption, UsageError } from './command.ts';
import type { FaultsKind } from './faults-kind.ts';
import { onCallsLine } from './on-calls-line.ts';

const allHurts: readonly Hurt[] = ['kill', 'freeze', 'cut-asterisk', 'cut-redis'];

export const callsKind: FaultsKind = {
  name: 'calls',
  usage: `
  calls [--calls N] [--kills N] [--engines N] [--how LIST] [--lease MS] [--json]
                 real SIP calls walk through a flow of menus, an entry, a look-up and a request, where every prompt is a
                 tone, so that they know what they hear; meanwhile engines are killed (KILL), frozen and woken up (STOP,
                 CONT) and cut off from Asterisk or Redis. The last line is
                 "live N dropped 0 adopted N audible-p95 N ms doubled 0"; anything lost, apologised for, done twice or left
                 behind (channels, bridges, sessions, file handles, memory) is a failure, and so are calls that do not
                 balance: placed = finished + apologised + dropped + not answered
  --calls N      at once (default 200)
  --kills N      how often an engine is hurt (default 10)
  --engines N    on one Asterisk (default 3)
  --how LIST     of ${allHurts.join(',')} (default all); the first of them comes first
  --lease MS     ENGINE_LEASE_MS of the engines (default: theirs)
  --json         everything as JSON in one line, without table and last line`,
  options: {
    calls: { type: 'string' },
    kills: { type: 'string' },
    engines: { type: 'string' },
    how: { type: 'string' },
    lease: { type: 'string' },
    json: { type: 'boolean' },
  },
  run: async (values) => {
    const calls = numberOption(values, 'calls', { min: 1, max: 900, default: 200 });
    const kills = numberOption(values, 'kills', { min: 0, max: 1_000, default: 10 });
    const engines = numberOption(values, 'engines', { min: 1, max: 9, default: 3 });
    const lease = numberOption(values, 'lease', { min: 100, max: 60_000, default: usualLeaseMs });
    const hurts = hurtsOf(textOption(values, 'how', allHurts.join(',')));
    return await onCallsLine(values, { engines, lease }, async ({ line, seed, report }) => {
      const found = await callFaults({
        line,
        engines: line.engines,
        calls,
        kills,
        leaseMs: lease,
        hurts,
        seed,
        report,
      });
      const faults = faultsIn(found);
      for (const finding of [...found.findings, ...faults]) process.stderr.write(`${finding}\n`);
      if (values['json'] === true) process.stdout.write(`${JSON.stringify({ seed, ...found, faults })}\n`);
      else process.stdout.write(`${callsTable(found)}\n${callsLine(found)}\n`);
      return faults.length === 0 ? 0 : 1;
    });
  },
};

function hurtsOf(list: string): readonly [Hurt, ...Hurt[]] {
  const hurts = list.split(',').map((word) => {
    const known = allHurts.find((hurt) => hurt === word.trim());
    if (known === undefined) throw new UsageError(`--how takes of ${allHurts.join(',')}, not "${word}"`);
    return known;
  });
  const [first, ...others] = hurts;
  if (first === undefined) throw new UsageError('--how takes one at least');
  return [first, ...others];
}
