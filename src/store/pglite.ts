import { PGlite, types } from '@electric-sql/pglite';
import type { z } from 'zod';
import { type Database, databaseError, type Parameter, type Queries } from './database.ts';

const asText = (value: string) => value;

interface Runner {
  query(sql: string, parameters?: unknown[]): Promise<{ rows: unknown[]; affectedRows?: number }>;
  exec(sql: string): Promise<unknown>;
}

class PGliteQueries implements Queries {
  readonly #runner: Runner;

  constructor(runner: Runner) {
    this.#runner = runner;
  }

  async rows<Row extends z.ZodType>(row: Row, sql: string, parameters: readonly Parameter[] = []) {
    const result = await this.#attempt(() => this.#runner.query(sql, [...parameters]));
    return result.rows.map((found) => row.parse(found));
  }

  async run(sql: string, parameters: readonly Parameter[] = []): Promise<number> {
    const result = await this.#attempt(() => this.#runner.query(sql, [...parameters]));
    return result.affectedRows ?? 0;
  }

  async script(sql: string): Promise<void> {
    await this.#attempt(() => this.#runner.exec(sql));
  }

  async #attempt<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw databaseError(error, 'pglite');
    }
  }
}

/**
 * PostgreSQL compiled to WebAssembly, inside this process; one process at a time may hold a folder.
 * @param directory where the data live; in memory without it
 */
export async function openPGlite(directory?: string): Promise<Database> {
  const pglite = await PGlite.create({
    ...(directory === undefined ? {} : { dataDir: directory }),
    parsers: { [types.INT8]: asText, [types.NUMERIC]: asText, [types.DATE]: asText },
  });
  const queries = new PGliteQueries(pglite);
  return {
    engine: 'pglite',
    rows: (row, sql, parameters) => queries.rows(row, sql, parameters),
    run: (sql, parameters) => queries.run(sql, parameters),
    script: (sql) => queries.script(sql),
    transaction: (work) => pglite.transaction((transaction) => work(new PGliteQueries(transaction))),
    close: () => pglite.close(),
  };
}
