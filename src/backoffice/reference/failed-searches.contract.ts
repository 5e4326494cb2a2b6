import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import type { Database } from '../../store/database.ts';
import { migrate } from '../../store/migrate.ts';
import type { OpenDatabase } from '../../store/store.contract.ts';
import { FailedSearches } from './failed-searches.ts';
import { deriveKeys } from './keys.ts';
import { migrations } from './schema.ts';

/** How searches without a result are counted, whatever the engine. */
export function failedSearchesContract(engine: Database['engine'], open: OpenDatabase): void {
  describe(`failed searches on ${engine}`, () => {
    let clock = new Date('2026-11-23T09:00:00Z');
    let database: Database;
    let searches: FailedSearches;

    beforeAll(async () => {
      database = await open();
      await migrate(database, 'reference back office', migrations);
      searches = new FailedSearches({ database, keys: deriveKeys(randomBytes(32)), now: () => clock });
    });
    afterAll(() => database.close());

    const search = async (subjects: readonly string[], key: string, outcome: 'found' | 'not-found') =>
      (await searches.counted(subjects, key, () => ({ outcome }))).outcome;

    test('the sixth within an hour is not made, and an hour later it is', async () => {
      for (const key of ['a', 'b', 'c', 'd', 'e']) {
        expect(await search(['caller-1', 'practice-1'], key, 'not-found')).toBe('not-found');
      }
      expect(await search(['caller-1', 'practice-2'], 'f', 'found')).toBe('locked');
      expect(await search(['caller-2', 'practice-1'], 'f', 'found')).toBe('locked');
      expect(await search(['caller-2', 'practice-2'], 'f', 'found')).toBe('found');
      // A refused search does not lengthen the wait.
      clock = new Date('2026-11-23T10:00:00Z');
      expect(await search(['caller-1', 'practice-1'], 'g', 'found')).toBe('found');
    });

    test('one that finds something does not count, and a repeated one counts once', async () => {
      for (let index = 0; index < 10; index += 1) {
        expect(await search(['caller-3'], `found-${index}`, 'found')).toBe('found');
        expect(await search(['caller-3'], 'the-same', 'not-found')).toBe('not-found');
      }
    });

    test('of fifty at one time no more are made than the rule allows', async () => {
      const outcomes = await Promise.all(
        Array.from({ length: 50 }, (_, index) => search(['caller-4'], `at-once-${index}`, 'not-found')),
      );
      expect(outcomes.filter((outcome) => outcome === 'not-found').length).toBeLessThanOrEqual(5);
      expect(await search(['caller-5'], 'other', 'not-found')).toBe('not-found');
    });

    test('neither numbers nor practices are kept, and what is old goes', async () => {
      await search(['+390655512345'], 'key', 'not-found');
      const kept = () =>
        database.rows(z.object({ subject: z.string() }), 'SELECT subject FROM reference.failed_search');
      expect(JSON.stringify(await kept())).not.toContain('390655512345');
      clock = new Date('2026-11-24T10:00:00Z');
      await searches.prune();
      expect(await kept()).toEqual([]);
    });
  });
}
