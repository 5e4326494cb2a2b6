import type { Logger } from 'pino';
import type { Database } from './database.ts';
import { openPGlite } from './pglite.ts';
import { openPostgres } from './postgresql.ts';

export interface StoreOptions {
  /** `postgres://...`; without it PGlite runs inside this process. */
  readonly url?: string | undefined;
  /** Folder of PGlite's data; in memory without it. Not used with a url. */
  readonly directory?: string | undefined;
  readonly logger: Logger;
}

/** Opens the system of record. @throws FolderInUseError, DatabaseError when PGlite's folder cannot be used */
export async function openDatabase(options: StoreOptions): Promise<Database> {
  return options.url === undefined
    ? await openPGlite(options.directory)
    : openPostgres(options.url, options.logger);
}
