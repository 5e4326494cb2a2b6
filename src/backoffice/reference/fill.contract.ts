import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import type { Database } from '../../store/database.ts';
import { migrate } from '../../store/migrate.ts';
import type { OpenDatabase } from '../../store/store.contract.ts';
import { ensureCitizens } from './fill.ts';
import { deriveKeys } from './keys.ts';
import { migrations } from './schema.ts';

/** How a database is filled with citizens, whatever the engine. */
export function fillContract(engine: Database['engine'], open: OpenDatabase): void {
  describe(`filling on ${engine}`, () => {
    const keys = deriveKeys(randomBytes(32));
    let database: Database;

    beforeAll(async () => {
      database = await open();
      await migrate(database, 'reference back office', migrations);
    });
    afterAll(() => database.close());

    const fill = async (citizens: number, withKeys = keys) => {
      const progress: number[] = [];
      await ensureCitizens(database, { citizens, keys: withKeys, onProgress: (done) => progress.push(done) });
      return progress;
    };
    const count = async (table: string) => {
      const rows = await database.rows(
        z.object({ count: z.string() }),
        `SELECT count(*) FROM reference.${table}`,
      );
      return Number(rows[0]?.count);
    };

    test('stores as many as asked for, then has nothing to do, then adds what is missing', async () => {
      await fill(0);
      expect(await fill(6_000)).toEqual([5_000, 6_000]);
      expect(await count('citizen')).toBe(6_000);
      expect(await fill(6_000)).toEqual([]);
      expect(await fill(7_500)).toEqual([7_500]);
      expect(await count('citizen')).toBe(7_500);
    });

    test('two at once fill one population', async () => {
      const progress = (await Promise.all([fill(14_000), fill(14_000)])).flat();
      expect(Math.max(...progress)).toBe(14_000);
      expect(await count('citizen')).toBe(14_000);
    });

    test('fewer, or another pepper, means filling anew', async () => {
      expect(await fill(1_000)).toEqual([1_000]);
      expect(await count('citizen')).toBe(1_000);
      expect(await fill(1_000, deriveKeys(randomBytes(32)))).toEqual([1_000]);
      expect(await count('pin')).toBeGreaterThan(200);
    });

    test('renews the PINs that are meant to be good, and only those', async () => {
      const active = async () =>
        (
          await database.rows(
            z.object({ citizen: z.number() }),
            'SELECT citizen FROM reference.pin WHERE expires_at > now()',
          )
        ).map(({ citizen }) => citizen % 5);
      await fill(500);
      const good = await active();
      await database.script(
        "UPDATE reference.pin SET expires_at = now() - interval '1 hour'; UPDATE reference.population SET pins_renewed_at = now() - interval '8 days'",
      );
      // What the portal issued runs out when its owner chose, whatever the demo does.
      await database.script(
        "UPDATE reference.pin SET issued_by = 'portale' WHERE citizen = (SELECT min(citizen) FROM reference.pin WHERE validity = 'mese')",
      );
      expect(await active()).toEqual([]);
      expect(await fill(500)).toEqual([]);
      expect(await active()).toHaveLength(good.length - 1);
      expect(new Set(await active())).toEqual(new Set([1]));
    });

    test('refuses a number that is none', async () => {
      await expect(fill(-1)).rejects.toThrow('0 or more');
      await expect(fill(1.5)).rejects.toThrow(RangeError);
    });
  });
}
