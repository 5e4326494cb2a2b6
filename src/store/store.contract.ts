import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { arrayText, type Database, DatabaseError } from './database.ts';
import { MigrationError, migrate } from './migrate.ts';

/** Opens an empty database of one's own; closing it ends it. */
export type OpenDatabase = () => Promise<Database>;

/** How every engine must behave. Run by store.test.ts on PGlite, by test/postgresql.test.ts on a server. */
export function storeContract(engine: Database['engine'], open: OpenDatabase): void {
  describe(`store on ${engine}`, () => {
    const room = 'test';
    const table = 'thing';
    const first = {
      name: 'first',
      sql: `CREATE TABLE ${table} (id bigint PRIMARY KEY, day date, at timestamptz)`,
    };
    const second = {
      name: 'second',
      sql: `ALTER TABLE ${table} ADD COLUMN hash bytea; CREATE INDEX ON ${table} (day)`,
    };
    let database: Database;

    beforeAll(async () => {
      database = await open();
    });
    afterAll(() => database.close());

    test('migrates once, however many ask at once, and goes on from where it was', async () => {
      expect(database.engine).toBe(engine);
      const applied = await Promise.all([1, 2, 3].map(() => migrate(database, room, [first])));
      expect(applied.flat()).toEqual(['first']);
      expect(await migrate(database, room, [first, second])).toEqual(['second']);
      expect(await migrate(database, room, [first, second])).toEqual([]);
    });

    test('refuses a database that other migrations made', async () => {
      await expect(migrate(database, room, [first])).rejects.toThrow(MigrationError);
      await expect(migrate(database, room, [second, first])).rejects.toThrow('"first" in the database');
    });

    test('gives the same values whatever the engine', async () => {
      const at = new Date('2026-11-23T09:00:00Z');
      const changed = await database.run(
        `INSERT INTO ${table} (id, day, at, hash)
         SELECT id, '2026-11-23', $2, $3 FROM unnest($1::text::bigint[]) AS id`,
        [arrayText(['9999999999999999', 7]), at, new Uint8Array([1, 2, 255])],
      );
      expect(changed).toBe(2);
      const row = z.object({ id: z.string(), day: z.string(), at: z.date(), hash: z.instanceof(Uint8Array) });
      const rows = await database.rows(row, `SELECT * FROM ${table} WHERE id = ANY($1::text::bigint[])`, [
        arrayText(['9999999999999999']),
      ]);
      expect(rows.map(({ hash, ...rest }) => ({ ...rest, hash: [...hash] }))).toEqual([
        { id: '9999999999999999', day: '2026-11-23', at, hash: [1, 2, 255] },
      ]);
    });

    test('rolls a failed transaction back and goes on working', async () => {
      const row = z.object({ count: z.string() });
      const count = async () => (await database.rows(row, `SELECT count(*) FROM ${table}`))[0]?.count;
      const before = await count();
      await expect(
        database.transaction(async (queries) => {
          await queries.run(`INSERT INTO ${table} (id) VALUES ($1)`, [8]);
          await queries.run(`INSERT INTO ${table} (id) VALUES ($1)`, [8]);
        }),
      ).rejects.toMatchObject({ name: 'DatabaseError', code: '23505' });
      expect(await count()).toBe(before);
    });

    test('leaves the values of a refused statement out of the error', async () => {
      const failed = database.run(`INSERT INTO ${table} (id) VALUES ($1::text::bigint)`, ['RSSMRA80A01']);
      await expect(failed).rejects.toThrow(DatabaseError);
      await expect(failed).rejects.not.toThrow('RSSMRA80A01');
    });
  });
}
