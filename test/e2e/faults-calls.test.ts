/** A small one of `npm run faults -- calls`: real calls, real engines, each of which is hurt in another way. */
import { expect, test } from '@jest/globals';
import { CallsLine } from '../../src/cli/calls-line.ts';
import { callFaults } from '../../src/faults/calls/calls.ts';
import { callsLine } from '../../src/faults/calls/calls-table.ts';
import { faultsIn } from '../../src/faults/calls/verdict.ts';
import { testDir } from '../support/parts.ts';

/** Long, for a machine that is busy with other tests: nothing is measured here. */
const lease = 2_000;

test('calls go on while their engines are killed, frozen and cut off', async () => {
  const { path: dir, remove } = await testDir();
  const line = await CallsLine.start({ dir, engines: 2, lease, report: () => undefined });
  try {
    const found = await callFaults({
      line,
      engines: line.engines,
      calls: 12,
      kills: 3,
      leaseMs: lease,
      hurts: ['kill', 'freeze', 'cut-redis'],
      seed: 8,
      report: () => undefined,
    });
    expect({ findings: found.findings, left: found.left, requests: found.requests }).toMatchObject({
      findings: [],
      left: { channels: 0, bridges: 0, sessions: 0, calls: 0 },
      requests: { lost: 0 },
    });
    expect(callsLine(found)).toMatch(/^live 12 dropped 0 adopted \d+ audible-p95 \d+ ms doubled 0$/);
    expect(found.adopted).toBeGreaterThan(0);
    expect(found.steps).toBeGreaterThan(12);
    expect({ placed: found.placed, finished: found.finished, apologised: found.apologised }).toEqual({
      placed: 12,
      finished: 12,
      apologised: 0,
    });
    expect([found.memory, faultsIn(found)]).toEqual([found.memory, []]);
  } finally {
    await line.stop();
    await remove();
  }
}, 400_000);
