import { mkdir, mkdtemp, readdir, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { authorshipOf } from './authorship.ts';
import { changesBetween, changesText } from './changes.ts';
import { ContentError, contentOf, readContent } from './content.ts';
import { keptVersions, VersionFiles } from './version-files.ts';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'centralino-versions-'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

const content = (text: string) => contentOf(new Map([['flows/a.yaml', text]]));
const by = (second: number, author = 'Anna') => ({
  author,
  at: new Date(Date.UTC(2026, 10, 22, 9, 0, second)).toISOString(),
  message: `change ${second}`,
});

describe('the content of a version', () => {
  test('is the flows and prompts, without dialog tests; its version follows from the texts alone', async () => {
    const [flows, prompts] = [join(dir, 'f'), join(dir, 'p')];
    await mkdir(flows);
    await mkdir(prompts);
    await writeFile(join(flows, 'a.yaml'), 'flow: a\n');
    await writeFile(join(flows, 'a.test.yaml'), 'tests\n');
    await writeFile(join(flows, '.a.yaml.swp'), 'half');
    await writeFile(join(prompts, 'it.yaml'), 'x: y\n');
    for (const part of ['de', 'recordings']) await mkdir(join(prompts, part));
    await writeFile(join(prompts, 'de/a.yaml'), 'x: z\n');
    await writeFile(join(prompts, 'recordings/a.yaml'), 'no text\n');
    const read = await readContent(flows, prompts);
    expect([...read.files.keys()]).toEqual(['flows/a.yaml', 'prompts/de/a.yaml', 'prompts/it.yaml']);
    expect(read.version).toMatch(/^[0-9a-f]{12}$/);
    expect((await readContent(flows, prompts)).version).toBe(read.version);
    expect(contentOf(new Map([...read.files].reverse())).version).toBe(read.version);
  });

  test('is never read from what is not a file, and could keep the reader waiting', async () => {
    await symlink('/dev/zero', join(dir, 'a.yaml'));
    await expect(readContent(dir, dir)).rejects.toThrow('not a file');
  });

  test('of a folder that is not there is refused by name', async () => {
    await expect(readContent(join(dir, 'none'), dir)).rejects.toThrow(ContentError);
  });
});

describe('published versions', () => {
  test('are listed from the newest, and give their texts back', async () => {
    const store = new VersionFiles(join(dir, 'versions'));
    expect(await store.list()).toEqual([]);
    await store.publish(content('one'), by(1));
    await store.publish(content('two'), by(2, 'Bruno'));
    await store.publish(content('two'), by(3));
    expect(await store.list()).toEqual([
      { version: content('two').version, ...by(2, 'Bruno') },
      { version: content('one').version, ...by(1) },
    ]);
    expect(await store.content(content('one').version)).toEqual(content('one'));
    expect(await store.content('0123456789ab')).toBeUndefined();
  });

  test('may come back: a roll-back is one more', async () => {
    const store = new VersionFiles(dir);
    for (const [second, text] of ['one', 'two', 'one'].entries())
      await store.publish(content(text), by(second));
    expect((await store.list()).map(({ message }) => message)).toEqual(['change 2', 'change 1', 'change 0']);
    await store.withdraw(content('one').version);
    expect((await store.list())[0]?.version).toBe(content('two').version);
  });

  test('of two engines at once are one', async () => {
    const stores = [new VersionFiles(dir), new VersionFiles(dir)];
    await Promise.all(stores.map((store, index) => store.publish(content('one'), by(index))));
    expect(await stores[0]?.list()).toHaveLength(1);
  });

  test('are bounded', async () => {
    const store = new VersionFiles(dir);
    for (let n = 0; n < keptVersions + 3; n++) await store.publish(content(`text ${n}`), by(n));
    expect(await store.list()).toHaveLength(keptVersions);
    expect(await readdir(dir)).toHaveLength(keptVersions);
    expect(await store.content(content('text 0').version)).toBeUndefined();
  });

  test('that were tampered with are none', async () => {
    const store = new VersionFiles(dir);
    await store.publish(content('one'), by(1));
    const [name = ''] = await readdir(dir);
    await writeFile(
      join(dir, name),
      JSON.stringify({ version: content('one').version, ...by(1), files: {} }),
    );
    expect(await store.content(content('one').version)).toBeUndefined();
    await writeFile(join(dir, name), '{');
    expect(await store.list()).toEqual([]);
  });
});

test('changes are told by file', () => {
  const before = contentOf(
    new Map([
      ['flows/a.yaml', '1'],
      ['flows/b.yaml', '1'],
      ['flows/d.yaml', '1'],
    ]),
  );
  const after = contentOf(
    new Map([
      ['flows/a.yaml', '2'],
      ['flows/c.yaml', '1'],
      ['flows/d.yaml', '1'],
    ]),
  );
  expect(changesText(changesBetween(before, after))).toBe(
    'changed flows/a.yaml, removed flows/b.yaml, added flows/c.yaml',
  );
});

describe('authorship', () => {
  test("is git's when git has acted since the file was written, else the owner's", async () => {
    const file = join(dir, 'flows', 'a.yaml');
    await mkdir(join(dir, 'flows'));
    await writeFile(file, 'x');
    expect(await authorshipOf([file])).toEqual({ author: userInfo().username, message: undefined });
    const entry = (seconds: number) =>
      `${'0'.repeat(40)} ${'1'.repeat(40)} Anna Bianchi <a@example.org> ${seconds} +0100\tcommit: Mend the greeting\n`;
    await mkdir(join(dir, '.git/logs'), { recursive: true });
    await writeFile(join(dir, '.git/logs/HEAD'), entry(1_764_000_000));
    await utimes(file, 1_764_000_001, 1_764_000_001);
    expect(await authorshipOf([file])).toEqual({ author: 'Anna Bianchi', message: 'Mend the greeting' });
    await utimes(file, 1_764_009_999, 1_764_009_999);
    expect(await authorshipOf([file])).toEqual({ author: userInfo().username, message: undefined });
  });
});
