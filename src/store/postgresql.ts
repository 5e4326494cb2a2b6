import pg from 'pg';
import type { Logger } from 'pino';
import type { z } from 'zod';
import { type Database, databaseError, type Parameter, type Queries } from './database.ts';

const asText = (value: string) => value;
const textTypes: ReadonlySet<number> = new Set([
  pg.types.builtins.INT8,
  pg.types.builtins.NUMERIC,
  pg.types.builtins.DATE,
]);

/** The driver's own parsers, but text for what a JavaScript number or Date would distort. */
const types: pg.CustomTypesConfig = {
  getTypeParser: (id, format) => (textTypes.has(id) ? asText : pg.types.getTypeParser(id, format)),
};

class PostgresQueries implements Queries {
  readonly #runner: pg.Pool | pg.PoolClient;

  constructor(runner: pg.Pool | pg.PoolClient) {
    this.#runner = runner;
  }

  async rows<Row extends z.ZodType>(row: Row, sql: string, parameters: readonly Parameter[] = []) {
    const result = await this.#query(sql, parameters);
    return result.rows.map((found) => row.parse(found));
  }

  async run(sql: string, parameters: readonly Parameter[] = []): Promise<number> {
    const result = await this.#query(sql, parameters);
    return result.rowCount ?? 0;
  }

  async script(sql: string): Promise<void> {
    await this.#query(sql);
  }

  async #query(
    sql: string,
    parameters?: readonly Parameter[],
  ): Promise<pg.QueryResult<Record<string, unknown>>> {
    try {
      // Without parameters the simple protocol is used, which takes several statements.
      return await (parameters === undefined || parameters.length === 0
        ? this.#runner.query(sql)
        : this.#runner.query(sql, [...parameters]));
    } catch (error) {
      throw databaseError(error, 'postgresql');
    }
  }
}

export interface PostgresLimits {
  readonly connections: number;
  readonly connectMs: number;
  readonly statementMs: number;
}

const limits: PostgresLimits = { connections: 10, connectMs: 5_000, statementMs: 60_000 };

/** A PostgreSQL server, through a bounded pool. Connections are made when needed, and made again after a loss. */
export function openPostgres(url: string, logger: Logger, given: Partial<PostgresLimits> = {}): Database {
  const { connections, connectMs, statementMs } = { ...limits, ...given };
  const pool = new pg.Pool({
    connectionString: url,
    types,
    max: connections,
    connectionTimeoutMillis: connectMs,
    statement_timeout: statementMs,
    query_timeout: statementMs + 1_000,
    application_name: 'centralino',
  });
  // An idle connection that breaks must not end the process; the pool makes another.
  pool.on('error', (error) =>
    logger.warn({ code: databaseError(error, 'postgresql').code }, 'idle connection lost'),
  );
  const queries = new PostgresQueries(pool);
  return {
    engine: 'postgresql',
    rows: (row, sql, parameters) => queries.rows(row, sql, parameters),
    run: (sql, parameters) => queries.run(sql, parameters),
    script: (sql) => queries.script(sql),
    transaction: (work) => inTransaction(pool, work),
    close: () => pool.end(),
  };
}

async function inTransaction<T>(pool: pg.Pool, work: (queries: Queries) => Promise<T>): Promise<T> {
  const client = await pool.connect().catch((error: unknown) => {
    throw databaseError(error, 'postgresql');
  });
  const queries = new PostgresQueries(client);
  let broken = false;
  try {
    await queries.script('BEGIN');
    const result = await work(queries);
    await queries.script('COMMIT');
    return result;
  } catch (error) {
    await queries.script('ROLLBACK').catch(() => {
      broken = true;
    });
    throw error;
  } finally {
    // A connection that could not even roll back is thrown away.
    client.release(broken);
  }
}
