/** `npm run faults -- deploy` and `-- soak` at a size for every day. */
import { expect, test } from '@jest/globals';
import { CallsLine } from '../src/cli/calls-line.ts';
import { rollingRestart } from '../src/faults/calls/deploy.ts';
import { leaksOf } from '../src/faults/calls/drift.ts';
import { soak } from '../src/faults/calls/soak.ts';
import { testDir } from './support/parts.ts';

const report = () => undefined;
const { signal } = new AbortController();
const newSeed = () => Math.floor(Math.random() * 2 ** 31);

/** A line of its own. @param lease long, for a machine that is busy with other tests */
async function onLine(engines: number, body: (line: CallsLine) => Promise<void>): Promise<void> {
  const { path: dir, remove } = await testDir();
  try {
    const line = await CallsLine.start({ dir, engines, lease: 3_000, drain: 1, isSmall: true, report });
    try {
      await body(line);
    } finally {
      await line.stop();
    }
  } finally {
    await remove();
  }
}

test('engines that are restarted in turn while calls come in lose none, and no request', async () => {
  await onLine(2, async (line) => {
    const seed = newSeed();
    const { engines } = line;
    const found = await rollingRestart({
      line,
      engines,
      perSecond: 2,
      seconds: 12,
      seed,
      report,
      signal,
    });
    expect({ seed, ...found }).toMatchObject({ seed, findings: [], lost: 0, doubled: 0, crashed: 0 });
    expect(found.restarts).toBeGreaterThanOrEqual(2);
    expect(found.placed).toBeGreaterThanOrEqual(20);
  });
}, 300_000);

test('a single engine that is restarted goes on with its own calls', async () => {
  await onLine(1, async (line) => {
    const seed = newSeed();
    const { engines } = line;
    const found = await rollingRestart({ line, engines, perSecond: 1, seconds: 1, seed, report, signal });
    expect({ seed, ...found }).toMatchObject({ seed, findings: [], lost: 0, doubled: 0, crashed: 0 });
    expect([found.placed, found.restarts]).toEqual([5, 1]);
  });
}, 300_000);

test('calls that keep coming leave nothing behind: no memory, no file handle', async () => {
  await onLine(1, async (line) => {
    const seed = newSeed();
    const { engines } = line;
    const found = await soak({ line, engines, minutes: 2, perSecond: 3, seed, report, signal });
    expect({ seed, ...found }).toMatchObject({ seed, findings: [], lost: 0, doubled: 0 });
    expect([seed, found.parts, leaksOf(found)]).toEqual([seed, found.parts, []]);
    expect(found.placed).toBeGreaterThanOrEqual(240);
  });
}, 480_000);
