/** The matcher on a real Redis: engines and desks come, go and break down; nobody loses a place, nobody gets two calls. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Redis } from 'ioredis';
import { pino } from 'pino';
import type { CommandAnswer, EngineMessage, Offer, OperatorView, Order } from '../../src/matching/events.ts';
import type { Entry } from '../../src/matching/matcher.ts';
import { RedisMatcher } from '../../src/matching/redis-matcher.ts';
import type { Skill } from '../../src/queues/queue.ts';
import type { QueueRules } from '../../src/queues/queues.ts';
import { openRedis } from '../../src/store/redis.ts';
import { type ConnectedRedis, connectedRedis } from '../support/connected-redis.ts';
import { until } from '../support/until.ts';
import { queueOf, rulesOf, smallRules } from './rules.ts';

const logger = pino({ level: 'silent' });
const pensions: Skill = { topic: 'pensioni', language: 'it', level: 1, proficiency: 5 };

let connected: ConnectedRedis;
let redis: Redis;
let now: number;
let rules: QueueRules;
/** Engines that are there, as time passes. */
const alive = new Set<string>();
const open: { close(): Promise<void> }[] = [];

beforeAll(async () => {
  connected = await connectedRedis();
  redis = connected.redis;
}, 600_000);
beforeEach(async () => {
  await redis.flushall();
  now = Date.parse('2026-11-23T09:00:00Z');
  rules = smallRules;
});
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
  alive.clear();
});
afterAll(async () => {
  await connected?.close();
});

function matcherOf(connection: Redis = redis): RedisMatcher {
  const matcher = new RedisMatcher({
    redis: connection,
    rules: () => rules,
    logger,
    now: () => now,
    tickMs: 0,
  });
  open.push(matcher);
  return matcher;
}

/** An engine that writes down what it is told. */
class Engine {
  readonly matcher = matcherOf();
  readonly told: Exclude<EngineMessage, Order>[] = [];
  readonly name: string;
  answer: (order: Order) => Promise<CommandAnswer> = async () => ({ outcome: 'done' });

  constructor(name = 'uno') {
    this.name = name;
  }

  async start(): Promise<this> {
    const take = (message: Exclude<EngineMessage, Order>) => void this.told.push(message);
    await this.matcher.serve(this.name, {
      offer: take,
      withdrawn: take,
      ended: take,
      moved: take,
      command: (order) => this.answer(order),
    });
    alive.add(this.name);
    return this;
  }

  async stop(): Promise<void> {
    alive.delete(this.name);
    await this.matcher.close();
  }

  enter(id: string, more: Partial<Entry> = {}) {
    const entry = {
      id,
      queue: 'pensioni',
      language: 'it',
      engine: this.name,
      sealedContext: `of ${id}`,
    } as const;
    return this.matcher.enter({ ...entry, ...more });
  }

  offers(): Offer[] {
    return this.told.flatMap((one) => (one.type === 'offer' ? [one] : []));
  }

  /** The newest offer, when there are so many. */
  async offer(count = 1): Promise<Offer> {
    await until('what is told', () => this.offers().length >= count, 5_000);
    const last = this.offers().at(-1);
    if (last === undefined) throw new Error('no offer');
    return last;
  }

  async talk(count = 1): Promise<Offer> {
    const offer = await this.offer(count);
    expect(await this.matcher.ringing(offer.offerId)).toBe('yes');
    expect(await this.matcher.connected(offer.offerId)).toBe('yes');
    return offer;
  }
}

/** A desk at which somebody is logged in. */
async function desk(matcher: RedisMatcher, operator: string, skills: readonly Skill[] = [pensions]) {
  const own = { operator, session: `${operator}-1` };
  await matcher.signIn({ ...own, name: operator, ring: `sip:${operator}`, skills });
  return own;
}

/** Time passes in small steps, as it does. */
async function pass(
  matcher: RedisMatcher,
  seconds: number,
  ...beating: { operator: string; session: string }[]
) {
  for (let left = seconds; left > 0; left -= 5) {
    now += Math.min(left, 5) * 1_000;
    for (const one of beating) await matcher.beat(one);
    for (const name of alive) await redis.zadd('centralino:match:engines', `${now + 6_000}`, name);
    await matcher.tick();
  }
}

describe('a call', () => {
  test('goes from the line to the operator, and the operator back to the next one', async () => {
    const engine = await new Engine().start();
    const { matcher } = engine;
    const seen: OperatorView[] = [];
    open.unshift(await matcher.watch('anna', (view) => seen.push(view)));
    const anna = await desk(matcher, 'anna');
    expect(await engine.enter('c1')).toBe('waiting');
    expect(await engine.enter('c2')).toBe('waiting');
    expect(await matcher.place('c2')).toMatchObject({ position: 2, ahead: 1, staff: 1, queue: 'pensioni' });
    now += 12_000;
    expect(await matcher.ready(anna)).toBe('done');
    const offer = await engine.talk();
    expect(offer).toMatchObject({
      callId: 'c1',
      sealedContext: 'of c1',
      waitedSeconds: 12,
      operator: { id: 'anna', ring: 'sip:anna' },
      queue: 'pensioni',
      ringSeconds: 20,
    });
    expect(await matcher.place('c1')).toBeUndefined();
    expect(await matcher.place('c2')).toMatchObject({ position: 1 });
    await matcher.phase(offer.offerId, 'hold');
    expect(await matcher.conversation(offer.offerId)).toMatchObject({ state: 'hold', operator: 'anna' });
    await matcher.over(offer.offerId);
    expect(await matcher.operator('anna')).toMatchObject({ state: 'wrap-up', until: now + 30_000 });
    const estimate = (await matcher.place('c2'))?.estimate?.seconds;
    expect(estimate).toEqual(expect.any(Number));
    expect((await matcher.snapshot()).lines).toContainEqual(
      expect.objectContaining({ queue: 'pensioni', waiting: 1, estimatedSeconds: estimate }),
    );
    expect(await matcher.wrapUp(anna)).toBe('done');
    await pass(matcher, 60, anna);
    expect((await engine.offer(2)).callId).toBe('c2');
    await until('what is told', () => seen.at(-1)?.conversation?.callId === 'c2');
    const states = seen.map(({ state, conversation }) => `${state} ${conversation?.state ?? ''}`.trim());
    expect(states).toEqual([
      'paused',
      'offered ringing',
      'talking talking',
      'talking hold',
      'wrap-up',
      'wrap-up',
      'offered ringing',
    ]);
    const { lines } = await matcher.snapshot();
    expect(lines).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          queue: 'pensioni',
          waiting: 0,
          estimatedSeconds: null,
          staff: 1,
          today: { answered: 1, inTime: 1, abandoned: 0, timedOut: 0, silent: 0, meanWaitSeconds: 12 },
        }),
      ]),
    );
  });

  test('that nobody answers goes to the next operator, and the first one to pause', async () => {
    const engine = await new Engine().start();
    const { matcher } = engine;
    const [anna, boris] = [await desk(matcher, 'anna'), await desk(matcher, 'boris')];
    await matcher.ready(anna);
    now += 1;
    await matcher.ready(boris);
    await engine.enter('c1');
    const first = await engine.offer();
    expect(first.operator.id).toBe('anna');
    await matcher.ringing(first.offerId);
    await matcher.declined(first.offerId, 'no-answer');
    expect((await engine.offer(2)).operator.id).toBe('boris');
    expect(await matcher.operator('anna')).toMatchObject({ state: 'paused', reason: 'no-answer' });
    expect(await matcher.connected(first.offerId)).toBe('gone');
  });

  test('whom an operator answers without a word has not been answered: the figures take it back', async () => {
    const engine = await new Engine().start();
    const { matcher } = engine;
    const anna = await desk(matcher, 'anna');
    await engine.enter('c1');
    const arrived = now;
    now += 12_000;
    await matcher.ready(anna);
    const { offerId } = await engine.talk();
    const today = async () =>
      (await matcher.snapshot()).lines.find(
        ({ queue, language }) => queue === 'pensioni' && language === 'it',
      )?.today;
    expect(await today()).toMatchObject({ answered: 1, inTime: 1, silent: 0, meanWaitSeconds: 12 });
    now += 15_000;
    await matcher.lost(offerId, 'silent');
    expect(await matcher.operator('anna')).toMatchObject({ state: 'paused', reason: 'silent' });
    expect(await today()).toMatchObject({ answered: 0, inTime: 0, silent: 1, meanWaitSeconds: 0 });
    await engine.enter('c1', { atHead: true, since: arrived });
    await matcher.beat(anna);
    await matcher.ready(anna);
    await engine.talk(2);
    expect(await today()).toMatchObject({ answered: 1, inTime: 0, silent: 1, meanWaitSeconds: 27 });
  });

  test('that is an operator who consults is no caller: no figure counts it, and nobody learns patience from it', async () => {
    const engine = await new Engine().start();
    const { matcher } = engine;
    const anna = await desk(matcher, 'anna');
    const consult = (id: string) =>
      engine.enter(id, { atHead: true, uncounted: true, giveUpAt: now + 60_000 });
    const line = async () =>
      (await matcher.snapshot()).lines.find(
        ({ queue, language }) => queue === 'pensioni' && language === 'it',
      );
    const nothing = { answered: 0, inTime: 0, abandoned: 0, timedOut: 0, silent: 0, meanWaitSeconds: 0 };

    await consult('taken-back');
    now += 5_000;
    expect(await line()).toMatchObject({
      waiting: 0,
      callBacks: 0,
      longestWaitSeconds: 0,
      estimatedSeconds: null,
    });
    await engine.enter('c1');
    expect(await line()).toMatchObject({ waiting: 1, longestWaitSeconds: 0 });
    expect((await matcher.place('c1'))?.ahead).toBe(1);
    await matcher.leave('c1', 'moved');
    await matcher.leave('taken-back', 'left');

    await consult('nobody-had-time');
    await pass(matcher, 60, anna);
    await until('the end', () => engine.told.some(({ type }) => type === 'ended'));

    await matcher.ready(anna);
    await consult('hung-up');
    await matcher.declined((await engine.offer()).offerId, 'caller-gone');
    await consult('answered');
    await engine.talk(2);

    expect((await line())?.today).toEqual(nothing);
    expect(await redis.llen('centralino:match:waits')).toBe(0);
  });

  test('is back at the head when the operator drops out of the conversation', async () => {
    const engine = await new Engine().start();
    const { matcher } = engine;
    const anna = await desk(matcher, 'anna');
    await matcher.ready(anna);
    await engine.enter('c1');
    const { offerId } = await engine.talk();
    now += 60_000;
    await engine.enter('c2', { since: now - 600_000, priority: 9 });
    await matcher.lost(offerId);
    await engine.enter('c1', { atHead: true });
    expect(await matcher.operator('anna')).toMatchObject({ state: 'paused', reason: 'line-lost' });
    expect(await matcher.place('c1')).toMatchObject({ position: 1 });
    await matcher.beat(anna);
    await matcher.ready(anna);
    expect((await engine.offer(2)).callId).toBe('c1');
  });

  test('to one operator only waits for that one', async () => {
    const engine = await new Engine().start();
    const { matcher } = engine;
    const [anna, boris] = [await desk(matcher, 'anna'), await desk(matcher, 'boris')];
    await matcher.ready(anna);
    expect(await engine.enter('c1', { operator: 'boris' })).toBe('waiting');
    expect(await engine.enter('c2', { operator: 'carla' })).toBe('nobody');
    await matcher.ready(boris);
    expect((await engine.offer()).operator.id).toBe('boris');
  });

  test('is refused when the line is full or nobody has the skill, and ended after the longest wait', async () => {
    const engine = await new Engine().start();
    const { matcher } = engine;
    expect(await engine.enter('c0')).toBe('nobody');
    const family: Skill = { ...pensions, topic: 'famiglia' };
    const anna = await desk(matcher, 'anna', [family]);
    for (const id of ['c1', 'c2', 'c3'])
      expect(await engine.enter(id, { queue: 'famiglia' })).toBe('waiting');
    expect(await engine.enter('c4', { queue: 'famiglia' })).toBe('full');
    expect(await engine.enter('c2', { queue: 'famiglia' })).toBe('already');
    expect(await engine.enter('c5', { queue: 'non-c-e' })).toBe('unknown-queue');
    await pass(matcher, 600, anna);
    await until('what is told', () => engine.told.length === 3);
    expect(engine.told.map((one) => (one.type === 'ended' ? `${one.callId} ${one.why}` : one.type))).toEqual([
      'c1 timeout',
      'c2 timeout',
      'c3 timeout',
    ]);
  });

  test('overflows into another queue and keeps its time of arrival', async () => {
    const engine = await new Engine().start();
    const { matcher } = engine;
    const anna = await desk(matcher, 'anna', [{ ...pensions, topic: 'generale' }]);
    await engine.enter('c1');
    await pass(matcher, 30, anna);
    await engine.enter('c2', { queue: 'generale', priority: 4 });
    await pass(matcher, 30, anna);
    await until('what is told', () => engine.told.some((one) => one.type === 'moved'));
    expect(await matcher.place('c1')).toMatchObject({ queue: 'generale', position: 1, waitedSeconds: 60 });
    expect(await matcher.place('c2')).toMatchObject({ queue: 'generale', position: 2 });
    await matcher.ready(anna);
    expect(await engine.offer()).toMatchObject({ callId: 'c1', queue: 'pensioni', topic: 'pensioni' });
  });
});

describe('a call-back', () => {
  test('keeps the place of its call, goes to any engine, and sleeps between attempts', async () => {
    const engine = await new Engine().start();
    const other = await new Engine('due').start();
    const { matcher } = engine;
    const anna = await desk(matcher, 'anna');
    await engine.enter('c1');
    const since = now;
    now += 20_000;
    await engine.enter('c2');
    await matcher.leave('c1', 'call-back');
    await engine.enter('r1', { kind: 'call-back', since });
    expect(await matcher.place('r1')).toMatchObject({ position: 1, waitedSeconds: 20 });
    // The engine that took the request is gone when the turn comes.
    await redis.zrem('centralino:match:engines', 'uno');
    await redis.zadd('centralino:match:engines', `${now + 6_000}`, 'due');
    await matcher.ready(anna);
    const offer = await other.offer();
    expect(offer).toMatchObject({ callId: 'r1', kind: 'call-back', attempts: 0 });
    await matcher.ringing(offer.offerId);
    expect(await matcher.postponed(offer.offerId, now + 600_000)).toBe(1);
    // The operator is not kept waiting: the next caller is there.
    expect((await engine.offer()).callId).toBe('c2');
    expect(await matcher.place('r1')).toBeUndefined();
    await matcher.leave('c2', 'hung-up');
    now += 600_000;
    await matcher.beat(anna);
    await redis.zadd('centralino:match:engines', `${now + 6_000}`, 'due');
    await matcher.tick();
    expect(await other.offer(2)).toMatchObject({ callId: 'r1', attempts: 1 });
  });

  test('for tomorrow stands in no line today', async () => {
    const engine = await new Engine().start();
    const { matcher } = engine;
    const anna = await desk(matcher, 'anna');
    await engine.enter('r1', { kind: 'call-back', notBefore: now + 86_400_000 });
    await engine.enter('c1');
    expect(await matcher.place('c1')).toMatchObject({ position: 1 });
    await matcher.ready(anna);
    expect((await engine.offer()).callId).toBe('c1');
  });
});

describe('an operator', () => {
  test('who logs in twice is at the newer desk only, and gets no call twice', async () => {
    const engine = await new Engine().start();
    const { matcher } = engine;
    const first = await desk(matcher, 'anna');
    await matcher.ready(first);
    await engine.enter('c1');
    const offer = await engine.offer();
    const second = { operator: 'anna', session: 'anna-2' };
    const view = await matcher.signIn({ ...second, name: 'anna', ring: 'sip:other', skills: [pensions] });
    expect(view).toMatchObject({ state: 'paused', reason: 'accesso', session: 'anna-2' });
    await until('what is told', () =>
      engine.told.some((one) => one.type === 'withdrawn' && one.offerId === offer.offerId),
    );
    expect(await matcher.ringing(offer.offerId)).toBe('gone');
    expect(await matcher.place('c1')).toMatchObject({ position: 1 });
    for (const word of [
      matcher.beat(first),
      matcher.ready(first),
      matcher.pause(first, 'x'),
      matcher.signOut(first),
    ])
      expect(await word).toBe('displaced');
    await matcher.ready(second);
    expect((await engine.talk(2)).operator.ring).toBe('sip:other');
    const third = { operator: 'anna', session: 'anna-3' };
    const again = await matcher.signIn({ ...third, name: 'anna', ring: 'sip:third', skills: [pensions] });
    expect(again).toMatchObject({ state: 'talking', conversation: { callId: 'c1', state: 'talking' } });
  });

  test('whose desk is silent is offline after 15 s, in a conversation only when it is over', async () => {
    const engine = await new Engine().start();
    const { matcher } = engine;
    const [anna, boris] = [await desk(matcher, 'anna'), await desk(matcher, 'boris')];
    await matcher.ready(anna);
    await engine.enter('c1');
    const { offerId } = await engine.talk();
    await matcher.ready(boris);
    await pass(matcher, 20);
    expect(await matcher.operator('boris')).toBeUndefined();
    expect(await matcher.operator('anna')).toMatchObject({ state: 'talking' });
    expect(await matcher.beat(boris)).toBe('signed-out');
    await matcher.over(offerId);
    expect(await matcher.operator('anna')).toBeUndefined();
  });

  test('who is silent while it rings gives the caller back', async () => {
    const engine = await new Engine().start();
    const { matcher } = engine;
    const [anna, boris] = [await desk(matcher, 'anna'), await desk(matcher, 'boris')];
    await matcher.ready(anna);
    await engine.enter('c1');
    const { offerId } = await engine.offer();
    await matcher.ringing(offerId);
    await matcher.ready(boris);
    await pass(matcher, 15, boris);
    expect(await engine.offer(2)).toMatchObject({ callId: 'c1', operator: { id: 'boris' } });
    expect(engine.told).toContainEqual({ type: 'withdrawn', offerId, callId: 'c1', why: 'operator-left' });
  });

  test('asks for a pause during a conversation and has it afterwards', async () => {
    const engine = await new Engine().start();
    const { matcher } = engine;
    const anna = await desk(matcher, 'anna');
    await matcher.ready(anna);
    await engine.enter('c1');
    const { offerId } = await engine.talk();
    expect(await matcher.ready(anna)).toBe('refused');
    expect(await matcher.wrapUp(anna)).toBe('refused');
    expect(await matcher.pause(anna, 'pranzo')).toBe('later');
    expect(await matcher.operator('anna')).toMatchObject({ state: 'talking', next: 'pranzo' });
    await matcher.over(offerId);
    expect(await matcher.operator('anna')).toMatchObject({ state: 'paused', reason: 'pranzo' });
    expect(await matcher.signOut(anna)).toBe('done');
    expect(await matcher.operator('anna')).toBeUndefined();
  });

  test('all leave: who waits is told after a minute, who comes hears it at once', async () => {
    const engine = await new Engine().start();
    const { matcher } = engine;
    const anna = await desk(matcher, 'anna');
    await engine.enter('c1');
    await matcher.signOut(anna);
    expect(await engine.enter('c2')).toBe('nobody');
    await pass(matcher, 45);
    expect(await matcher.place('c1')).toMatchObject({ position: 1, staff: 0, estimate: null });
    await pass(matcher, 75);
    await until('what is told', () => engine.told.some((one) => one.type === 'ended'));
    expect(engine.told).toContainEqual(
      expect.objectContaining({ type: 'ended', callId: 'c1', why: 'nobody' }),
    );
    expect(await matcher.place('c1')).toBeUndefined();
  });

  test('all leave while callers wait and somebody is to be called back: the call-back stays for who comes tomorrow', async () => {
    const engine = await new Engine().start();
    const { matcher } = engine;
    const [anna, boris] = [await desk(matcher, 'anna'), await desk(matcher, 'boris')];
    await engine.enter('cb-0', { kind: 'call-back', since: now - 60_000 });
    for (const id of ['c1', 'c2']) await engine.enter(id);
    for (const one of [anna, boris]) await matcher.signOut(one);
    await pass(matcher, 120);
    await until('what is told', () => engine.told.filter((one) => one.type === 'ended').length === 2);
    const ended = engine.told.flatMap((one) => (one.type === 'ended' ? [`${one.callId} ${one.why}`] : []));
    expect(ended).toEqual(['c1 nobody', 'c2 nobody']);
    // It does not hold whoever calls now, and nobody is told to wait behind it.
    expect(await engine.enter('c3')).toBe('nobody');
    expect(await matcher.place('cb-0')).toMatchObject({ position: 1, staff: 0, estimate: null });
    now += 14 * 3_600_000;
    await pass(matcher, 10);
    const back = await desk(matcher, 'anna');
    await engine.enter('c4');
    await matcher.ready(back);
    expect((await engine.offer()).callId).toBe('cb-0');
  });

  test('a call-back that nobody has time for in all its days has failed, and its engine is told', async () => {
    const engine = await new Engine().start();
    const { matcher } = engine;
    await engine.enter('cb-0', { kind: 'call-back', giveUpAt: now + 60_000 });
    expect(await matcher.absent(['cb-0', 'cb-1'])).toEqual(['cb-1']);
    await pass(matcher, 90);
    await until('what is told', () => engine.told.length > 0);
    expect(engine.told).toMatchObject([{ type: 'ended', callId: 'cb-0', kind: 'call-back', why: 'timeout' }]);
    expect(await matcher.absent(['cb-0'])).toEqual(['cb-0']);
  });

  test('all leave and one comes back in time: nobody is sent away', async () => {
    const engine = await new Engine().start();
    const { matcher } = engine;
    const anna = await desk(matcher, 'anna');
    await engine.enter('c1');
    await matcher.signOut(anna);
    await pass(matcher, 50);
    const back = await desk(matcher, 'anna');
    await pass(matcher, 120, back);
    await matcher.ready(back);
    expect((await engine.offer()).callId).toBe('c1');
  });
});

describe('the queues', () => {
  test('change while callers wait: who waits keeps the old rules, who comes has the new ones', async () => {
    const engine = await new Engine().start();
    const { matcher } = engine;
    const weak: Skill = { ...pensions, proficiency: 2 };
    const anna = await desk(matcher, 'anna', [weak, { ...weak, topic: 'famiglia' }]);
    await engine.enter('c1');
    await engine.enter('f1', { queue: 'famiglia' });
    // Pensions now takes experts only, and the other queue is gone.
    rules = rulesOf(
      queueOf('pensioni', { ringSeconds: 9, routing: [{ atLeast: 5, anyTopic: false, forSeconds: 30 }] }),
    );
    expect(await engine.enter('c2')).toBe('nobody');
    expect(await engine.enter('f2', { queue: 'famiglia' })).toBe('unknown-queue');
    await pass(matcher, 30, anna);
    await matcher.ready(anna);
    const first = await engine.talk();
    expect(first).toMatchObject({ callId: 'f1', queue: 'famiglia' });
    await matcher.over(first.offerId);
    expect(await engine.offer(2)).toMatchObject({ callId: 'c1', ringSeconds: 20 });
  });

  test('do not notice that the clocks change: a step of 30 s takes 30 s', async () => {
    now = Date.parse('2026-10-25T00:59:45Z');
    const engine = await new Engine().start();
    const { matcher } = engine;
    const anna = await desk(matcher, 'anna', [{ ...pensions, proficiency: 2 }]);
    await matcher.ready(anna);
    await engine.enter('c1');
    await pass(matcher, 25, anna);
    expect(engine.offers()).toEqual([]);
    await pass(matcher, 5, anna);
    expect(await engine.offer()).toMatchObject({ callId: 'c1', waitedSeconds: 30 });
  });
});

describe('an engine', () => {
  test('that is gone gets no offer, its callers keep their places, and another has them as they were', async () => {
    const engine = await new Engine().start();
    const { matcher } = engine;
    const other = await new Engine('due').start();
    const anna = await desk(matcher, 'anna');
    for (const id of ['c1', 'c2', 'c3']) {
      await engine.enter(id);
      now += 1_000;
    }
    await other.enter('c4');
    await engine.stop();
    await other.matcher.ready(anna);
    // Who can be reached at this moment goes first; nobody is forgotten.
    const first = await other.talk();
    expect(first.callId).toBe('c4');
    const again = await new Engine('uno').start();
    expect([...(await again.matcher.found('uno')).waiting].sort()).toEqual(['c1', 'c2', 'c3']);
    for (const id of ['c3', 'c2', 'c1']) expect(await again.enter(id)).toBe('already');
    expect(await again.matcher.place('c1')).toMatchObject({ position: 1 });
    expect(await again.matcher.place('c3')).toMatchObject({ position: 3 });
    await other.matcher.over(first.offerId);
    await other.matcher.ready(anna);
    expect((await again.offer()).callId).toBe('c1');
  });

  test('that does not come back loses its callers after 30 s and its conversations after two minutes', async () => {
    const engine = await new Engine().start();
    const watching = matcherOf();
    const anna = await desk(watching, 'anna');
    await watching.ready(anna);
    await engine.enter('c1');
    const { offerId } = await engine.talk();
    await engine.enter('c2');
    await engine.stop();
    await pass(watching, 25, anna);
    expect(await watching.place('c2')).toMatchObject({ position: 1 });
    await pass(watching, 20, anna);
    expect(await watching.place('c2')).toBeUndefined();
    expect(await watching.operator('anna')).toMatchObject({ state: 'talking' });
    const again = await new Engine('due').start();
    const [left] = (await again.matcher.found('uno')).conversations;
    expect(left).toMatchObject({ id: offerId, callId: 'c1', operator: 'anna', sealedContext: 'of c1' });
    expect(await again.matcher.adopt(offerId, 'due')).toBe('yes');
    await pass(watching, 200, anna);
    expect(await watching.operator('anna')).toMatchObject({
      state: 'talking',
      conversation: { engine: 'due' },
    });
    await again.matcher.over(offerId);
    await watching.ready(anna);
    await again.enter('c3');
    const next = await again.talk();
    await again.stop();
    await pass(watching, 130, anna);
    expect(await watching.operator('anna')).toMatchObject({ state: 'wrap-up' });
    expect(await watching.adopt(next.offerId, 'due')).toBe('gone');
  });

  test('that does not confirm an offer loses it; the operator is free, the caller comes again with a beat', async () => {
    const engine = await new Engine().start();
    const { matcher } = engine;
    const anna = await desk(matcher, 'anna');
    await matcher.ready(anna);
    await engine.enter('c1');
    const { offerId } = await engine.offer();
    now += 3_000;
    await matcher.tick();
    expect(await matcher.ringing(offerId)).toBe('gone');
    expect(await matcher.operator('anna')).toMatchObject({ state: 'ready' });
    expect((await engine.offer(2)).callId).toBe('c1');
  });

  test('carries commands out; what it does not answer, or nobody has, is said', async () => {
    const engine = await new Engine().start();
    const desks = matcherOf();
    const anna = await desk(desks, 'anna');
    await desks.ready(anna);
    await engine.enter('c1');
    const { offerId } = await engine.talk();
    const orders: Order[] = [];
    engine.answer = async (order) => {
      orders.push(order);
      return order.command.type === 'hold'
        ? { outcome: 'done' }
        : { outcome: 'refused', why: 'no-consultation' };
    };
    expect(await desks.command(offerId, { type: 'hold' }, 'anna')).toEqual({ outcome: 'done' });
    expect(await desks.command(offerId, { type: 'complete-transfer' }, 'anna')).toEqual({
      outcome: 'refused',
      why: 'no-consultation',
    });
    expect(orders[0]).toMatchObject({ conversation: offerId, by: 'anna', command: { type: 'hold' } });
    expect(await desks.command('1-1', { type: 'hold' }, 'anna')).toEqual({ outcome: 'unknown' });
    await engine.stop();
    expect(await desks.command(offerId, { type: 'hold' }, 'anna')).toEqual({ outcome: 'unavailable' });
  });
});

describe('Redis', () => {
  test('loses its memory: callers stand in line as before, conversations go on, desks log in again', async () => {
    const engine = await new Engine().start();
    const { matcher } = engine;
    const anna = await desk(matcher, 'anna');
    await matcher.ready(anna);
    await engine.enter('c1');
    const { offerId } = await engine.talk();
    for (const id of ['c2', 'c3']) {
      now += 10_000;
      await engine.enter(id);
    }
    // What became known in the middle of it, in private, is known afterwards, too.
    await matcher.phase(offerId, 'talking', 'of c1, who has keyed a PIN');
    await matcher.phase(offerId, 'hold');
    await redis.flushall();
    await redis.script('FLUSH');
    // The next beat, at most two seconds away, puts everything back.
    await until('what is put back', async () => (await matcher.place('c3')) !== undefined);
    expect(await matcher.place('c2')).toMatchObject({ position: 1 });
    expect(await matcher.place('c3')).toMatchObject({ position: 2, waitedSeconds: 0 });
    expect(await matcher.beat(anna)).toBe('signed-out');
    await until('what is put back', async () => (await matcher.conversation(offerId)) !== undefined);
    const view = await matcher.signIn({ ...anna, name: 'anna', ring: 'sip:anna', skills: [pensions] });
    expect(view).toMatchObject({
      state: 'talking',
      conversation: {
        id: offerId,
        callId: 'c1',
        state: 'hold',
        sealedContext: 'of c1, who has keyed a PIN',
      },
    });
    await matcher.over(offerId);
    expect(await matcher.operator('anna')).toMatchObject({ state: 'wrap-up' });
  });

  test('answers in time, and the engine stands still so long that it cannot know: it asks again', async () => {
    const engine = await new Engine().start();
    const anna = await desk(engine.matcher, 'anna');
    await engine.matcher.ready(anna);
    await engine.enter('c1');
    const { offerId } = await engine.offer();
    await engine.matcher.ringing(offerId);
    const connected = engine.matcher.connected(offerId);
    const found = matcherOf().found('uno');
    const adopted = matcherOf().adopt(offerId, 'due');
    // Longer than the time-out of store/redis.ts, with nothing read meanwhile.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1_200);
    expect(await connected).toBe('yes');
    expect((await found).conversations).toHaveLength(1);
    expect(await adopted).toBe('yes');
    expect(await engine.matcher.operator('anna')).toMatchObject({ state: 'talking' });
  });

  test('away: everything is refused soon, nothing breaks', async () => {
    const away = openRedis('redis://127.0.0.1:1', logger);
    const matcher = matcherOf(away);
    await expect(
      matcher.enter({ id: 'c', queue: 'pensioni', language: 'it', engine: 'uno', sealedContext: '' }),
    ).rejects.toThrow();
    await expect(matcher.snapshot()).rejects.toThrow();
    expect(
      await matcher.enter({ id: 'c', queue: 'x', language: 'it', engine: 'uno', sealedContext: '' }),
    ).toBe('unknown-queue');
    away.disconnect();
  });

  test('holds nothing for ever', async () => {
    const engine = await new Engine().start();
    const { matcher } = engine;
    const anna = await desk(matcher, 'anna');
    await matcher.ready(anna);
    await engine.enter('c1');
    const { offerId } = await engine.talk();
    await engine.enter('c2');
    await matcher.place('c2');
    await matcher.over(offerId);
    // What lasts shorter than a check is gone without it; an engine's sets live by its beats.
    await pass(matcher, 35, anna);
    for (const set of ['calls:uno', 'talks:uno'])
      await until('a beat', async () => (await redis.ttl(`centralino:match:${set}`)) !== -1);
    // Bounded by the file of queues and by the operators' file; the numbers of offers.
    const lasting = /:(lines|seq|ops|due|engines|asked|staff:.*|idle:.*)$/;
    const endless = [];
    for (const key of await redis.keys('*'))
      if (!lasting.test(key) && (await redis.ttl(key)) < 0) endless.push(key);
    expect(endless).toEqual([]);
  });
});
