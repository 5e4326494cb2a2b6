/** Several engines and desks at once, each with a connection of its own, in any order: nobody is offered twice. */
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Redis } from 'ioredis';
import { pino } from 'pino';
import type { Offer } from '../../src/matching/events.ts';
import { RedisMatcher } from '../../src/matching/redis-matcher.ts';
import { type ConnectedRedis, connectedRedis } from '../support/connected-redis.ts';
import { until } from '../support/until.ts';
import { smallRules } from './rules.ts';

const logger = pino({ level: 'silent' });
const operators = ['anna', 'boris', 'carla', 'dario', 'elena'];
const queues = ['pensioni', 'famiglia', 'generale'];

let connected: ConnectedRedis;
let redis: Redis;
beforeAll(async () => {
  connected = await connectedRedis();
  redis = connected.redis;
}, 600_000);
afterAll(async () => {
  await connected?.close();
});

/** A choice of what everybody does next, from one seed, whatever the timing makes of it. */
const word = fc.constantFrom(
  'enter',
  'enter',
  'enter',
  'leave',
  'ready',
  'ready',
  'pause',
  'tick',
  'sign-in',
  'crash',
);
const step = fc.record({
  word,
  who: fc.nat({ max: 4 }),
  call: fc.nat({ max: 19 }),
  engine: fc.nat({ max: 1 }),
});

/** An engine that answers offers in some way, and writes down what it holds at each moment. */
class Engine {
  readonly redis: Redis;
  readonly matcher: RedisMatcher;
  readonly name: string;
  readonly problems: string[] = [];
  readonly #held: Map<string, string>;
  readonly #working = new Set<Promise<void>>();
  gone = false;
  talks = 0;

  constructor(name: string, held: Map<string, string>) {
    this.name = name;
    this.#held = held;
    this.redis = redis.duplicate();
    this.matcher = new RedisMatcher({ redis: this.redis, rules: () => smallRules, logger, tickMs: 5 });
  }

  async start(): Promise<this> {
    await once(this.redis, 'ready');
    await this.matcher.serve(this.name, {
      offer: (offer) => this.#work(this.#take(offer)),
      withdrawn: () => undefined,
      ended: () => undefined,
      moved: () => undefined,
      command: async () => ({ outcome: 'unknown' }),
    });
    return this;
  }

  async idle(): Promise<void> {
    while (this.#working.size > 0) await Promise.all(this.#working);
  }

  /** As kill -9 does it: nothing is said any more. */
  crash(): void {
    this.gone = true;
    this.redis.disconnect();
    void this.matcher.close();
  }

  #work(work: Promise<void>): void {
    const done = work.catch(() => undefined).finally(() => this.#working.delete(done));
    this.#working.add(done);
  }

  async #take(offer: Offer): Promise<void> {
    const { matcher } = this;
    if (this.gone || (await matcher.ringing(offer.offerId)) === 'gone') return;
    // What the offer's number ends with decides, so that it is as random as the rest.
    const fate = Number(offer.offerId.split('-')[1]) % 5;
    if (fate === 0) return matcher.declined(offer.offerId, 'caller-gone');
    if (fate === 1) return matcher.declined(offer.offerId, 'busy');
    if ((await matcher.connected(offer.offerId)) === 'gone') return;
    for (const key of [`operator ${offer.operator.id}`, `call ${offer.callId}`]) {
      const other = this.#held.get(key);
      if (other !== undefined) this.problems.push(`${key} is in ${other} and in ${offer.offerId}`);
      this.#held.set(key, offer.offerId);
    }
    this.talks += 1;
    await matcher.phase(offer.offerId, 'hold');
    if (this.gone) return;
    for (const key of [`operator ${offer.operator.id}`, `call ${offer.callId}`]) this.#held.delete(key);
    await (fate === 2 ? matcher.lost(offer.offerId) : matcher.over(offer.offerId));
  }
}

describe('many at once', () => {
  test('no operator has two calls, no call two operators, and at rest nobody waits for somebody who is free', async () => {
    let talks = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 40, maxLength: 120, size: 'max' }), async (steps) => {
        await redis.flushall();
        const held = new Map<string, string>();
        const engines = await Promise.all(['uno', 'due'].map((name) => new Engine(name, held).start()));
        const desks = new RedisMatcher({ redis, rules: () => smallRules, logger, tickMs: 5 });
        const signIn = (operator: string, session: string) =>
          desks.signIn({
            operator,
            session,
            name: operator,
            ring: `sip:${operator}`,
            skills: queues.map((topic, index) => ({
              topic,
              language: 'it' as const,
              level: 1 as const,
              proficiency: ([2, 4, 5] as const)[(operators.indexOf(operator) + index) % 3] ?? 3,
            })),
          });
        try {
          await Promise.all(operators.map((operator) => signIn(operator, 'a')));
          // Everything at once: nobody waits for anybody's answer.
          const said = steps.map(async ({ word: what, who, call, engine: index }) => {
            const operator = operators[who] ?? 'anna';
            const own = { operator, session: 'a' };
            const engine = engines[index];
            if (engine === undefined) return;
            switch (what) {
              case 'enter':
                await engine.matcher.enter({
                  id: `c${call}`,
                  queue: queues[call % 3] ?? 'generale',
                  language: 'it',
                  engine: engine.name,
                  sealedContext: '{}',
                });
                break;
              case 'leave':
                await engine.matcher.leave(`c${call}`, 'hung-up');
                break;
              case 'ready':
                await desks.ready(own);
                break;
              case 'pause':
                await desks.pause(own, 'pausa');
                break;
              case 'tick':
                await desks.tick();
                break;
              case 'sign-in':
                await signIn(operator, 'a');
                break;
              case 'crash':
                if (call === 0 && index === 1) engine.crash();
            }
          });
          await Promise.allSettled(said);
          await Promise.all(engines.map((engine) => engine.idle()));
          expect(engines.flatMap((engine) => engine.problems)).toEqual([]);
          await atRest();
          talks += engines.reduce((sum, engine) => sum + engine.talks, 0);
        } finally {
          await desks.close();
          for (const engine of engines) {
            await engine.matcher.close();
            engine.redis.disconnect();
          }
        }
      }),
      { numRuns: Number(process.env['FC_RUNS'] ?? 25), endOnFailure: true },
    );
    // Enough of it happened.
    expect(talks).toBeGreaterThan(25);
  }, 200_000);
});

/** Whoever is ready stands in the sets of the skills; none of the sets that these reach has anybody waiting. */
async function atRest(): Promise<void> {
  const prefix = 'centralino:match:';
  await until('rest', async () => (await redis.keys(`${prefix}offer:*`)).length === 0 || (await onlyDead()));
  for (const key of await redis.keys(`${prefix}idle:*`)) {
    const [, topic = '', , , proficiency = ''] = key.slice(prefix.length).split(':');
    for (let least = 1; least <= Number(proficiency); least += 1)
      expect([key, await redis.zrange(`${prefix}wait:${topic}:it:1:${least}`, '0', '-1')]).toEqual([key, []]);
  }
  const busy = (await redis.keys(`${prefix}op:*`)).map(async (key) => await redis.hget(key, 'offer'));
  const offers = (await Promise.all(busy)).filter((offer) => offer !== '');
  expect(new Set(offers).size).toBe(offers.length);
}

/** Conversations of an engine that crashed go on in the network. */
async function onlyDead(): Promise<boolean> {
  const keys = await redis.keys('centralino:match:offer:*');
  const engines = await Promise.all(keys.map((key) => redis.hget(key, 'engine')));
  return engines.every((engine) => engine === 'due');
}
