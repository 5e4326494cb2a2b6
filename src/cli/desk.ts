import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createBackOfficeClient } from '../backoffice/client.ts';
import { callBackOverviewOf } from '../call-backs/client.ts';
import { type DeskConfig, deskConfig } from '../config/desk.ts';
import { readConfig } from '../config/read.ts';
import { tellOfQueues } from '../console/queue-metrics.ts';
import { deskRecordsOf } from '../conversations/desk-client.ts';
import { figuresCsv } from '../conversations/figures-csv.ts';
import { operatorRecordsOf } from '../conversations/operator-records.ts';
import { CaseFiles } from '../desk/case-file.ts';
import { openDesk, topicsOf } from '../desk/server.ts';
import { loadDeskSettings } from '../desk/settings.ts';
import { openLog } from '../log.ts';
import { handInTo } from '../mail/client.ts';
import { RedisMatcher } from '../matching/redis-matcher.ts';
import { redisUp } from '../metrics/catalogue/neighbours.ts';
import { openMetrics } from '../metrics/process.ts';
import { loadCalendars } from '../numbers/calendar.ts';
import { SoftphoneBook } from '../operators/softphone-book.ts';
import { Sealer } from '../privacy/seal.ts';
import { loadQueues } from '../queues/queues.ts';
import { loadStaff, logIn, type Staff } from '../queues/staff.ts';
import { languages } from '../speech/language.ts';
import { readAssets } from '../staff/assets.ts';
import { LogInTries } from '../staff/log-in-tries.ts';
import { openPageServer } from '../staff/page-server.ts';
import type { People, Role } from '../staff/people.ts';
import { Sessions, usualSessionRules } from '../staff/sessions.ts';
import { openRedis } from '../store/redis.ts';
import { keepAsking } from '../store/redis-pulse.ts';
import { serveWall } from '../wall/server.ts';
import { createWebClient } from '../web/client.ts';
import { openMonitor } from '../web/monitor.ts';
import { watchAsked, watchServed } from '../web/watch.ts';
import { type Command, projectDir } from './command.ts';
import { untilTold } from './until-told.ts';

export const desk: Command = {
  name: 'desk',
  summary: "run the operators' desk and the supervisors' wall, for browsers",
  usage: `
usage: centralino desk

Told by its environment: DESK_PORT [DESK_HOST] [DESK_ORIGIN] OPERATORS_FILE FLOWS_DIR REDIS_URL SEAL_KEY ARI_URL
BACKOFFICE_URL BACKOFFICE_TOKEN RECORDS_URL RECORDS_TOKEN DESK_TOKEN [SESSION_MINUTES] [LOG_LEVEL]
[MONITOR_PORT [MONITOR_HOST]] (health, readiness and metrics, never for browsers); NAME_FILE gives the path of a file
that holds NAME. Operators open /postazione/ in a browser, supervisors /sala/, and log in as \`centralino operators add\` made
them; the file is read at every log-in. Logs JSON lines to standard output.`,
  options: {},
  run: async () => {
    const config = readConfig(deskConfig, process.env);
    const told = untilTold();
    const running = await startDesk(config);
    process.stdout.write(`ready ${running.url}\n`);
    await told;
    await running.stop();
    return 0;
  },
};

const languageTitles = new Intl.DisplayNames('it', { type: 'language' });

interface RunningDesk {
  readonly url: string;
  stop(): Promise<void>;
}

/** Page's files: compiled, whichever way this one runs. */
const dist = fileURLToPath(new URL(import.meta.url.endsWith('.ts') ? '../../dist/' : '../', import.meta.url));

/** @throws FindingsError when a file of flows/ or the operators' file is not all right */
export async function startDesk(config: DeskConfig): Promise<RunningDesk> {
  const logger = openLog('desk', config.LOG_LEVEL);
  const inFlows = (name: string) => join(config.FLOWS_DIR, name);
  const calendars = await loadCalendars(inFlows('hours.yaml'));
  const rules = await loadQueues(inFlows('queues.yaml'), calendars.names);
  const settings = await loadDeskSettings(inFlows('desk.yaml'));
  const staff = new StaffFile(() => loadStaff(config.OPERATORS_FILE, rules));
  await staff.read();

  const metrics = openMetrics('desk', 'desk');
  const watch = watchAsked(metrics);
  const sealer = new Sealer(config.SEAL_KEY);
  const redis = openRedis(config.REDIS_URL, logger);
  const sessions = new Sessions(redis, sealer, { ...usualSessionRules, idleMinutes: config.SESSION_MINUTES });
  const matcher = new RedisMatcher({ redis, rules: () => rules, logger });
  const backOffice = createBackOfficeClient({
    baseUrl: config.BACKOFFICE_URL,
    token: config.BACKOFFICE_TOKEN,
    watch: watch('back-office'),
    logger,
  });
  const recordsClient = (token: string, limits = {}) =>
    createWebClient({
      name: 'the records',
      baseUrl: config.RECORDS_URL,
      token,
      watch: watch('records'),
      logger,
      ...limits,
    });
  const [requests, deskRecords] = [recordsClient(config.RECORDS_TOKEN), recordsClient(config.DESK_TOKEN)];
  // A year by day and queue takes more than an operator's question; and no caller waits for it.
  const figures = recordsClient(config.DESK_TOKEN, { timeoutMs: 8_000, largestBody: 16 * 1024 * 1024 });

  // Without Redis nobody can log in or take a call.
  const ready = () => ({ ready: redis.status === 'ready', redis: redis.status === 'ready' });
  const pulse = keepAsking(redis);
  metrics.readValue(redisUp, () => Number(pulse.answers));
  tellOfQueues(metrics, matcher);
  let url = '';
  const server = await openPageServer({
    logger,
    origin: () => config.DESK_ORIGIN ?? url,
    people: staff,
    sessions,
    tries: new LogInTries(redis),
    ready,
    served: watchServed(metrics),
    assets: await readAssets([
      { at: '/postazione/', folder: join(dist, 'desk/page') },
      { at: '/sala/', folder: join(dist, 'wall/page') },
      { at: '/staff/page/', folder: join(dist, 'staff/page') },
      { at: '/sip.js/', folder: join(projectDir, 'node_modules/sip.js/lib') },
    ]),
  });
  const softphones = new SoftphoneBook(redis, sealer);
  const sipUrl = `${config.ARI_URL.replace(/^http/, 'ws').replace(/\/+$/, '')}/ws`;
  const queues = [...rules.queues.values()].map(({ name, title, topic, level }) => ({
    name,
    title,
    topic,
    level,
  }));
  const opened = openDesk({
    server,
    sessions,
    matcher,
    softphones,
    cases: new CaseFiles(redis, sealer),
    sealer,
    backOffice,
    records: operatorRecordsOf(deskRecordsOf(deskRecords)),
    documents: handInTo(requests, 'document', logger),
    settings,
    operator: (name) => staff.facts(name),
    queues,
    sipUrl,
    logger,
  });
  const wall = serveWall({
    server,
    matcher,
    records: deskRecordsOf(figures),
    callBacks: callBackOverviewOf(figures),
    queues,
    topics: topicsOf(queues),
    languages: languages.map((name) => ({ name, title: languageTitles.of(name) ?? name })),
    titleOf: (name) => staff.facts(name)?.title ?? name,
    softphones,
    sipUrl,
    lives: (session) => sessions.lives(session, true),
    csv: figuresCsv,
    today: () => calendars.localParts(new Date()).date,
    logger,
  });
  url = await server.listen({ host: config.DESK_HOST, port: config.DESK_PORT });
  const { MONITOR_HOST: monitorHost, MONITOR_PORT: monitorPort } = config;
  const monitor =
    monitorPort === undefined
      ? undefined
      : await openMonitor({ host: monitorHost, port: monitorPort, logger }, { ready, metrics });
  return {
    url,
    stop: async () => {
      await monitor?.close();
      opened.close();
      wall.close();
      await server.close();
      await matcher.close();
      for (const client of [backOffice, requests, deskRecords, figures]) client.close();
      redis.disconnect();
    },
  };
}

/** The operators' file, read anew at every log-in: whoever was taken out of it cannot come in again. */
class StaffFile implements People {
  readonly #load: () => Promise<Staff>;
  #staff: Staff = new Map();

  constructor(load: () => Promise<Staff>) {
    this.#load = load;
  }

  async read(): Promise<void> {
    this.#staff = await this.#load();
  }

  async authenticate(name: string, password: string) {
    await this.read();
    const member = await logIn(this.#staff, name, password);
    if (member === undefined) return undefined;
    const roles: readonly Role[] = [
      ...(member.skills.length > 0 || !member.supervisor ? (['operator'] as const) : []),
      ...(member.supervisor ? (['supervisor'] as const) : []),
    ];
    return { name: member.id, roles };
  }

  facts(name: string) {
    const member = this.#staff.get(name);
    return member && { title: member.name, skills: member.skills };
  }
}
