import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import pino from 'pino';
import { z } from 'zod';
import { mayMount, smallDisk } from '../../test/support/small-disk.ts';
import { arrayText, DatabaseError } from './database.ts';
import { openDatabase } from './open.ts';
import { storeContract } from './store.contract.ts';

const logger = pino({ level: 'silent' });

storeContract('pglite', () => openDatabase({ logger }));

test('a list that would need quoting is refused', () => {
  expect(arrayText(['a', 1, 2n, null])).toBe('{a,1,2,NULL}');
  expect(() => arrayText(['a,b'])).toThrow(RangeError);
  expect(() => arrayText([''])).toThrow('item 0');
});

test('a folder belongs to one at a time', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'centralino-store-'));
  try {
    const first = await openDatabase({ directory, logger });
    await expect(openDatabase({ directory, logger })).rejects.toThrow(
      `another process keeps its data in ${directory}`,
    );
    await first.close();
    const second = await openDatabase({ directory, logger });
    await second.close();
  } finally {
    await rm(directory, { recursive: true });
  }
});

(mayMount ? test : test.skip)(
  'on a full disk nothing is written, and said so; with room it goes on, and loses nothing',
  async () => {
    const disk = await smallDisk(120);
    try {
      const first = await openDatabase({ directory: join(disk.path, 'data'), logger });
      await first.script('CREATE TABLE kept (what text NOT NULL)');
      await disk.fill();
      // 53100 is disk_full.
      await expect(first.run("INSERT INTO kept VALUES ('too much')")).rejects.toMatchObject({
        code: '53100',
      });
      await disk.makeRoom();
      await first.run("INSERT INTO kept VALUES ('something')");
      await first.close();
      const again = await openDatabase({ directory: join(disk.path, 'data'), logger });
      expect(await again.rows(z.object({ what: z.string() }), 'SELECT what FROM kept')).toEqual([
        { what: 'something' },
      ]);
      await again.close();
    } finally {
      await disk.remove();
    }
  },
);

test('a server that is not there is an error, not a wait without end', async () => {
  const database = await openDatabase({ url: 'postgres://nobody@127.0.0.1:1/none', logger });
  await expect(database.script('SELECT 1')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  await expect(database.transaction(async () => 1)).rejects.toThrow(DatabaseError);
  await database.close();
});
