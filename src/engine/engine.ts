import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { Admission } from '../admission/admission.ts';
import { askForBooking } from '../backoffice/booking.ts';
import { createBackOfficeClient, joinedClients } from '../backoffice/client.ts';
import { Calls } from '../call/calls.ts';
import { Journals } from '../call/journals.ts';
import { RedisCheckpoints } from '../call/redis-checkpoints.ts';
import { RedisJournalArchive } from '../call/redis-journal-archive.ts';
import { RedisLeavings } from '../call/redis-leavings.ts';
import { RedisMenuUsage } from '../call/redis-menu-usage.ts';
import { routeRequests } from '../call/route-requests.ts';
import type { EngineConfig } from '../config/engine.ts';
import { audioDir, versionsDir } from '../config/folders.ts';
import { tellOfAdmission } from '../console/admission-metrics.ts';
import { countCalls } from '../console/call-metrics.ts';
import { traceCalls } from '../console/call-traces.ts';
import { countTakeOvers, tellOfEngine } from '../console/engine-metrics.ts';
import { openConsole } from '../console/server.ts';
import { usageReport } from '../console/usage-report.ts';
import { constantPrompts } from '../flow/constant-prompts.ts';
import { FolderWatch } from '../live/folder-watch.ts';
import { LiveService } from '../live/live-service.ts';
import { RedisMatcher } from '../matching/redis-matcher.ts';
import { turnedAway } from '../metrics/catalogue/calls.ts';
import { keptOldest, keptRequests } from '../metrics/catalogue/engine.ts';
import { spansLost } from '../metrics/catalogue/neighbours.ts';
import { openMetrics } from '../metrics/process.ts';
import { openOperators } from '../operators/open.ts';
import { SoftphoneBook, SoftphoneEnrolment } from '../operators/softphone-book.ts';
import { deriveKey } from '../privacy/derive-key.ts';
import { Sealer } from '../privacy/seal.ts';
import type { Service } from '../project.ts';
import { PromptJobs } from '../prompt-jobs.ts';
import { rehearse } from '../rehearsal/rehearsal.ts';
import { Espeak } from '../speech/engines/espeak.ts';
import { languages } from '../speech/language.ts';
import { Speaker } from '../speech/speaker.ts';
import { openRedis } from '../store/redis.ts';
import { keepAsking } from '../store/redis-pulse.ts';
import { EngineCheckpoints } from '../takeover/checkpoints.ts';
import { leaseTimings } from '../takeover/lease-timings.ts';
import { Registry } from '../takeover/registry.ts';
import { StandIn } from '../takeover/stand-in.ts';
import { type HandedOver, Takeover } from '../takeover/takeover.ts';
import { AsteriskTelephony } from '../telephony/asterisk/asterisk-telephony.ts';
import { openTracingIfAsked } from '../tracing/tracing.ts';
import { belongs } from '../versions/content.ts';
import { VersionFiles } from '../versions/version-files.ts';
import { watchAsked } from '../web/watch.ts';
import { openEngineRecords } from './records.ts';

/** An engine starts without Redis too; one that refuses connections is not waited for at all. */
const redisPatienceMs = 2_000;
/** A start takes so much longer; most of what calls run through is compiled by then. */
const rehearsalMs = 250;
/** How long an engine that stops waits until others have its calls. */
const handOverMs = 3_000;

export interface RunningEngine {
  /** Claims no more calls, lets those under way end (bounded), and closes everything. */
  stop(): Promise<void>;
  /** Looks at flows/ and prompts/ now; a valid change is live when it resolves. Never rejects. */
  reload(): Promise<void>;
  /** Gives every call to other engines at once (see Takeover.handOver); for the end of a drain. Never rejects. */
  handOver(boundMs: number): Promise<HandedOver>;
  readonly httpUrl: string;
}

/**
 * Puts the rooms together for one engine process; resolves when it takes calls.
 * @throws FindingsError for flows or prompts that are not all right; SpeechError when not even the apology can be rendered
 */
export async function startEngine(config: EngineConfig, logger: Logger): Promise<RunningEngine> {
  const audio = audioDir(config.DATA_DIR);
  await mkdir(audio, { recursive: true });
  const metrics = openMetrics('engine', config.ENGINE_NAME, config.DATA_DIR);
  const watch = watchAsked(metrics);
  const tracing = await openTracingIfAsked(config, {
    service: 'centralino-engine',
    instance: config.ENGINE_NAME,
    logger,
    lost: (spans) => metrics.count(spansLost, {}, spans),
  });
  const workDir = join(config.DATA_DIR, 'versions-work');
  const jobs = new PromptJobs(config.REDIS_URL, logger);
  // The first language is ready before a version is live; the worker renders the others, and what it has not done yet
  // is rendered when it is needed.
  const renderOthers = ({ project }: Service) =>
    void jobs.request(project.settings.languages.slice(1), project.version);
  const live = await LiveService.open({
    flowsDir: config.FLOWS_DIR,
    promptsDir: config.PROMPTS_DIR,
    versions: new VersionFiles(versionsDir(config.DATA_DIR)),
    workDir,
    openSpeaker: ({ messages, project }) =>
      Speaker.open({
        messages,
        synthesizer: new Espeak({ command: config.ESPEAK }),
        directory: audio,
        recordings: join(config.PROMPTS_DIR, 'recordings'),
        logger,
        apologyId: project.settings.prompts.apology,
        phrases: constantPrompts(project),
      }),
    wentLive: renderOthers,
    logger,
  });

  const redis = openRedis(config.REDIS_URL, logger);
  // Calls that are alive already are carried on from Redis: taken up before it answers, they would begin anew.
  const redisTried = once(redis, 'ready', { signal: AbortSignal.timeout(redisPatienceMs) }).catch(() => {});
  const menuUsage = new RedisMenuUsage(redis);
  const institution = createBackOfficeClient({
    baseUrl: config.BACKOFFICE_URL,
    token: config.BACKOFFICE_TOKEN,
    // Long enough for a caller to hear that the search is under way; the flow gives up later still.
    timeoutMs: 6_000,
    watch: watch('back-office'),
    logger,
  });
  const records = await openEngineRecords(config, { watch: watch('records'), metrics, logger });
  metrics.readValue(keptRequests, () => records?.keeper.size ?? 0);
  metrics.readValue(keptOldest, () => records?.keeper.oldestSeconds ?? 0);
  const backOffice = joinedClients(institution, ...(records === undefined ? [] : [records.sentDocuments]));
  const ari = { url: config.ARI_URL, user: config.ARI_USER, password: config.ARI_PASSWORD };
  const maxCallMs = config.MAX_CALL_MINUTES * 60_000;
  const journals = new Journals(new RedisJournalArchive(redis));
  const sealer = new Sealer(config.SEAL_KEY);
  // Beats must not wait behind anything else. Its answers are waited for by the registry.
  const leaseRedis = redis.duplicate({ commandTimeout: undefined });
  leaseRedis.on('error', () => {});
  const registry = new Registry(leaseRedis, config.ENGINE_NAME);
  const timings = leaseTimings(config.ENGINE_LEASE_MS);
  const standIn = new StandIn({ engine: config.ENGINE_NAME, redisUrl: config.REDIS_URL, timings, logger });
  const telephony = new AsteriskTelephony(
    {
      ...ari,
      gate: () => takeover.gate(),
      application: `centralino-${config.ENGINE_NAME}`,
      transport: config.ARI_TRANSPORT,
      silenceFolder: join(audio, 'silence'),
    },
    logger,
  );
  const matcher = new RedisMatcher({ redis, rules: () => live.current.service.queues, logger });
  const operators = openOperators({
    engine: config.ENGINE_NAME,
    redis,
    matcher,
    telephony,
    sealer,
    logger,
    live: () => {
      const { queues, calendars, destinations } = live.current.service;
      return { release: live.current, queues, calendars, destinations };
    },
    begin: (channel, call) => operators.watch(channel, () => calls.placed(channel, call)),
    countries: config.CALL_BACK_COUNTRIES,
    showing: config.OUTBOUND_NUMBER,
    callBackRecords: records?.callBacks,
    sealKey: config.SEAL_KEY,
    ...(records === undefined ? {} : { reporter: records.reporter, recordings: records.recordings }),
  });
  const softphones = new SoftphoneEnrolment(new SoftphoneBook(redis, sealer), telephony, logger);
  const calls: Calls = new Calls({
    releases: live,
    backOffice,
    requests: routeRequests({
      booking: askForBooking(backOffice),
      ...(records === undefined
        ? {}
        : {
            document: records.keeper.handIn('document'),
            sms: records.keeper.handIn('sms'),
          }),
    }),
    ...(records === undefined ? {} : { surveys: records.surveys, recordings: records.messages }),
    operators,
    checkpoints: new RedisCheckpoints(
      redis,
      new EngineCheckpoints(registry, () => takeover.epoch),
      sealer,
      () => void takeover.refused(),
    ),
    journals,
    menuUsage,
    leavings: new RedisLeavings(redis, config.SEAL_KEY),
    logger,
    maxCalls: config.MAX_CALLS,
    maxCallMs,
    longestSilenceMs: config.SILENCE_SECONDS * 1000,
    observe: [countCalls(metrics), ...(tracing === undefined ? [] : [traceCalls(tracing)])],
  });
  const takeover: Takeover = new Takeover({
    engine: config.ENGINE_NAME,
    registry,
    timings,
    pulse: standIn.pulse,
    telephony,
    calls,
    operators,
    draining: () => calls.draining,
    came: countTakeOvers(metrics),
    logger,
  });
  const admission = new Admission({
    limits: {
      calls: config.MAX_CALLS,
      lagMs: config.MAX_LAG_MS,
      answerMs: config.MAX_ANSWER_MS,
      requests: config.MAX_REQUESTS,
    },
    flood: {
      callerPerMinute: config.CALLER_CALLS_PER_MINUTE,
      trunkPerSecond: config.TRUNK_CALLS_PER_SECOND,
    },
    key: deriveKey(config.SEAL_KEY, 'centralino: callers who call often'),
    calls: () => calls.size,
    draining: () => calls.draining,
    network: telephony,
    logger,
    refused: (why) => metrics.count(turnedAway, { why }),
  });
  tellOfAdmission(metrics, admission);
  tellOfEngine(metrics, {
    calls,
    telephony,
    redis: keepAsking(redis),
    takeover,
    flows: live,
    menus: menuUsage,
    operators,
  });
  redis.on('ready', () => calls.saveAll());
  redis.on('ready', () => renderOthers(live.current.service));
  redis.on('ready', () => operators.redisIsBack());

  const web = await openConsole({
    host: config.HTTP_HOST,
    port: config.HTTP_PORT,
    calls,
    journals,
    telephony,
    metrics,
    flows: live,
    menus: {
      report: async (days) => usageReport(live.current.project, await menuUsage.read(days)),
    },
    logger,
  });
  admission.start();
  const { plan } = live.current.service;
  await rehearse({ release: live.current, lines: plan.lines, boundMs: rehearsalMs });
  await redisTried;
  await takeover.start();
  await telephony.start({
    refuses: ({ caller, trunk }) => admission.refuses({ caller: caller?.reveal(), trunk }),
    accepts: () => admission.accepts() && calls.accepts(),
    isFirst: (channelId) => takeover.isTaker(channelId),
    offered: (channel, offer) => {
      if (offer.before) takeover.found(channel.id);
      return operators.watch(channel, () => calls.offered(channel, offer));
    },
    found: (leg) => operators.found(leg, (channel) => calls.found(channel)),
    linkChanged: (up) => {
      logger.info({ up }, up ? 'the link to Asterisk is up' : 'the link to Asterisk is down');
      // Those that are not ours any more have been let go of by then: nothing is said into another engine's call.
      void takeover.linkChanged(up).then(() => telephony.linkUp && calls.linkIsBack());
    },
  });
  await operators.start();
  await softphones.start();
  records?.start();
  const folders = await FolderWatch.open({
    folders: [
      config.FLOWS_DIR,
      config.PROMPTS_DIR,
      ...languages.map((language) => join(config.PROMPTS_DIR, language)),
    ],
    belongs,
    changed: async () => void (await live.reload()),
  });
  const { version, flows } = live.status;
  logger.info({ version, flows }, 'the engine takes calls');
  return {
    httpUrl: web.url,
    reload: async () => void (await live.reload()),
    handOver: (boundMs) => takeover.handOver(boundMs),
    stop: async () => {
      await folders.close();
      operators.callNobody();
      await calls.drain(config.DRAIN_SECONDS * 1000);
      await takeover.handOver(handOverMs);
      admission.close();
      takeover.close();
      softphones.close();
      await operators.close();
      await telephony.close();
      calls.abandon();
      await matcher.close();
      await records?.close();
      backOffice.close();
      await tracing?.close();
      await web.close();
      await jobs.close();
      await menuUsage.flush();
      redis.disconnect();
      leaseRedis.disconnect();
      await standIn.close();
      await live.close();
    },
  };
}
