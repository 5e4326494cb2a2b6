/** The operators' desk on real parts, without telephony: Redis, back office, records; a matcher plays the engine. */
import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { pino } from 'pino';
import { WebSocketServer } from 'ws';
import { z } from 'zod';
import { createBackOfficeClient } from '../../src/backoffice/client.ts';
import { syntheticCitizen } from '../../src/backoffice/reference/citizens.ts';
import { createReferenceBackOffice } from '../../src/backoffice/reference/server.ts';
import { startDesk } from '../../src/cli/desk.ts';
import { signature } from '../../src/codice-fiscale/keypad.ts';
import { deskConfig } from '../../src/config/desk.ts';
import { recordsConfig, workerConfig } from '../../src/config/worker.ts';
import { renderLetter } from '../../src/mail/letters/letter.ts';
import type { Offer, Order } from '../../src/matching/events.ts';
import type { Matcher } from '../../src/matching/matcher.ts';
import { RedisMatcher } from '../../src/matching/redis-matcher.ts';
import { openMetrics } from '../../src/metrics/process.ts';
import { loadCalendars } from '../../src/numbers/calendar.ts';
import { type CallContext, sealContext } from '../../src/operators/call-context.ts';
import { Sealer } from '../../src/privacy/seal.ts';
import { Sensitive } from '../../src/privacy/sensitive.ts';
import { loadQueues } from '../../src/queues/queues.ts';
import { addOperator } from '../../src/queues/staff.ts';
import { openDatabase } from '../../src/store/open.ts';
import { openRedis } from '../../src/store/redis.ts';
import { carriersConfig } from '../../src/worker/carriers-config.ts';
import { openRecords } from '../../src/worker/records.ts';
import { projectDir, startTestRedis, testDir, testPort } from './parts.ts';

const logger = pino({ level: 'silent' });
const flowsDir = join(projectDir, 'flows');
const hex = () => randomBytes(32).toString('hex');

/** Operators of the test, with their passwords. */
export const operators = {
  rossi: { name: 'Anna Rossi', password: 'anna-anna-anna-anna' },
  bianchi: { name: 'Bruno Bianchi', password: 'bruno-bruno-bruno-bruno' },
  neri: { name: 'Carla Neri', password: 'carla-carla-carla-carla', supervisor: true },
} as const;
export type OperatorName = keyof typeof operators;

export interface TestDesk {
  readonly url: string;
  readonly matcher: Matcher;
  readonly sealer: Sealer;
  readonly recordsUrl: string;
  readonly deskToken: string;
  /** What an engine shows to the records. */
  readonly recordsToken: string;
  /** Commands that the engine was told. */
  readonly orders: readonly Order[];
  /** A caller enters the queue of pensions; resolves with the offer. */
  call(context?: Partial<CallContext>): Promise<Offer>;
  /** The institution's reference of a synthetic citizen. */
  person(index: number): Promise<Sensitive>;
  /** Redis goes, and comes back with what it knew. */
  stopRedis(): Promise<void>;
  startRedis(): Promise<void>;
  /** Somebody's session runs out. */
  endSession(name: OperatorName): Promise<void>;
  /** The records go, or come back. */
  stopRecords(): Promise<void>;
  stop(): Promise<void>;
}

/** @param ariUrl Asterisk's HTTP server; without it softphones reach a socket that takes what they say and is silent */
export async function startTestDesk(ariUrl?: string): Promise<TestDesk> {
  const silent = new WebSocketServer({ host: '127.0.0.1', port: await testPort(), path: '/ws' });
  const dir = await testDir();
  const redisPort = await testPort();
  const redisAt = { port: redisPort, dataDir: dir.path };
  let store = await startTestRedis(redisAt);
  const [sealKey, recordsToken, deskToken, backOfficeToken] = [hex(), hex(), hex(), hex()];
  const database = await openDatabase({ logger });
  const office = await createReferenceBackOffice({
    database,
    token: backOfficeToken,
    pepper: randomBytes(32),
    logger,
    citizens: 40,
  });
  const backOfficeUrl = await office.listen({ port: 0 });
  const institution = createBackOfficeClient({ baseUrl: backOfficeUrl, token: backOfficeToken, logger });
  const common = {
    LOG_LEVEL: 'error',
    DATA_DIR: dir.path,
    FLOWS_DIR: flowsDir,
    PROMPTS_DIR: join(projectDir, 'prompts'),
    REDIS_URL: store.url,
    BACKOFFICE_URL: backOfficeUrl,
    BACKOFFICE_TOKEN: backOfficeToken,
    RECORDS_TOKEN: recordsToken,
    DESK_TOKEN: deskToken,
  };
  const records = await openRecords(
    {
      ...workerConfig.parse(common),
      ...recordsConfig.parse({ ...common, RECORDS_PORT: await testPort(), RECORDS_KEY: hex() }),
      ...carriersConfig.parse({}),
    },
    logger,
    renderLetter,
    openMetrics('worker', 'worker'),
  );
  const operatorsFile = join(dir.path, 'operators.yaml');
  const { names } = await loadCalendars(join(flowsDir, 'hours.yaml'));
  const rules = await loadQueues(join(flowsDir, 'queues.yaml'), names);
  for (const [id, { name, password, ...more }] of Object.entries(operators)) {
    const skills = [{ topic: 'pensioni', languages: ['it', 'en'], level: 1, proficiency: 4 }] as const;
    const given = {
      id,
      name,
      skills: skills.map((one) => ({ ...one, languages: [...one.languages] })),
      ...more,
    };
    await addOperator(operatorsFile, given, rules, password);
  }
  const desk = await startDesk(
    deskConfig.parse({
      ...common,
      DESK_PORT: await testPort(),
      OPERATORS_FILE: operatorsFile,
      ARI_URL: ariUrl ?? `http://127.0.0.1:${silent.options.port}`,
      RECORDS_URL: records.url,
      SEAL_KEY: sealKey,
    }),
  );

  const redis = openRedis(store.url, logger);
  await once(redis, 'ready');
  const matcher = new RedisMatcher({ redis, rules: () => rules, logger });
  const sealer = new Sealer(Buffer.from(sealKey, 'hex'));
  const orders: Order[] = [];
  const waiting = new Map<string, (offer: Offer) => void>();
  const engine = await matcher.serve('test', {
    offer: (offer) => waiting.get(offer.callId)?.(offer),
    withdrawn: () => {},
    ended: () => {},
    moved: () => {},
    command: async (order) => {
      orders.push(order);
      const { type } = order.command;
      if (type === 'hold') await matcher.phase(order.conversation, 'hold');
      if (type === 'unhold') await matcher.phase(order.conversation, 'talking');
      if (type === 'consult') await matcher.phase(order.conversation, 'consult');
      if (type === 'hang-up') await matcher.over(order.conversation);
      return { outcome: 'done' };
    },
  });
  let recordsOpen = true;
  const stopRecords = async () => {
    if (recordsOpen) await records.close();
    recordsOpen = false;
  };
  return {
    url: desk.url,
    matcher,
    sealer,
    recordsUrl: records.url,
    deskToken,
    recordsToken,
    orders,
    async call(context = {}) {
      const callId = randomUUID();
      const sealedContext = sealContext(sealer, {
        callId,
        line: '803164',
        language: 'it',
        caller: null,
        queue: 'pensioni',
        level: null,
        steps: [],
        values: {},
        at: Date.now(),
        ...context,
      });
      const offered = new Promise<Offer>((resolve) => waiting.set(callId, resolve));
      await matcher.enter({ id: callId, queue: 'pensioni', language: 'it', engine: 'test', sealedContext });
      return await offered;
    },
    async person(index) {
      const keys = new Sensitive('codice-fiscale', signature(syntheticCitizen(index).code));
      const { value } = await institution.call(
        'persone.cerca',
        { chiavi: keys },
        { idempotencyKey: randomUUID() },
      );
      return z.object({ persona: z.instanceof(Sensitive<string>) }).parse(value).persona;
    },
    stopRedis: () => store.stop(),
    startRedis: async () => {
      store = await startTestRedis(redisAt);
    },
    endSession: async (name) => void (await redis.del(`centralino:staff:session:${name}`)),
    stopRecords,
    stop: async () => {
      await engine.close();
      await matcher.close();
      redis.disconnect();
      await desk.stop();
      silent.close();
      await stopRecords();
      institution.close();
      await office.close();
      await database.close();
      await store.stop();
      await dir.remove();
    },
  };
}
