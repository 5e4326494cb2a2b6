/** The faults suite at a size for every day; `npm run faults -- documents` runs it at full size. */
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { flowsDir, promptsDir } from '../src/cli/command.ts';
import { documentFaults } from '../src/faults/documents.ts';
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
