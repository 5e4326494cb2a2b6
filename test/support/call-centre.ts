/** A call centre on a simulated network and a real Redis: engines with callers, and operators at their phones. */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { Redis } from 'ioredis';
import { type Logger, pino } from 'pino';
import type { Answer, CallBackTo, HandedOver, Onward } from '../../src/call/ports.ts';
import { CallBackBook } from '../../src/call-backs/book.ts';
import { callBackRecordsOf } from '../../src/call-backs/client.ts';
import { callBackRoom } from '../../src/call-backs/routes.ts';
import { migrations } from '../../src/call-backs/schema.ts';
import type { QueueWord } from '../../src/flow/actions.ts';
import { RedisMatcher } from '../../src/matching/redis-matcher.ts';
import type { Calendars } from '../../src/numbers/calendar.ts';
import { Operators, type OperatorsGiven } from '../../src/operators/operators.ts';
import type { ConversationRecordings } from '../../src/operators/parts.ts';
import type { StayReport } from '../../src/operators/stay.ts';
import { Sealer } from '../../src/privacy/seal.ts';
import { Sensitive } from '../../src/privacy/sensitive.ts';
import type { RunningRedis } from '../../src/provision/start-redis.ts';
import type { Queue } from '../../src/queues/queue.ts';
import type { QueueRules } from '../../src/queues/queues.ts';
import { SignedIn } from '../../src/rig/signed-in.ts';
import type { Language } from '../../src/speech/language.ts';
import type { Database } from '../../src/store/database.ts';
import { migrate } from '../../src/store/migrate.ts';
import { openDatabase } from '../../src/store/open.ts';
import { openRedis } from '../../src/store/redis.ts';
import type { SimulatedCall } from '../../src/telephony/simulated/simulated-call.ts';
import type { SimulatedPhone } from '../../src/telephony/simulated/simulated-phone.ts';
import { SimulatedNetwork, SimulatedTelephony } from '../../src/telephony/simulated/simulated-telephony.ts';
import { createWebClient } from '../../src/web/client.ts';
import { openWebServer, type WebServer } from '../../src/web/server.ts';
import { startTestRedis, testPort } from './parts.ts';
import { until } from './until.ts';

const everywhere = (name: string): Record<Language, string> => ({
  it: name,
  de: name,
  en: name,
  fr: name,
  ar: name,
  pl: name,
  es: name,
  ru: name,
});

export function queueOf(name: string, more: Partial<Queue> = {}): Queue {
  return {
    name,
    title: name,
    topic: name,
    level: 1,
    priority: 4,
    calendars: everywhere('operatori'),
    routing: [{ atLeast: 1, anyTopic: false, forSeconds: 600 }],
    maxWaitSeconds: 600,
    maxLength: 3,
    ringSeconds: 5,
    wrapUpSeconds: 60,
    silentSeconds: 0,
    announceSeconds: 30,
    callBack: true,
    pills: [],
    ...more,
  };
}

export interface News {
  readonly connected: boolean;
  readonly value: unknown;
}

/** A caller whose flow stands at a queue. */
export class WaitingCaller {
  readonly call: SimulatedCall;
  readonly callId: string;
  readonly news: News[] = [];
  readonly #operators: Operators;
  #requests = 0;
  #abort = new AbortController();
  #id = '';

  constructor(call: SimulatedCall, operators: Operators) {
    this.call = call;
    this.callId = call.channel.id;
    this.#operators = operators;
    void call.ended.then(() => this.#abort.abort());
  }

  /** The flow asks for an operator, the first time or again. */
  enter(
    queue = 'pensioni',
    more: Partial<CallBackTo & Onward> & { level?: string; language?: string } = {},
  ): Promise<Answer> {
    return this.#operators.enter(queue, { tema: 'naspi' }, { ...this.handed(more), ...onward, ...more });
  }

  callBack(queue: string, number: string | null): Promise<Answer> {
    const callBackTo = number === null ? null : new Sensitive('telefono', number);
    return this.#operators.callBack(queue, {}, { ...this.handed({}), callBackTo });
  }

  async pendingCallBack(word: 'find' | 'cancel'): Promise<string> {
    return (await this.#operators.pendingCallBack(word, this.handed({}))).outcome;
  }

  transfer(destination: string, ringSeconds = 5): Promise<Answer> {
    return this.#operators.transfer(destination, {}, { ...this.handed({}), ringSeconds });
  }

  tell(word: QueueWord): void {
    this.#operators.tell(this.#id, word);
  }

  /** The engine lets go of the call. */
  abandon(): void {
    this.#abort.abort();
  }

  get connected(): boolean {
    return this.news.at(-1)?.connected === true;
  }

  private handed(more: { level?: string; language?: string }): HandedOver & CallBackTo {
    this.#requests += 1;
    this.#id = `${this.callId}-${this.#requests}`;
    return {
      id: this.#id,
      idempotencyKey: `${this.callId}-1`,
      signal: this.#abort.signal,
      call: {
        id: this.callId,
        line: 'contact-center',
        language: more.language ?? 'it',
        caller: new Sensitive('telefono', '+390612345678'),
      },
      known: { level: more.level ?? null, steps: [{ flow: 'principale', step: 'scelta' }] },
      news: (news) => this.news.push(news),
      callBackTo: new Sensitive('telefono', '+390612345678'),
    };
  }
}

const onward: Onward = { aside: ['identificazione'], onward: ['fine', 'questionario'], told: true };

/** An operator at a desk. */
export class OperatorAtDesk extends SignedIn {
  readonly phone: SimulatedPhone;

  constructor(name: string, phone: SimulatedPhone, matcher: RedisMatcher) {
    super(name, matcher);
    this.phone = phone;
  }

  /** Picks up what rings. */
  async answer(): Promise<SimulatedCall> {
    return (await this.phone.next()).answer();
  }

  async phase(): Promise<string | undefined> {
    return (await this.matcher.operator(this.name))?.conversation?.state;
  }
}

export interface Engine {
  readonly name: string;
  readonly operators: Operators;
  readonly telephony: SimulatedTelephony;
  readonly matcher: RedisMatcher;
  readonly redis: Redis;
  /** Calls that were found alive, by their ids. */
  readonly found: Map<string, WaitingCaller>;
  /** Citizens who were called, with the flow begun in their call. */
  readonly placed: WaitingCaller[];
  kill(): Promise<void>;
}

const newNetwork = () => new SimulatedNetwork({ onPlayback: (_playback, finish) => finish() });

const usualRetries: readonly number[] = [600, 3_600, 14_400];

export class CallCentre {
  /** Whatever is played there is heard to its end at once. */
  network = newNetwork();
  readonly sealer = new Sealer(randomBytes(32));
  readonly reported: StayReport[] = [];
  readonly recorded: Parameters<ConversationRecordings['keep']>[0][] = [];
  readonly queues = new Map<string, Queue>();
  open = true;
  /** Real hours in place of `open`, asked for an instant that is so many ms later than it is. */
  hours: { readonly at: Calendars; readonly calendar: string; readonly laterMs: number } | undefined;
  retrySeconds = usualRetries;
  /** What the desks use. */
  matcher: RedisMatcher;
  /** What the records have of call-backs. */
  readonly callBacks: CallBackBook;
  readonly #database: Database;
  readonly #key = randomBytes(32);
  readonly #recordsToken = randomBytes(16).toString('hex');
  #records: { readonly server: WebServer; readonly port: number } | undefined;
  readonly #logger: Logger;
  readonly #desk: Redis;
  readonly #engines = new Set<Engine>();
  redis: RunningRedis;

  private constructor(redis: RunningRedis, desk: Redis, database: Database, logger: Logger) {
    this.redis = redis;
    this.#database = database;
    this.callBacks = new CallBackBook({ database, days: 90 });
    this.#desk = desk;
    this.#logger = logger;
    this.matcher = new RedisMatcher({ redis: desk, rules: () => this.rules(), logger, tickMs: 50 });
  }

  static async start(): Promise<CallCentre> {
    const logger = pino({ level: process.env['LOG'] ?? 'silent' });
    const server = await startTestRedis();
    const desk = openRedis(server.url, logger);
    await once(desk, 'ready');
    const database = await openDatabase({ logger });
    await migrate(database, 'call-backs', migrations);
    const centre = new CallCentre(server, desk, database, logger);
    await centre.recordsBack(await testPort());
    return centre;
  }

  async stop(): Promise<void> {
    await this.matcher.close();
    this.#desk.disconnect();
    await this.recordsAway();
    await this.#database.close();
    await this.redis.stop();
  }

  /** The records answer no more, until they are back. @returns their port */
  async recordsAway(): Promise<number> {
    await this.#records?.server.close();
    return this.#records?.port ?? 0;
  }

  async recordsBack(port: number): Promise<void> {
    const server = openWebServer({ logger: this.#logger, access: [{ token: this.#recordsToken }] });
    callBackRoom(this.callBacks).serve(server);
    await server.listen({ host: '127.0.0.1', port });
    this.#records = { server, port };
  }

  /** Redis forgets everything, as after a FLUSHALL. */
  async redisForgets(): Promise<void> {
    await this.#desk.flushall();
  }

  /** Forgets everything between two tests. */
  async clear(): Promise<void> {
    for (const engine of [...this.#engines]) await engine.kill();
    await this.redisForgets();
    await this.#database.script('DELETE FROM callback.request');
    this.network = newNetwork();
    this.queues.clear();
    this.open = true;
    this.hours = undefined;
    this.retrySeconds = usualRetries;
    for (const list of [this.reported, this.recorded]) list.length = 0;
    for (const name of ['pensioni', 'famiglia']) this.queues.set(name, queueOf(name));
  }

  rules(): QueueRules {
    return {
      queues: this.queues,
      headStartSeconds: 60,
      callBacks: { retrySeconds: this.retrySeconds, ringSeconds: 5 },
    };
  }

  async engine(name = 'uno', timings: OperatorsGiven['timings'] = {}): Promise<Engine> {
    const redis = openRedis(this.redis.url, this.#logger);
    await once(redis, 'ready');
    const matcher = new RedisMatcher({ redis, rules: () => this.rules(), logger: this.#logger, tickMs: 50 });
    const telephony = new SimulatedTelephony(this.network, name);
    const records = createWebClient({
      name: 'the records',
      baseUrl: `http://127.0.0.1:${this.#records?.port}`,
      token: this.#recordsToken,
      logger: this.#logger,
      timeoutMs: 10_000,
      breaker: { resetMs: 200 },
    });
    const found = new Map<string, WaitingCaller>();
    const placed: WaitingCaller[] = [];
    const operators: Operators = new Operators({
      engine: name,
      matcher,
      network: telephony,
      queues: () => ({
        find: (queue) => this.queues.get(queue),
        isOpen: (_queue, _language, at) => this.#isOpen(at),
        nextOpening: (_queue, _language, at) => this.#nextOpening(at),
        callBacks: this.rules().callBacks,
      }),
      announcements: {
        whisper: async ({ queue, language }) => [
          { kind: 'file', path: `/whisper/${queue.name}-${language}.alaw` },
        ],
      },
      sealer: this.sealer,
      logger: this.#logger,
      reporter: { report: (stay) => this.reported.push(stay) },
      recordings: { keep: async (part) => void this.recorded.push(part) },
      callBacks: {
        redis,
        records: callBackRecordsOf(records),
        key: this.#key,
        lookMs: 50,
        countries: ['IT'],
        showing: new Sensitive('telefono', '+39061234567'),
        begin: (channel) =>
          operators.watch(channel, () => {
            placed.push(new WaitingCaller(this.#legOf(channel.id), operators));
            return () => {};
          }),
      },
      outside: {
        number: (destination) =>
          destination === 'sede' ? new Sensitive('telefono', '+390655512345') : undefined,
        showing: undefined,
      },
      timings: { tickMs: 20, awayMs: 400, whisperMs: 1_000, adoptMs: 3_000, ...timings },
    });
    await telephony.start({
      accepts: () => true,
      offered: (channel) =>
        operators.watch(channel, () => {
          const call = this.#calls.get(channel.id);
          if (call !== undefined) found.set(channel.id, new WaitingCaller(call, operators));
          return () => {};
        }),
      found: (leg) =>
        operators.found(leg, (channel) => {
          found.set(channel.id, new WaitingCaller(this.#legOf(channel.id), operators));
          return () => {};
        }),
    });
    await operators.start();
    const engine: Engine = {
      name,
      operators,
      telephony,
      matcher,
      redis,
      found,
      placed,
      kill: async () => {
        this.#engines.delete(engine);
        await telephony.close();
        // As a process that is gone: nothing is said to Redis.
        redis.disconnect();
        await operators.close();
        await matcher.close();
        records.close();
      },
    };
    this.#engines.add(engine);
    return engine;
  }

  #isOpen(at: number): boolean {
    if (this.hours === undefined) return this.open;
    return this.hours.at.isOpen(this.hours.calendar, at + this.hours.laterMs);
  }

  #nextOpening(at: number): number | undefined {
    if (this.hours === undefined) return this.open ? at : at + 3_600_000;
    const opening = this.hours.at.nextOpening(this.hours.calendar, at + this.hours.laterMs);
    return opening === undefined ? undefined : opening - this.hours.laterMs;
  }

  readonly #calls = new Map<string, SimulatedCall>();

  #legOf(id: string): SimulatedCall {
    const call = this.#answered.get(id);
    if (call === undefined) throw new Error('nobody answered this leg');
    return call;
  }
  readonly #answered = new Map<string, SimulatedCall>();

  /** A citizen picks up what rings. */
  async citizenAnswers(number: string): Promise<SimulatedCall> {
    const ringing = await this.network.phone(number).next();
    this.#answered.set(ringing.call.channel.id, ringing.call);
    return ringing.answer();
  }

  /** Somebody calls, is answered, and their flow stands at a queue. */
  async caller(engine: Engine): Promise<WaitingCaller> {
    const call = engine.telephony.call({ dialled: '803164', caller: '+390612345678' });
    if (call === undefined) throw new Error('the call was not taken');
    this.#calls.set(call.channel.id, call);
    await call.channel.answer();
    return new WaitingCaller(call, engine.operators);
  }

  /** An operator logs in, with a phone that is registered; ready unless said otherwise. */
  async operator(
    engine: Engine,
    name: string,
    topics: readonly string[] = ['pensioni'],
    ready = true,
  ): Promise<OperatorAtDesk> {
    await engine.telephony.enrol({ name, password: 'a password of this test', kind: 'sip' });
    const phone = this.network.register(name, 'a password of this test');
    if (phone === undefined) throw new Error('the phone could not register');
    const desk = new OperatorAtDesk(name, phone, this.matcher);
    await desk.signIn(topics);
    if (ready) await desk.ready();
    return desk;
  }

  /** Ids of those who hear each other, by bridge; empty bridges are left out. */
  async together(engine: Engine): Promise<readonly (readonly string[])[]> {
    return (await engine.telephony.bridges())
      .map(({ channels }) => [...channels].sort())
      .filter((channels) => channels.length > 0);
  }

  /** Waits until exactly these people hear each other. */
  async hear(engine: Engine, ...calls: readonly SimulatedCall[]): Promise<void> {
    const wanted = calls.map((call) => call.channel.id).sort();
    let last: unknown;
    await until('these hear each other', async () => {
      const groups = await this.together(engine);
      last = groups;
      return groups.some(
        (group) => group.length === wanted.length && group.every((id, at) => id === wanted[at]),
      );
    }).catch((error: Error) => {
      throw new Error(`${error.message}: ${JSON.stringify({ wanted, last })}`);
    });
  }
}
