import { createHash } from 'node:crypto';
import { mkdir, realpath } from 'node:fs/promises';
import { createServer } from 'node:net';
import { PGlite, types } from '@electric-sql/pglite';
import type { z } from 'zod';
import { type Database, databaseError, FolderInUseError, type Parameter, type Queries } from './database.ts';

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
 * @throws FolderInUseError when another process of this machine has the folder; DatabaseError when it cannot be used
 */
export async function openPGlite(directory?: string): Promise<Database> {
  const free = directory === undefined ? () => undefined : await holdFolder(directory);
  const pglite = await PGlite.create({
    ...(directory === undefined ? {} : { dataDir: directory }),
    parsers: { [types.INT8]: asText, [types.NUMERIC]: asText, [types.DATE]: asText },
  }).catch((error: unknown) => {
    free();
    throw databaseError(error, 'pglite');
  });
  const queries = new PGliteQueries(pglite);
  return {
    engine: 'pglite',
    rows: (row, sql, parameters) => queries.rows(row, sql, parameters),
    run: (sql, parameters) => queries.run(sql, parameters),
    script: (sql) => queries.script(sql),
    transaction: (work) => pglite.transaction((transaction) => work(new PGliteQueries(transaction))),
    close: () => pglite.close().finally(free),
  };
}

/**
 * Takes a folder for this process alone: two that wrote into it would ruin it. The kernel holds it under a name of its
 * own (an abstract socket), which is free at once when the process dies, however it dies.
 * @returns what gives it back
 */
async function holdFolder(directory: string): Promise<() => void> {
  await mkdir(directory, { recursive: true });
  const name = createHash('sha256')
    .update(await realpath(directory))
    .digest('hex')
    .slice(0, 32);
  const holder = createServer((socket) => socket.destroy());
  await new Promise<void>((resolve, reject) => {
    holder.once('error', (error: NodeJS.ErrnoException) => {
      // A system without such sockets has no such guard.
      if (error.code === 'EADDRINUSE') reject(new FolderInUseError(directory));
      else resolve();
    });
    holder.listen(`\0centralino-${name}`, resolve);
  });
  holder.unref();
  return () => holder.close();
}
