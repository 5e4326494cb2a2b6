/** Databases for tests: empty, one's own, gone afterwards. */
import { randomBytes } from 'node:crypto';
import { Writable } from 'node:stream';
import pino, { type Logger } from 'pino';
import type { Database } from './database.ts';
import { openDatabase } from './open.ts';

/** The engines that a suite runs on: PGlite always, and the server that DATABASE_URL names. */
export const testEngines: readonly {
  readonly engine: Database['engine'];
  readonly url: string | undefined;
}[] = [
  { engine: 'pglite', url: undefined },
  ...(process.env['DATABASE_URL'] === undefined
    ? []
    : [{ engine: 'postgresql' as const, url: process.env['DATABASE_URL'] }]),
];

const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });

/**
 * An empty database: in memory, or made on the server and dropped when it is closed.
 * @param url any database of a server on which databases may be made; PGlite without it
 */
export async function openFreshDatabase(
  url: string | undefined,
  logger: Logger = pino(nowhere),
): Promise<Database> {
  if (url === undefined) return await openDatabase({ logger });
  const name = `centralino_test_${randomBytes(6).toString('hex')}`;
  const server = await openDatabase({ url, logger });
  await server.script(`CREATE DATABASE ${name}`);
  const own = new URL(url);
  own.pathname = `/${name}`;
  const database = await openDatabase({ url: own.href, logger });
  return {
    ...database,
    async close() {
      await database.close();
      await server.script(`DROP DATABASE ${name}`);
      await server.close();
    },
  };
}
