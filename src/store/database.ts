import type { z } from 'zod';

/** What a statement takes for `$1`, `$2` ...; lists go in through `arrayText`. */
export type Parameter = string | number | bigint | boolean | Date | Uint8Array | null;

/** Statements on one connection, or inside one transaction. */
export interface Queries {
  /**
   * Runs one statement and reads its rows.
   * Columns arrive alike from both engines: bigint, numeric and date as text, timestamptz as Date, bytea as bytes.
   * @param row schema of one row
   * @throws DatabaseError when the statement fails; ZodError when a row is not what the schema says
   */
  rows<Row extends z.ZodType>(
    row: Row,
    sql: string,
    parameters?: readonly Parameter[],
  ): Promise<z.output<Row>[]>;
  /** Runs one statement; gives how many rows it changed. @throws DatabaseError */
  run(sql: string, parameters?: readonly Parameter[]): Promise<number>;
  /** Runs several statements separated by `;`, without parameters. @throws DatabaseError */
  script(sql: string): Promise<void>;
}

/** The system of record: PGlite inside this process, or a PostgreSQL server; the same SQL on both. */
export interface Database extends Queries {
  readonly engine: 'pglite' | 'postgresql';
  /**
   * Does the work in one transaction: committed when it resolves, rolled back when it rejects.
   * Inside, only the given queries may be used: PGlite has one connection, and waiting for it here would never end.
   */
  transaction<T>(work: (queries: Queries) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** What keeps us from a PostgreSQL server as a whole, and what to do about it. */
const unreachable: ReadonlyMap<string, string> = new Map([
  ['28P01', 'PostgreSQL refuses the password: DATABASE_URL must hold the one that its user was made with'],
  ['28000', 'PostgreSQL lets this user not in: compare DATABASE_URL with its pg_hba.conf'],
  ['3D000', 'PostgreSQL has no such database: compare DATABASE_URL, or create it'],
  ['ECONNREFUSED', 'PostgreSQL does not answer (ECONNREFUSED): start it, or compare DATABASE_URL'],
  ['ENOTFOUND', 'PostgreSQL cannot be found (ENOTFOUND): compare the host in DATABASE_URL'],
]);

/** A statement failed. The message holds PostgreSQL's code and no value, since values may be about people. */
export class DatabaseError extends Error {
  /** SQLSTATE, or a code of the network (`ECONNREFUSED`); `unknown` when there is none. */
  readonly code: string;

  constructor(code: string, engine: Database['engine']) {
    super(
      unreachable.get(code) ??
        `${engine} refused a statement (${code}); see the server's log, or its list of SQLSTATE codes`,
    );
    this.name = 'DatabaseError';
    this.code = code;
  }
}

/** Another process keeps its data in the folder. */
export class FolderInUseError extends Error {
  constructor(directory: string) {
    super(
      `another process keeps its data in ${directory}: end it, or give this one a DATA_DIR of its own or a DATABASE_URL`,
    );
    this.name = 'FolderInUseError';
  }
}

/** Keeps the code of a driver's error and leaves its text, which may quote values, behind. */
export function databaseError(error: unknown, engine: Database['engine']): DatabaseError {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return new DatabaseError(typeof code === 'string' ? code : 'unknown', engine);
}

/**
 * A list as PostgreSQL writes it, for `$1::text::bigint[]` and the like: the one form that both drivers pass on as it is.
 * @throws RangeError for a text that would need quoting
 */
export function arrayText(values: readonly (string | number | bigint | null)[]): string {
  const texts = values.map((value) => (value === null ? 'NULL' : String(value)));
  const odd = texts.findIndex((text) => !/^[\w.:+-]+$/.test(text));
  if (odd !== -1) throw new RangeError(`item ${odd} of the list needs quoting; pass it some other way`);
  return `{${texts.join(',')}}`;
}
