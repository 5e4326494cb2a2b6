/** The faults suite at a size for every day; `npm run faults` runs it at full size. */
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { flowsDir, promptsDir } from '../src/cli/command.ts';
import { documentFaults } from '../src/faults/documents.ts';
import { allServed, operatorFaults } from '../src/faults/operators.ts';
import { queueChanges } from '../src/rig/queue-line.ts';
import { Line } from './support/line.ts';
import { projectDir, testDir, testPostgresTool, testTools } from './support/parts.ts';

test('whatever is killed, every accepted request has exactly one letter, and it goes to the right address', async () => {
  const { redis } = await testTools();
  const dir = await testDir();
  const seed = Math.floor(Math.random() * 2 ** 31);
  const lines: string[] = [`seed ${seed}`];
  try {
    const { kills, duplicates, left, ...judgement } = await documentFaults({
      redis,
      postgres: await testPostgresTool(),
      main: join(projectDir, 'dist/cli/main.js'),
      dir: dir.path,
      flowsDir,
      promptsDir,
      requests: 60,
      seed,
      report: (line) => lines.push(line),
    });
    expect({ lines, left, judgement }).toMatchObject({
      lines,
      left: {},
      judgement: { accepted: 60, letters: 60, lost: 0, doubled: 0, misdirected: 0 },
    });
    expect(Math.min(...Object.values(kills))).toBeGreaterThanOrEqual(3);
    expect(duplicates).toBeGreaterThan(60);
  } finally {
    await dir.remove();
  }
}, 900_000);

test('an engine that is killed loses no caller who waits or talks, no place, and nobody gets two operators', async () => {
  const line = await Line.start({ flowChanges: queueChanges });
  const seed = Math.floor(Math.random() * 2 ** 31);
  try {
    const found = await operatorFaults({
      line,
      waiting: 8,
      talking: 4,
      kills: 1,
      seed,
      report: () => undefined,
    });
    expect({ seed, ...found }).toMatchObject({
      seed,
      findings: [],
      dropped: 0,
      misplaced: 0,
      doubled: 0,
      served: 12,
      left: { channels: 0, bridges: 0 },
    });
    expect(found.kills).toBeGreaterThanOrEqual(1);
    expect(allServed(found)).toBe(true);
  } finally {
    await line.stop();
  }
}, 900_000);
