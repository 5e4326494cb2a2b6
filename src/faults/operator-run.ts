import { once, setMaxListeners } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import { pino } from 'pino';
import { Samples } from '../caller/samples.ts';
import { AsteriskView } from '../rig/asterisk-view.ts';
import { Desks } from '../rig/desks.ts';
import { QueueCallers } from '../rig/queue-callers.ts';
import { until } from '../rig/until.ts';
import { openRedis } from '../store/redis.ts';
import { EngineKills } from './engine-kills.ts';
import { missingFrom } from './missing.ts';
import { type Noticed, note } from './noticed.ts';
import { OperatorAtWork } from './operator-at-work.ts';
import type { OperatorFaults, OperatorFaultsOptions } from './operators.ts';
import { entryIn, misplacedOf, orderIn } from './order.ts';
import { hearEachOther, type Pair } from './pair.ts';
import { Plan } from './plan.ts';

/** Life of an engine between two kills, and how long it stays dead, in ms. */
const calmMs = { least: 500, most: 5_000 };
/** How often it is killed once more the moment it takes calls, before it has taken up all of them. */
const atOnce = 0.3;
/** Below the 30 s for which places are kept: no second kill at once where starting takes long. */
const atOnceMs = 8_000;
const settleMs = 90_000;
/** How long those who are left may take to be served, without any progress. */
const serveMs = 120_000;

/** One run of `operatorFaults`, step after step. */
export class OperatorRun {
  readonly #options: OperatorFaultsOptions;
  readonly #plan: Plan;
  readonly #view: AsteriskView;
  readonly #callers: QueueCallers;
  readonly #desks: Desks;
  readonly #redis: Redis;
  readonly #noticed: Noticed = { doubled: 0, rings: 0, inVain: 0, findings: [] };
  readonly #over = new AbortController();
  readonly #mayEnd: Promise<void>;
  #letEnd: () => void = () => undefined;
  #atWork: readonly OperatorAtWork[] = [];
  #working: readonly Promise<void>[] = [];
  /** Callers who wait, the first first, as they stood before the first kill. */
  #order: readonly string[] = [];
  readonly #misplaced = new Set<string>();
  /** Pairs that did not hear each other. */
  readonly #silent = new Set<Pair>();
  readonly #pauses = new Samples();
  readonly #kills: EngineKills;

  private constructor(
    options: OperatorFaultsOptions,
    parts: { view: AsteriskView; callers: QueueCallers; desks: Desks; redis: Redis },
  ) {
    this.#options = options;
    this.#plan = new Plan(options.seed);
    this.#kills = new EngineKills(options.line, this.#plan);
    this.#view = parts.view;
    this.#callers = parts.callers;
    this.#desks = parts.desks;
    this.#redis = parts.redis;
    // One for every operator.
    setMaxListeners(0, this.#over.signal);
    this.#mayEnd = new Promise((resolve) => {
      this.#letEnd = resolve;
    });
  }

  static async open(options: OperatorFaultsOptions): Promise<OperatorRun> {
    const { line } = options;
    const view = await AsteriskView.open(line);
    const redis = openRedis(line.redis.url, pino({ level: 'silent' }));
    await once(redis, 'ready');
    return new OperatorRun(options, {
      view,
      redis,
      callers: await QueueCallers.open(line, view),
      desks: await Desks.open(line),
    });
  }

  /** Brings everybody into position: so many talk, so many wait. */
  async gather(): Promise<void> {
    const { talking, waiting } = this.#options;
    const rung = new Set<string>();
    const atWork: OperatorAtWork[] = [];
    for (let index = 1; index <= talking; index += 1) {
      const operator = await this.#desks.operator(`operatore-${index}`, ['pensioni']);
      this.#tell('Operators', index, talking, 'logged in');
      atWork.push(
        new OperatorAtWork(operator, {
          callers: this.#callers,
          view: this.#view,
          noticed: this.#noticed,
          rung,
          plan: this.#plan.fork(),
          mayEnd: this.#mayEnd,
          signal: this.#over.signal,
        }),
      );
    }
    this.#atWork = atWork;
    this.#working = atWork.map((one) => one.work());
    await this.#call('Callers who will talk', talking);
    await Promise.all(atWork.map(({ operator }) => operator.ready()));
    await until('a conversation of every operator', () => this.#pairs.length === talking, settleMs);
    await this.#call('Callers who will wait', waiting);
    await this.#kills.settled(this.#options, settleMs);
    this.#order = await orderIn(this.#redis);
    if (this.#order.length !== waiting) throw new Error(`${this.#order.length} wait, not ${waiting}`);
  }

  /** The kills while nobody comes and nobody goes. */
  async killWhileAllStand(): Promise<void> {
    const { kills } = this.#options;
    for (const { caller, phone } of this.#pairs) {
      caller.call.watchPauses();
      phone.watchPauses();
    }
    for (let kill = 1; kill <= kills; kill += 1) {
      await delay(this.#plan.between(calmMs.least, calmMs.most));
      this.#tell('Kills, all stand', kill - 1, kills, 'the engine is dead');
      const tookMs = await this.#kills.kill(() => this.#talkOn());
      const again = kill < kills && tookMs < atOnceMs && this.#plan.chance(atOnce);
      if (again) {
        this.#tell('Kills, all stand', kill, kills, 'dead again at once');
        kill += 1;
        await this.#kills.kill();
      }
      await this.#kills.settled(this.#options, settleMs);
      await this.#place(() => false);
      await this.#talkOn();
    }
    this.#tell('Kills, all stand', kills, kills, 'everybody is where they were');
    for (const { caller, phone } of this.#pairs) {
      this.#pauses.add(caller.call.longestPauseMs);
      this.#pauses.add(phone.longestPauseMs);
    }
  }

  /** Conversations end and others begin, and the engine is killed in the middle of it. */
  async serveUnderKills(): Promise<void> {
    const { kills } = this.#options;
    this.#letEnd();
    let left = kills;
    const killing = (async () => {
      while (left > 0 && this.#unserved > 0) {
        await delay(this.#plan.between(calmMs.least, calmMs.most));
        left -= 1;
        await this.#kills.kill();
        await this.#kills.taken(async () => (await orderIn(this.#redis)).length, settleMs);
        // Who is not in line any more is offered, talks, or was served; who is none of these counts as dropped at the end.
        await this.#place(() => true);
      }
    })();
    // Thrown below.
    killing.catch(() => undefined);
    const all = this.#callers.all.length;
    let unserved = all;
    let deadline = Date.now() + serveMs;
    while (this.#unserved > 0 && Date.now() < deadline) {
      if (this.#unserved < unserved) deadline = Date.now() + serveMs;
      unserved = this.#unserved;
      this.#tell('Served', all - unserved, all, `${this.#kills.count} kills`);
      await delay(200);
    }
    await killing;
    this.#tell('Served', all - this.#unserved, all, `${this.#kills.count} kills`);
  }

  /** Counts, once nobody is there any more. */
  async reckon(): Promise<OperatorFaults> {
    const dropped = this.#callers.all.filter(({ state }) => state !== 'served');
    for (const { channel, state } of dropped)
      note(this.#noticed, 'not served', { channel, state, redis: await entryIn(this.#redis, channel) });
    await Promise.all(dropped.map(({ call }) => call.hangUp()));
    const empty = async () =>
      (await this.#view.channels()).length === 0 && (await this.#view.bridges()).length === 0;
    await until('an Asterisk without calls', empty).catch(() => undefined);
    return {
      waiting: this.#options.waiting,
      talking: this.#options.talking,
      kills: this.#kills.count,
      dropped: dropped.length + this.#silent.size,
      misplaced: this.#misplaced.size,
      doubled: this.#noticed.doubled,
      served: this.#callers.all.length - dropped.length,
      rings: this.#noticed.rings,
      inVain: this.#noticed.inVain,
      pauseMs: this.#pauses.distribution(),
      downMs: this.#kills.downMs,
      backMs: this.#kills.backMs,
      findings: this.#noticed.findings,
      left: {
        channels: (await this.#view.channels()).length,
        bridges: (await this.#view.bridges()).length,
      },
    };
  }

  async close(): Promise<void> {
    this.#over.abort();
    this.#letEnd();
    await this.#callers.close();
    await Promise.allSettled(this.#working);
    await this.#desks.close();
    this.#redis.disconnect();
  }

  get #pairs(): readonly Pair[] {
    return this.#atWork.flatMap(({ pair }) => pair ?? []);
  }

  get #unserved(): number {
    return this.#callers.all.filter(({ state }) => state === 'waiting' || state === 'talking').length;
  }

  async #call(step: string, count: number): Promise<void> {
    await this.#callers.call(count, (placed) => this.#tell(step, placed, count, 'placed'));
    this.#tell(step, count, count, 'answered');
    // One after the other, as they called: whoever is in line is before whoever calls now.
    const inLine = async () => (await orderIn(this.#redis)).length === count;
    await until('everybody in line', inLine, settleMs).catch(async (error: Error) => {
      const parts = { callers: this.#callers, view: this.#view };
      throw new Error(`${error.message}. ${await missingFrom(this.#redis, parts)}`);
    });
  }

  async #place(mayBeAway: (id: string) => boolean): Promise<void> {
    const look = async () => misplacedOf(this.#order, await orderIn(this.#redis), mayBeAway);
    const first = await look();
    if (first.length === 0) return;
    // The lines are read one after the other, and somebody may just have moved from one to the next.
    const second = new Set(await look());
    for (const id of first.filter((one) => second.has(one) && !this.#misplaced.has(one))) {
      note(this.#noticed, 'misplaced', { channel: id, redis: await entryIn(this.#redis, id) });
      this.#misplaced.add(id);
    }
  }

  /** Those who talk hear each other. */
  async #talkOn(): Promise<void> {
    await Promise.all(
      this.#pairs.map(async (pair) => {
        if (await hearEachOther(pair)) return;
        this.#silent.add(pair);
        note(this.#noticed, 'these do not hear each other', { channel: pair.caller.channel });
      }),
    );
  }

  #tell(step: string, done: number, all: number, detail: string): void {
    this.#options.report({ step, fraction: all === 0 ? 1 : done / all, detail });
  }
}
