import { z } from 'zod';
import type { Database } from './database.ts';

/** One step of a schema. Once released it never changes; what comes later is a new step behind it. */
export interface Migration {
  readonly name: string;
  /** Statements separated by `;`, in SQL that PGlite and PostgreSQL both take. */
  readonly sql: string;
}

/** The tables in the database are not those that this release's migrations make. */
export class MigrationError extends Error {}

const appliedRow = z.object({ position: z.number(), name: z.string() });

/**
 * Brings the tables of one room up to date: every migration not yet applied, in order, all in one transaction.
 * Several processes may call it at once: the first does the work, the others wait and find it done.
 * @param room whose tables these are; each room counts its own versions
 * @returns names of the migrations applied now
 * @throws MigrationError when the database was made by other migrations (another branch, or a newer release)
 */
export function migrate(
  database: Database,
  room: string,
  migrations: readonly Migration[],
): Promise<readonly string[]> {
  return database.transaction(async (queries) => {
    await queries.script("SELECT pg_advisory_xact_lock(hashtext('centralino migrations'))");
    await queries.script(
      `CREATE TABLE IF NOT EXISTS migration (
         room text NOT NULL, position integer NOT NULL, name text NOT NULL,
         applied_at timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (room, position))`,
    );
    const applied = await queries.rows(
      appliedRow,
      'SELECT position, name FROM migration WHERE room = $1 ORDER BY position',
      [room],
    );
    for (const { position, name } of applied) {
      const known = migrations[position]?.name;
      if (known !== name) {
        throw new MigrationError(
          `migration ${position} of ${room} is "${name}" in the database and "${known ?? 'missing'}" in this release; ` +
            'use the release that made this database, or a new database',
        );
      }
    }
    const pending = [...migrations.entries()].slice(applied.length);
    for (const [position, { name, sql }] of pending) {
      await queries.script(sql);
      await queries.run('INSERT INTO migration (room, position, name) VALUES ($1, $2, $3)', [
        room,
        position,
        name,
      ]);
    }
    return pending.map(([, { name }]) => name);
  });
}
