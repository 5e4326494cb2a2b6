/** The scripts in a real Redis do what the plain rules say, whatever happens in whatever order. */
import { once } from 'node:events';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Redis } from 'ioredis';
import { pino } from 'pino';
import { MatchingModel, type ModelEntry } from '../../src/matching/model.ts';
import { RedisMatcher } from '../../src/matching/redis-matcher.ts';
import type { RunningRedis } from '../../src/provision/start-redis.ts';
import { estimateWait } from '../../src/queues/estimate.ts';
import type { Proficiency, Skill } from '../../src/queues/queue.ts';
import { routeOf } from '../../src/queues/route.ts';
import { openRedis } from '../../src/store/redis.ts';
import { startTestRedis } from '../support/parts.ts';
import { smallRules } from './rules.ts';

const logger = pino({ level: 'silent' });
const prefix = 'centralino:match:';
const engine = 'uno';
const start = Date.parse('2026-11-23T09:00:00Z');

let server: RunningRedis;
let redis: Redis;
let ears: Redis;
beforeAll(async () => {
  server = await startTestRedis();
  redis = openRedis(server.url, logger);
  await once(redis, 'ready');
  ears = redis.duplicate({ enableOfflineQueue: true });
  await ears.subscribe(`${prefix}to:${engine}`);
}, 600_000);
beforeEach(async () => void (await redis.flushall()));
afterAll(async () => {
  redis.disconnect();
  ears.disconnect();
  await server.stop();
});

const operators = ['anna', 'boris', 'carla', 'dario'] as const;
const callers = ['c1', 'c2', 'c3', 'c4', 'c5', 'c6'] as const;
const queues = ['pensioni', 'famiglia', 'generale'] as const;
const languages = ['it', 'en'] as const;

const skill: fc.Arbitrary<Skill> = fc.record({
  topic: fc.constantFrom(...queues),
  language: fc.constantFrom(...languages),
  level: fc.constant(1 as const),
  proficiency: fc.constantFrom<Proficiency>(1, 2, 3, 4, 5),
});
const skills = fc.uniqueArray(skill, {
  minLength: 1,
  maxLength: 5,
  selector: ({ topic, language }) => `${topic} ${language}`,
});
const operator = fc.constantFrom(...operators);
const caller = fc.constantFrom(...callers);
const session = fc.constantFrom('desk-1', 'desk-1', 'desk-1', 'desk-2');
/** Which of the offers that there are at that moment. */
const which = fc.nat({ max: 9 });

const happening = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      type: fc.constant('enter' as const),
      id: caller,
      queue: fc.constantFrom(...queues),
      language: fc.constantFrom(...languages),
      atHead: fc.constantFrom(false, false, false, true),
      priority: fc.constantFrom(undefined, undefined, 0, 9),
      operator: fc.option(operator, { nil: undefined, freq: 8 }),
      uncounted: fc.boolean(),
      kind: fc.constantFrom('call' as const, 'call' as const, 'call-back' as const),
      sleeps: fc.constantFrom(0, 0, 45),
    }),
  },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('leave' as const), id: caller }) },
  { weight: 3, arbitrary: fc.record({ type: fc.constant('signIn' as const), operator, session, skills }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('signOut' as const), operator, session }) },
  { weight: 5, arbitrary: fc.record({ type: fc.constant('ready' as const), operator, session }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('pause' as const), operator, session }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('ringing' as const), which }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('connected' as const), which }) },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constant('declined' as const),
      which,
      why: fc.constantFrom('no-answer', 'busy', 'failed', 'caller-gone', 'engine-gone'),
    }),
  },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('postponed' as const), which }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('over' as const), which }) },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constant('lost' as const),
      which,
      reason: fc.constantFrom('line-lost' as const, 'silent' as const),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      type: fc.constant('tick' as const),
      after: fc.constantFrom(1, 1_000, 3_000, 10_000, 31_000, 90_000, 700_000),
    }),
  },
);
type Happening = typeof happening extends fc.Arbitrary<infer T> ? T : never;

/** The same happenings in Redis and in the model. */
class Both {
  now = start;
  readonly model = new MatchingModel(() => undefined);
  readonly matcher = new RedisMatcher({
    redis,
    rules: () => smallRules,
    logger,
    now: () => this.now,
    tickMs: 0,
  });

  async happen(what: Happening): Promise<void> {
    const { model, matcher, now } = this;
    switch (what.type) {
      case 'enter': {
        const { id, queue, language, atHead, priority, operator: only, uncounted, kind, sleeps } = what;
        // Nobody who talks with an operator is put in line: their engine sees to that.
        if (!model.entries.has(id) && [...model.offers.values()].some(({ entry }) => entry === id)) break;
        const notBefore = sleeps === 0 ? undefined : now + sleeps * 1_000;
        const given = { id, queue, language, atHead, kind, notBefore, priority, operator: only, uncounted };
        const entered = await matcher.enter({ ...defined(given), engine, sealedContext: '{}' });
        expect(entered).toBe(model.enter(now, this.#entry(given)));
        break;
      }
      case 'leave':
        await matcher.leave(what.id, 'hung-up');
        model.leave(now, what.id, 'hung-up');
        break;
      case 'signIn':
        await matcher.signIn({ ...what, name: what.operator, ring: `sip:${what.operator}` });
        model.signIn(now, what.operator, what.session, what.skills);
        break;
      case 'signOut':
        expect(await matcher.signOut(what)).toBe(model.signOut(now, what.operator, what.session));
        break;
      case 'ready':
        // A desk is heard of as long as it says anything.
        expect(await matcher.ready(what)).toBe(model.ready(now, what.operator, what.session));
        break;
      case 'pause':
        expect(await matcher.pause(what, 'pausa')).toBe(
          model.pause(now, what.operator, what.session, 'pausa'),
        );
        break;
      case 'tick':
        this.now += what.after;
        await this.beats();
        await matcher.tick();
        model.tick(this.now);
        break;
      default:
        await this.#offer(what);
    }
  }

  /** An offer that there is: by its caller and operator, since the two number them differently. */
  async #offer(what: Extract<Happening, { which: number }>): Promise<void> {
    const { model, matcher, now } = this;
    const offers = [...model.offers.values()].toSorted((one, other) =>
      one.operator < other.operator ? -1 : 1,
    );
    const chosen = offers[what.which % Math.max(offers.length, 1)];
    if (chosen === undefined) return;
    const { id = '' } = (await matcher.operator(chosen.operator))?.conversation ?? {};
    switch (what.type) {
      case 'ringing':
        expect(await matcher.ringing(id)).toBe(model.ringing(now, chosen.id) ? 'yes' : 'gone');
        break;
      case 'connected':
        expect(await matcher.connected(id)).toBe(model.connected(now, chosen.id) ? 'yes' : 'gone');
        break;
      case 'declined':
        if (
          what.why !== 'no-answer' &&
          what.why !== 'engine-gone' &&
          what.why !== 'busy' &&
          what.why !== 'failed' &&
          what.why !== 'caller-gone'
        )
          return;
        await matcher.declined(id, what.why);
        model.declined(now, chosen.id, what.why);
        break;
      case 'postponed': {
        const kind = model.entries.get(chosen.entry)?.kind;
        if (kind !== 'call-back') return;
        const attempts = await matcher.postponed(id, now + 60_000);
        expect(attempts).toBe(model.postponed(now, chosen.id, now + 60_000));
        break;
      }
      case 'over':
        await matcher.over(id);
        model.over(now, chosen.id);
        break;
      case 'lost':
        if (chosen.state !== 'talking') return;
        await matcher.lost(id, what.reason);
        model.lost(now, chosen.id, what.reason);
        break;
    }
  }

  /** Leases are another test's matter. */
  async beats(): Promise<void> {
    await redis.zadd(`${prefix}engines`, `${this.now + 6_000}`, engine);
    for (const { id, session: desk } of this.model.operators.values())
      expect(await this.matcher.beat({ operator: id, session: desk })).toBe('done');
  }

  #entry(given: {
    id: string;
    queue: string;
    language: Skill['language'];
    atHead: boolean;
    kind: 'call' | 'call-back';
    notBefore: number | undefined;
    priority: number | undefined;
    operator: string | undefined;
    uncounted: boolean;
  }): ModelEntry {
    const queue = smallRules.queues.get(given.queue);
    const phases = routeOf(smallRules, given.queue);
    if (queue === undefined || phases === undefined) throw new Error('no such queue');
    const lasts = given.kind === 'call' ? queue.maxWaitSeconds * 1_000 : 3 * 24 * 3_600_000;
    return defined({
      ...given,
      phases,
      headStartMs: (given.priority ?? queue.priority) * smallRules.headStartSeconds * 1_000,
      maxLength: queue.maxLength,
      ringSeconds: queue.ringSeconds,
      wrapUpSeconds: queue.wrapUpSeconds,
      giveUpAt: this.now + lasts,
    });
  }

  /** What both know, in one form. */
  async compare(): Promise<void> {
    const { model, matcher } = this;
    const { operators: views } = await matcher.snapshot();
    const seen = views.map(({ operator: id, state, reason = '', next = '', conversation }) => ({
      id,
      state,
      reason,
      next,
      caller: conversation?.callId ?? '',
      talking: conversation === undefined ? false : conversation.state === 'talking',
    }));
    const meant = [...model.operators.values()].map(({ id, state, reason, next, offer }) => ({
      id,
      state,
      reason,
      next,
      caller: model.offers.get(offer)?.entry ?? '',
      talking: model.offers.get(offer)?.state === 'talking',
    }));
    expect(seen.toSorted(byId)).toEqual(meant.toSorted(byId));
    expect((await redis.lrange(`${prefix}waits`, 0, -1)).map(Number)).toEqual(
      model.waits.map(({ waitedMs, gaveUp }) => (gaveUp ? -waitedMs : waitedMs)),
    );
    for (const id of callers) {
      const [state, phase] = await redis.hmget(`${prefix}entry:${id}`, 'state', 'phase');
      const entry = model.entries.get(id);
      const facts = entry?.operator === undefined ? model.waitFacts(this.now, id) : undefined;
      if (facts !== undefined) expect((await matcher.place(id))?.estimate).toEqual(estimateWait(facts));
      expect({ id, state, phase }).toEqual({
        id,
        state: entry?.state ?? null,
        phase: entry === undefined ? null : `${entry.phase + 1}`,
      });
    }
    for (const queue of queues)
      for (const language of languages)
        expect(await redis.zrange(`${prefix}line:${queue}:${language}`, '0', '-1')).toEqual(
          model.line(queue, language).map(({ id }) => id),
        );
  }

  /** Nobody waits whom somebody who is ready could take; every operator has one caller, every caller one operator. */
  invariants(): void {
    const { entries, operators: staff, offers } = this.model;
    for (const entry of entries.values())
      for (const one of staff.values())
        if (entry.state === 'waiting' && one.state === 'ready')
          expect(this.model.fits(one, entry)).toBeUndefined();
    const all = [...offers.values()];
    expect(new Set(all.map((offer) => offer.operator)).size).toBe(all.length);
    expect(new Set(all.map((offer) => offer.entry)).size).toBe(all.length);
  }
}

const byId = (one: { id: string }, other: { id: string }) => (one.id < other.id ? -1 : 1);

/** Without the fields that are undefined. */
function defined<T extends object>(given: T): { [K in keyof T]: Exclude<T[K], undefined> };
function defined(given: object): object {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

describe('the scripts', () => {
  test('decide as the rules say', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(happening, { minLength: 5, maxLength: 60, size: 'max' }),
        async (happenings) => {
          await redis.flushall();
          const both = new Both();
          try {
            await both.beats();
            for (const what of happenings) {
              await both.happen(what);
              await both.compare();
              both.invariants();
            }
          } finally {
            await both.matcher.close();
          }
        },
      ),
      { numRuns: Number(process.env['FC_RUNS'] ?? 60) },
    );
  }, 300_000);
});
