import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { createBackOfficeClient } from './backoffice/client.ts';
import { Calls } from './call/calls.ts';
import { Journals } from './call/journals.ts';
import { RedisCheckpoints } from './call/redis-checkpoints.ts';
import { RedisJournalArchive } from './call/redis-journal-archive.ts';
import { audioDir, type EngineConfig } from './config.ts';
import { openConsole } from './console/server.ts';
import { Sealer } from './privacy/seal.ts';
import { loadService } from './project.ts';
import { PromptJobs } from './prompt-jobs.ts';
import { Espeak } from './speech/engines/espeak.ts';
import { textsOf } from './speech/masked.ts';
import { Speaker } from './speech/speaker.ts';
import { openRedis } from './store/redis.ts';
import { AsteriskTelephony } from './telephony/asterisk/asterisk-telephony.ts';

/** An engine starts without Redis too; one that refuses connections is not waited for at all. */
const redisPatienceMs = 2_000;

export interface RunningEngine {
  /** Claims no more calls, lets those under way end (bounded), and closes everything. */
  stop(): Promise<void>;
  readonly httpUrl: string;
}

/**
 * Puts the rooms together for one engine process; resolves when it takes calls.
 * @throws FindingsError for flows or prompts that are not all right; SpeechError when not even the apology can be rendered
 */
export async function startEngine(config: EngineConfig, logger: Logger): Promise<RunningEngine> {
  const { project, messages, plan } = await loadService(config.FLOWS_DIR, config.PROMPTS_DIR);
  const audio = audioDir(config.DATA_DIR);
  await mkdir(audio, { recursive: true });
  const speaker = await Speaker.open({
    messages,
    synthesizer: new Espeak({ command: config.ESPEAK }),
    directory: audio,
    recordings: join(config.PROMPTS_DIR, 'recordings'),
    logger,
    apologyId: project.settings.prompts.apology,
  });
  // The first language is ready before the first call; the worker renders the others, and what it has not done yet
  // is rendered when it is needed.
  const [firstLanguage = 'it', ...otherLanguages] = project.settings.languages;
  await speaker.prepare([firstLanguage]);

  const redis = openRedis(config.REDIS_URL, logger);
  // Calls that are alive already are carried on from Redis: taken up before it answers, they would begin anew.
  const redisTried = once(redis, 'ready', { signal: AbortSignal.timeout(redisPatienceMs) }).catch(() => {});
  const journals = new Journals(new RedisJournalArchive(redis));
  const calls = new Calls({
    project,
    resolve: (dialled) => plan.resolve(dialled),
    voice: speaker,
    texts: textsOf(messages),
    backOffice: createBackOfficeClient({
      baseUrl: config.BACKOFFICE_URL,
      token: config.BACKOFFICE_TOKEN,
      logger,
    }),
    checkpoints: new RedisCheckpoints(redis, new Sealer(config.SEAL_KEY)),
    journals,
    logger,
    maxCalls: config.MAX_CALLS,
    maxCallMs: config.MAX_CALL_MINUTES * 60_000,
  });
  redis.on('ready', () => calls.saveAll());
  const jobs = new PromptJobs(config.REDIS_URL, logger);
  redis.on('ready', () => void jobs.request(otherLanguages, project.version));

  const telephony = new AsteriskTelephony(
    {
      url: config.ARI_URL,
      user: config.ARI_USER,
      password: config.ARI_PASSWORD,
      application: `centralino-${config.ENGINE_NAME}`,
      transport: config.ARI_TRANSPORT,
      silenceFolder: join(audio, 'silence'),
    },
    logger,
  );
  const web = await openConsole({
    host: config.HTTP_HOST,
    port: config.HTTP_PORT,
    calls,
    journals,
    telephony,
    logger,
  });
  await redisTried;
  await telephony.start({
    accepts: () => calls.accepts(),
    offered: (channel, offer) => calls.offered(channel, offer),
    linkChanged: (up) =>
      logger.info({ up }, up ? 'the link to Asterisk is up' : 'the link to Asterisk is down'),
  });
  logger.info(
    { version: project.version, flows: project.flows.size, lines: plan.lines.length },
    'the engine takes calls',
  );
  return {
    httpUrl: web.url,
    stop: async () => {
      await calls.drain(config.DRAIN_SECONDS * 1000);
      await telephony.close();
      calls.abandon();
      await web.close();
      await jobs.close();
      redis.disconnect();
      await speaker.close();
    },
  };
}
