import { join } from 'node:path';
import type { Logger } from 'pino';
import { createBackOfficeClient } from '../backoffice/client.ts';
import type { RecordsConfig, WorkerConfig } from '../config.ts';
import { RequestBook } from '../mail/book.ts';
import { MailDesk } from '../mail/desk.ts';
import { deriveMailKeys } from '../mail/keys.ts';
import { mailRoom } from '../mail/routes.ts';
import { migrations as mailMigrations } from '../mail/schema.ts';
import { migrate } from '../store/migrate.ts';
import { openDatabase } from '../store/open.ts';
import { SurveyAnswers } from '../surveys/answers.ts';
import { surveyRoom } from '../surveys/routes.ts';
import { migrations as surveyMigrations } from '../surveys/schema.ts';
import { errorName } from '../web/errors.ts';
import { openWebServer } from '../web/server.ts';
import { WatchedRules } from './mailing-rules.ts';
import { recordsDocument } from './records-document.ts';

/** Shorter than the first try of an engine, so that it hears that the back office is away, not nothing. */
const backOfficeMs = 3_000;
const pruneEveryMs = 10 * 60_000;

/**
 * Opens the system of record and serves it: the requests of callers, kept so that none that was accepted is lost.
 * Redis has no part in it.
 * @throws DatabaseError, MigrationError; an Error of Node for a port that is taken
 */
export async function openRecords(
  config: WorkerConfig & RecordsConfig,
  logger: Logger,
): Promise<{ readonly url: string; readonly close: () => Promise<void> }> {
  const database = await openDatabase({
    url: config.DATABASE_URL,
    directory: join(config.DATA_DIR, 'records'),
    logger,
  });
  await migrate(database, 'mail', mailMigrations);
  await migrate(database, 'surveys', surveyMigrations);
  const rules = await WatchedRules.open(config.FLOWS_DIR, logger);
  const backOffice = createBackOfficeClient({
    baseUrl: config.BACKOFFICE_URL,
    token: config.BACKOFFICE_TOKEN,
    timeoutMs: backOfficeMs,
    logger,
  });
  const book = new RequestBook(database);
  const desk = new MailDesk({
    book,
    keys: deriveMailKeys(config.RECORDS_KEY),
    backOffice,
    rules: () => rules.current,
  });
  const app = openWebServer({
    logger,
    access: [{ token: config.RECORDS_TOKEN }],
    open: ['/openapi.json'],
  });
  const surveys = new SurveyAnswers({
    database,
    key: config.RECORDS_KEY,
    day: (at) => rules.current?.day(at) ?? at.toISOString().slice(0, 10),
  });
  const rooms = [mailRoom({ desk, book }), surveyRoom(surveys)];
  for (const room of rooms) room.serve(app);
  app.get('/openapi.json', async () => recordsDocument());
  const pruning = setInterval(() => {
    surveys
      .prune()
      .catch((error: unknown) => logger.warn({ error: errorName(error) }, 'who was asked lately remains'));
  }, pruneEveryMs).unref();
  const url = await app.listen({ host: config.RECORDS_HOST, port: config.RECORDS_PORT });
  logger.info({ engine: database.engine }, 'the records are open');
  return {
    url,
    close: async () => {
      clearInterval(pruning);
      await app.close();
      backOffice.close();
      await rules.close();
      await database.close();
    },
  };
}
