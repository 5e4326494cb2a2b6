import { join } from 'node:path';
import type { Queue } from 'bullmq';
import type { Logger } from 'pino';
import { createBackOfficeClient } from '../backoffice/client.ts';
import { documenti } from '../backoffice/operations/documenti.disponibile.ts';
import { CallBackBook } from '../call-backs/book.ts';
import { callBackRoom } from '../call-backs/routes.ts';
import { migrations as callBackMigrations } from '../call-backs/schema.ts';
import type { RecordsConfig, WorkerConfig } from '../config/worker.ts';
import { AuditBook } from '../conversations/audit.ts';
import { ConversationBook } from '../conversations/conversation-book.ts';
import { deskRoom, isOfDesk } from '../conversations/desk-routes.ts';
import { Figures } from '../conversations/figures.ts';
import { LineaBook } from '../conversations/linea-book.ts';
import { LineaHandOver } from '../conversations/linea-hand-over.ts';
import { conversationRoom } from '../conversations/routes.ts';
import { migrations as conversationMigrations } from '../conversations/schema.ts';
import { RequestBook } from '../mail/book.ts';
import { MailDesk } from '../mail/desk.ts';
import { feedbackRoom, feedbackRoute } from '../mail/feedback/routes.ts';
import type { Render } from '../mail/fulfilment/document.ts';
import { deriveMailKeys } from '../mail/keys.ts';
import { Interventions } from '../mail/ops/interventions.ts';
import { Overview } from '../mail/ops/overview.ts';
import { isOfOps, opsRoom } from '../mail/ops/routes.ts';
import { mailRoom } from '../mail/routes.ts';
import { migrations as mailMigrations } from '../mail/schema.ts';
import { WhereaboutsDesk } from '../mail/whereabouts.ts';
import { databaseUp, redisUp } from '../metrics/catalogue/neighbours.ts';
import type { Metrics } from '../metrics/registry.ts';
import { loadCalendars } from '../numbers/calendar.ts';
import { DatedMailing, loadMailing } from '../numbers/mailing.ts';
import { workingHoursLater } from '../numbers/working-time.ts';
import { loadQueues } from '../queues/queues.ts';
import { recordingBoxes } from '../queues/recordings.ts';
import { migrate } from '../store/migrate.ts';
import { openDatabase } from '../store/open.ts';
import { pinging } from '../store/ping.ts';
import { SurveyAnswers } from '../surveys/answers.ts';
import { surveyRoom } from '../surveys/routes.ts';
import { migrations as surveyMigrations } from '../surveys/schema.ts';
import type { Tracing } from '../tracing/tracing.ts';
import { loadBoxes } from '../voice-messages/boxes.ts';
import { MessageBook } from '../voice-messages/message-book.ts';
import { isOfOffices, officeRoom } from '../voice-messages/office.ts';
import { voiceMessageRoom } from '../voice-messages/routes.ts';
import { migrations as voiceMessageMigrations } from '../voice-messages/schema.ts';
import { errorName } from '../web/errors.ts';
import type { Readiness } from '../web/monitor.ts';
import { openWebServer } from '../web/server.ts';
import { watchAsked, watchServed } from '../web/watch.ts';
import { openBoard } from './board.ts';
import { bringOut } from './bring-out.ts';
import type { CarriersConfig } from './carriers-config.ts';
import { recordsDocument } from './records-document.ts';
import { tellOfRecords } from './records-metrics.ts';
import { Watched } from './watched.ts';
import { whereaboutsRoom } from './whereabouts-room.ts';

/** Shorter than the first try of an engine, so that it hears that the back office is away, not nothing. */
const backOfficeMs = 3_000;
const pruneEveryMs = 10 * 60_000;

/**
 * Opens the system of record and serves it: the requests of callers, kept so that none that was accepted is lost.
 * Redis has no part in it; what brings them out goes on when it is there.
 * @param render sets a letter
 * @throws DatabaseError, MigrationError; an Error of Node for a port that is taken
 */
export async function openRecords(
  config: WorkerConfig & RecordsConfig & CarriersConfig,
  logger: Logger,
  render: Render,
  metrics: Metrics,
  tracing?: Tracing,
): Promise<{
  readonly url: string;
  /** Whether requests can be accepted: the database is there. */
  readonly ready: () => Promise<Readiness>;
  readonly close: () => Promise<void>;
}> {
  const database = await openDatabase({
    url: config.DATABASE_URL,
    directory: join(config.DATA_DIR, 'records'),
    logger,
  });
  await migrate(database, 'mail', mailMigrations);
  await migrate(database, 'surveys', surveyMigrations);
  await migrate(database, 'voice messages', voiceMessageMigrations);
  await migrate(database, 'conversations', conversationMigrations);
  await migrate(database, 'call-backs', callBackMigrations);
  const flowsDir = config.FLOWS_DIR;
  const rules = await Watched.open({
    flowsDir,
    files: ['mailing.yaml', 'hours.yaml'],
    read: async () => {
      const [mailing, calendars] = await Promise.all([
        loadMailing(join(flowsDir, 'mailing.yaml')),
        loadCalendars(join(flowsDir, 'hours.yaml')),
      ]);
      return { mailing: new DatedMailing(mailing, calendars), calendars };
    },
    what: 'the rules of mailing and the calendars',
    logger,
  });
  const boxes = await Watched.open({
    flowsDir,
    files: ['boxes.yaml', 'queues.yaml'],
    read: async () => {
      const queues = await loadQueues(join(flowsDir, 'queues.yaml'), undefined);
      return new Map([...(await loadBoxes(join(flowsDir, 'boxes.yaml'))), ...recordingBoxes(queues)]);
    },
    what: 'the boxes of voice messages',
    logger,
  });
  const backOffice = createBackOfficeClient({
    baseUrl: config.BACKOFFICE_URL,
    token: config.BACKOFFICE_TOKEN,
    timeoutMs: backOfficeMs,
    watch: watchAsked(metrics)('back-office'),
    logger,
  });
  const book = new RequestBook(database);
  const keys = deriveMailKeys(config.RECORDS_KEY);
  const day = (at: Date) => rules.current?.mailing.day(at) ?? at.toISOString().slice(0, 10);
  const fulfilment = bringOut(config, { database, keys, render, day, logger });
  const desk = new MailDesk({
    book,
    keys,
    backOffice,
    rules: () => rules.current?.mailing,
    accepted: () => fulfilment.wake(),
  });
  const answers = pinging(database);
  const ready = async () => {
    const there = await answers();
    return { ready: there, database: there };
  };
  metrics.readValue(databaseUp, async () => Number(await answers()));
  metrics.readValue(redisUp, () => Number(fulfilment.queues.there));
  tellOfRecords(metrics, { database, queues: fulfilment.queues.all });
  const offices = config.OFFICE_TOKEN ?? [];
  const operations = config.OPS_TOKEN ?? [];
  const messages = new MessageBook({
    database,
    key: config.RECORDS_KEY,
    boxes: () => boxes.current,
  });
  const app = openWebServer({
    logger,
    access: [
      {
        token: config.RECORDS_TOKEN,
        opens: (route) => !isOfOffices(route) && !isOfOps(route) && !isOfDesk(route),
      },
      ...(config.DESK_TOKEN === undefined ? [] : [{ token: config.DESK_TOKEN, opens: isOfDesk }]),
      ...operations.map(({ token }) => ({ token, opens: isOfOps })),
      ...offices.map(({ token }) => ({ token, opens: isOfOffices })),
    ],
    open: ['/openapi.json', feedbackRoute],
    monitored: { ready, metrics },
    served: watchServed(metrics, tracing),
  });
  const surveys = new SurveyAnswers({
    database,
    key: config.RECORDS_KEY,
    day,
  });
  const kept = { database, key: config.RECORDS_KEY };
  const conversations = new ConversationBook({
    ...kept,
    clock: (at) => rules.current?.calendars.localParts(at) ?? { date: day(at), hour: at.getUTCHours() },
    retention: { days: config.CONVERSATION_DAYS, operatorDays: config.OPERATOR_DAYS },
  });
  const callBacks = new CallBackBook({ database, days: config.CALL_BACK_DAYS });
  const audit = new AuditBook({ ...kept, days: config.AUDIT_DAYS });
  const linea = new LineaBook({ ...kept, days: config.LINEA_DAYS });
  const handOver = new LineaHandOver({ book: linea, backOffice, logger });
  const rooms = [
    conversationRoom(conversations),
    callBackRoom(callBacks),
    ...(config.DESK_TOKEN === undefined
      ? []
      : [
          deskRoom({
            conversations,
            figures: new Figures(database),
            linea,
            audit,
            due: (at, hours) => rules.current && workingHoursLater(rules.current.calendars, at, hours),
            opened: () => handOver.wake(),
          }),
        ]),
    mailRoom(desk),
    whereaboutsRoom(new WhereaboutsDesk({ database, keys, backOffice, day, kinds: documenti })),
    feedbackRoom({ intake: fulfilment.intake, keys: config.FEEDBACK_KEYS, logger }),
    surveyRoom(surveys),
    voiceMessageRoom(messages),
    ...(operations.length === 0
      ? []
      : [
          opsRoom({
            clients: operations,
            overview: new Overview(database),
            interventions: new Interventions({
              database,
              spool: fulfilment.spool,
              arrivesBy: (channel, at) =>
                rules.current?.mailing.arrivesBy(channel === 'residence' ? 'residence' : 'email', day(at)),
              wake: () => fulfilment.wake(),
            }),
            closeBatches: () => fulfilment.closeBatches(),
          }),
        ]),
    ...(offices.length === 0
      ? []
      : [officeRoom({ book: messages, clients: offices, boxes: () => boxes.current })]),
  ];
  for (const room of rooms) room.serve(app);
  app.get('/openapi.json', async () => recordsDocument());
  const prune = () => {
    for (const records of [surveys, messages, conversations, callBacks, audit, linea])
      records
        .prune()
        .catch((error: unknown) =>
          logger.warn({ error: errorName(error) }, 'what is not to be kept any more remains'),
        );
  };
  handOver.start();
  prune();
  const pruning = setInterval(prune, pruneEveryMs).unref();
  const url = await app.listen({ host: config.RECORDS_HOST, port: config.RECORDS_PORT });
  const board = await openBoardIfAsked(config, fulfilment.queues.all, logger);
  logger.info({ engine: database.engine }, 'the records are open');
  return {
    url,
    ready,
    close: async () => {
      clearInterval(pruning);
      await board?.close();
      await app.close();
      await handOver.stop();
      await fulfilment.stop();
      backOffice.close();
      await rules.close();
      await boxes.close();
      await database.close();
    },
  };
}

function openBoardIfAsked(
  { BOARD_PORT: port, BOARD_PASSWORD: password, RECORDS_HOST: host }: RecordsConfig,
  queues: readonly Queue[],
  logger: Logger,
) {
  if (port === undefined || password === undefined) return undefined;
  return openBoard({ host, port, password, queues, logger });
}
