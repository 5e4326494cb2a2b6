import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import { pino } from 'pino';
import { type Distribution, Samples } from '../caller/samples.ts';
import type { Report } from '../provision/program.ts';
import { openRedis } from '../store/redis.ts';
import { AsteriskView } from './asterisk-view.ts';
import { Desks } from './desks.ts';
import { engineCounts, type KillableLine, killEngine } from './killable-line.ts';
import { hearEachOther, type Noticed, note, OperatorAtWork, type Pair } from './operator-at-work.ts';
import { entryIn, misplacedOf, orderIn } from './order.ts';
import { Plan } from './plan.ts';
import { QueueCallers } from './queue-callers.ts';
import { until } from './until.ts';

export interface OperatorFaultsOptions {
  readonly line: KillableLine;
  readonly waiting: number;
  readonly talking: number;
  /** While they wait and talk, and as many again while those who wait are served one after the other. */
  readonly kills: number;
  /** The same makes the same plan of kills. */
  readonly seed: number;
  readonly report: Report;
}

export interface OperatorFaults {
  readonly waiting: number;
  readonly talking: number;
  readonly kills: number;
  /** Calls that ended though nobody had hung up, callers whom no operator served, pairs that did not hear each other. */
  readonly dropped: number;
  /** Callers who lost their place, or somebody behind them got before them. */
  readonly misplaced: number;
  /** Rings of a second operator for one caller, or of one who has somebody on the line. */
  readonly doubled: number;
  readonly served: number;
  readonly rings: number;
  /** Phones that were picked up while no engine was there to connect them. */
  readonly inVain: number;
  /** The longest time without audio, of each of the two ends of a conversation, over all kills, in ms. */
  readonly pauseMs: Distribution;
  /** From a kill until the engine takes calls again, in ms. */
  readonly downMs: Distribution;
  /** From a kill until the engine has everybody who waits and talks, in ms. */
  readonly backMs: Distribution;
  /** What was wrong, each in a line. */
  readonly findings: readonly string[];
  /** Channels and bridges that Asterisk has when everybody is gone. */
  readonly left: { readonly channels: number; readonly bridges: number };
}

/** Life of an engine between two kills, and how long it stays dead, in ms. */
const calmMs = { least: 500, most: 5_000 };
const deadMs = { least: 0, most: 1_500 };
/** How often it is killed once more the moment it takes calls, before it has taken up all of them. */
const atOnce = 0.3;
/** Below the 30 s for which places are kept: no second kill at once where starting takes long. */
const atOnceMs = 8_000;
const settleMs = 90_000;
/** How long those who are left may take to be served, without any progress. */
const serveMs = 120_000;

/**
 * Callers wait and talk while their engine is killed and started again; then, under more kills, all are served.
 * @throws Error when callers and operators cannot be brought into position
 */
export async function operatorFaults(options: OperatorFaultsOptions): Promise<OperatorFaults> {
  const run = await OperatorRun.open(options);
  try {
    await run.gather();
    await run.killWhileAllStand();
    await run.serveUnderKills();
    return await run.reckon();
  } finally {
    await run.close();
  }
}

class OperatorRun {
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
  readonly #down = new Samples();
  readonly #back = new Samples();
  #kills = 0;

  private constructor(
    options: OperatorFaultsOptions,
    parts: { view: AsteriskView; callers: QueueCallers; desks: Desks; redis: Redis },
  ) {
    this.#options = options;
    this.#plan = new Plan(options.seed);
    this.#view = parts.view;
    this.#callers = parts.callers;
    this.#desks = parts.desks;
    this.#redis = parts.redis;
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
    await this.#settled(settleMs);
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
    let killed = performance.now();
    for (let kill = 1; kill <= kills; kill += 1) {
      await delay(this.#plan.between(calmMs.least, calmMs.most));
      this.#tell('Kills, all stand', kill - 1, kills, 'the engine is dead');
      killed = performance.now();
      const tookMs = await this.#kill(() => this.#talkOn());
      const again = kill < kills && tookMs < atOnceMs && this.#plan.chance(atOnce);
      if (again) {
        this.#tell('Kills, all stand', kill, kills, 'dead again at once');
        kill += 1;
        killed = performance.now();
        await this.#kill(() => Promise.resolve());
      }
      await this.#settled(settleMs);
      this.#back.add(performance.now() - killed);
      this.#place(await orderIn(this.#redis), () => false);
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
        await this.#kill(() => Promise.resolve());
        await this.#taken();
        // Who is not in line any more is offered, talks, or was served; who is none of these counts as dropped at the end.
        this.#place(await orderIn(this.#redis), () => true);
      }
    })();
    const all = this.#callers.all.length;
    let unserved = all;
    let deadline = Date.now() + serveMs;
    while (this.#unserved > 0 && Date.now() < deadline) {
      if (this.#unserved < unserved) deadline = Date.now() + serveMs;
      unserved = this.#unserved;
      this.#tell('Served', all - unserved, all, `${this.#kills} kills`);
      await delay(200);
    }
    await killing;
    this.#tell('Served', all - this.#unserved, all, `${this.#kills} kills`);
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
      kills: this.#kills,
      dropped: dropped.length + this.#silent.size,
      misplaced: this.#misplaced.size,
      doubled: this.#noticed.doubled,
      served: this.#callers.all.length - dropped.length,
      rings: this.#noticed.rings,
      inVain: this.#noticed.inVain,
      pauseMs: this.#pauses.distribution(),
      downMs: this.#down.distribution(),
      backMs: this.#back.distribution(),
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
    await until('everybody in line', async () => (await orderIn(this.#redis)).length === count, settleMs);
  }

  /** @param meanwhile what is looked at while no engine is there @returns how long it took to start it, in ms */
  async #kill(meanwhile: () => Promise<void>): Promise<number> {
    const { line } = this.#options;
    const killed = performance.now();
    this.#kills += 1;
    await killEngine(line);
    await Promise.all([delay(this.#plan.between(deadMs.least, deadMs.most)), meanwhile()]);
    const started = performance.now();
    await line.startEngine();
    this.#down.add(performance.now() - killed);
    return performance.now() - started;
  }

  /** The engine has everybody whom the network and Redis have: nobody waits whose flow it does not carry on. */
  async #settled(withinMs: number): Promise<void> {
    const { line, talking, waiting } = this.#options;
    let last: unknown;
    await until(
      'an engine with all who wait and talk',
      async () => {
        const counts = await engineCounts(line);
        last = counts;
        return counts?.waiting === waiting && counts.talking === talking;
      },
      withinMs,
    ).catch((error: Error) => {
      throw new Error(`${error.message}: ${JSON.stringify(last)}`);
    });
  }

  /** The engine has taken up whoever waits in Redis. */
  async #taken(): Promise<void> {
    await until(
      'an engine that has all who wait',
      async () => {
        const counts = await engineCounts(this.#options.line);
        return counts !== undefined && counts.waiting >= (await orderIn(this.#redis)).length;
      },
      settleMs,
    ).catch(() => undefined);
  }

  #place(now: readonly string[], mayBeAway: (id: string) => boolean): void {
    for (const id of misplacedOf(this.#order, now, mayBeAway)) {
      if (!this.#misplaced.has(id))
        note(this.#noticed, 'misplaced', { channel: id, now: now.indexOf(id) + 1 });
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

/** The last line of the command. */
export function operatorsLine({
  waiting,
  talking,
  kills,
  dropped,
  misplaced,
  doubled,
}: OperatorFaults): string {
  return `waiting ${waiting} talking ${talking} kills ${kills} dropped ${dropped} misplaced ${misplaced} doubled ${doubled}`;
}

/** Whether no call and no place was lost, and nothing stays in Asterisk. */
export function allServed({ dropped, misplaced, doubled, left }: OperatorFaults): boolean {
  return dropped + misplaced + doubled + left.channels + left.bridges === 0;
}
