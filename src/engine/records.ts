import type { Logger } from 'pino';
import { type BackOfficeClient, createBackOfficeClient } from '../backoffice/client.ts';
import { recordsOperations } from '../backoffice/operations/index.ts';
import { callBackRecordsOf } from '../call-backs/client.ts';
import type { EngineConfig } from '../config/engine.ts';
import { keptRequestsDir } from '../config/folders.ts';
import { type ConversationReporter, reporterOf } from '../conversations/client.ts';
import { KeptFolder } from '../mail/kept-folder.ts';
import { RequestKeeper } from '../mail/request-keeper.ts';
import { keptResults } from '../metrics/catalogue/engine.ts';
import type { Metrics } from '../metrics/registry.ts';
import type { ConversationRecordings } from '../operators/parts.ts';
import { recordingBox } from '../queues/recordings.ts';
import { surveysOf } from '../surveys/client.ts';
import { AsteriskStoredRecordings } from '../telephony/asterisk/stored-recordings.ts';
import { MessageKeeper } from '../voice-messages/client.ts';
import { createWebClient, type WebWatch } from '../web/client.ts';

/** Long enough for the records to ask the back office; flows give up later still. */
const recordsMs = 6_000;
/** How long an engine that stops still tries to hand in what remains of conversations. */
const reportMs = 5_000;

/** What an engine does with the system of record: everything that is to stay of a call is handed in there. */
export interface EngineRecords {
  readonly keeper: RequestKeeper;
  readonly messages: MessageKeeper;
  readonly recordings: ConversationRecordings;
  readonly reporter: ConversationReporter;
  readonly surveys: ReturnType<typeof surveysOf>;
  readonly callBacks: ReturnType<typeof callBackRecordsOf>;
  /** What callers asked to be sent is looked up where it is kept. */
  readonly sentDocuments: BackOfficeClient;
  /** Hands in what an earlier process of this engine left. */
  start(): void;
  /** Hands in what can be; bounded. */
  close(): Promise<void>;
}

/** @returns undefined where no records are configured: then nothing can be requested, or recorded */
export async function openEngineRecords(
  config: EngineConfig,
  given: { readonly watch: WebWatch; readonly metrics: Metrics; readonly logger: Logger },
): Promise<EngineRecords | undefined> {
  const { RECORDS_URL: baseUrl, RECORDS_TOKEN: token } = config;
  if (baseUrl === undefined || token === undefined) return undefined;
  const { watch, metrics, logger } = given;
  const asked = { name: 'the system of record', baseUrl, token, timeoutMs: recordsMs, watch, logger };
  const records = createWebClient(asked);
  const messages = new MessageKeeper({
    records,
    stored: new AsteriskStoredRecordings({
      url: config.ARI_URL,
      user: config.ARI_USER,
      password: config.ARI_PASSWORD,
    }),
    logger,
    spoolMs: config.SPOOL_MINUTES * 60_000,
    maxCallMs: config.MAX_CALL_MINUTES * 60_000,
  });
  const keeper = new RequestKeeper({
    records,
    folder: await KeptFolder.open({
      path: keptRequestsDir(config.DATA_DIR),
      key: config.SEAL_KEY,
      most: config.KEPT_REQUESTS,
    }),
    logger,
    maxAgeMs: config.KEPT_HOURS * 3_600_000,
    became: (result) => metrics.count(keptResults, { result }),
  });
  const reporter = reporterOf(records, { logger });
  return {
    keeper,
    messages,
    recordings: keepingRecordings(messages),
    reporter,
    surveys: surveysOf(records, logger),
    callBacks: callBackRecordsOf(records),
    sentDocuments: createBackOfficeClient({ ...asked, operations: recordsOperations }),
    start: () => {
      void messages.sweep();
      keeper.start();
    },
    close: async () => {
      await reporter.close(reportMs);
      await messages.close(config.DRAIN_SECONDS * 1000);
      await keeper.close();
      records.close();
    },
  };
}

/** Recordings of conversations are kept as voice messages are, each queue's in a box with its own retention. */
function keepingRecordings(messages: MessageKeeper): ConversationRecordings {
  return {
    keep: async ({ name, queue, language, conversation, operator, part, seconds }) =>
      void (await messages.keep(
        {
          name,
          box: recordingBox(queue),
          about: { conversazione: conversation, operatore: operator, parte: part },
          seconds,
        },
        { call: { line: 'operatori', language, caller: null } },
      )),
  };
}
