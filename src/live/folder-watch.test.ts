import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { until } from '../../test/support/until.ts';
import { FolderWatch } from './folder-watch.ts';

let dir: string;
let folder: string;
let watch: FolderWatch | undefined;
let told: number;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'centralino-watch-'));
  folder = join(dir, 'flows');
  await mkdir(folder);
  await writeFile(join(folder, 'a.yaml'), 'a');
  told = 0;
});
afterEach(async () => {
  await watch?.close();
  await rm(dir, { recursive: true, force: true });
});

async function open(times: { quietMs?: number; pollMs?: number } = {}): Promise<void> {
  watch = await FolderWatch.open({
    folders: [folder],
    belongs: (name) => name.endsWith('.yaml'),
    changed: async () => {
      told++;
    },
    quietMs: 20,
    pollMs: 600_000,
    ...times,
  });
}
const toldTimes = (times: number) => until(`told ${times} times`, () => told >= times);

describe('a watched folder', () => {
  test.each([
    ['is written to', async () => writeFile(join(folder, 'a.yaml'), 'b')],
    [
      'gets a file by rename',
      async () => {
        await writeFile(join(folder, '.a.swp'), 'longer');
        await rename(join(folder, '.a.swp'), join(folder, 'a.yaml'));
      },
    ],
    ['loses a file', async () => rm(join(folder, 'a.yaml'))],
    ['gets a new file', async () => writeFile(join(folder, 'b.yaml'), 'b')],
  ])('that %s is told', async (_what, change) => {
    await open();
    await change();
    await toldTimes(1);
  });

  test('is not told of files that do not belong, nor twice of one change', async () => {
    await open();
    await writeFile(join(folder, 'notes.txt'), 'x');
    await writeFile(join(folder, 'a.yaml'), 'one');
    await toldTimes(1);
    await writeFile(join(folder, 'a.yaml'), 'another');
    await toldTimes(2);
    expect(told).toBe(2);
  });

  test('that is replaced as a whole is found by the poll, and watched again', async () => {
    await open({ pollMs: 30 });
    await rename(folder, `${folder}.old`);
    await toldTimes(1);
    await mkdir(folder);
    await writeFile(join(folder, 'a.yaml'), 'new');
    await toldTimes(2);
    await writeFile(join(folder, 'a.yaml'), 'newer');
    await toldTimes(3);
  });

  test('tells of what is written while the change before is being read', async () => {
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    watch = await FolderWatch.open({
      folders: [folder],
      belongs: () => true,
      changed: async () => {
        if (++told === 1) await held;
      },
      quietMs: 20,
      pollMs: 600_000,
    });
    await writeFile(join(folder, 'a.yaml'), 'first');
    await toldTimes(1);
    await writeFile(join(folder, 'a.yaml'), 'second');
    release();
    await toldTimes(2);
  });
});
