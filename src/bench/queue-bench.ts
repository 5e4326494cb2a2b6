import { once } from 'node:events';
import { Redis } from 'ioredis';
import type { Logger } from 'pino';
import type { Distribution } from '../caller/index.ts';
import type { Offer } from '../matching/events.ts';
import { RedisMatcher } from '../matching/redis-matcher.ts';
import type { Level, Proficiency, Skill } from '../queues/queue.ts';
import type { QueueRules } from '../queues/queues.ts';
import { type Language, languages } from '../speech/language.ts';
import type { RingFigures } from './ring-bench.ts';
import { table } from './tables.ts';

export interface QueueFigures {
  /** Callers and operators put together a second; for each of them somebody enters, and an operator becomes free. */
  readonly decisionsPerSecond: number;
  /** Share of one core that Redis had meanwhile. */
  readonly redisCpu: number;
  readonly operators: number;
  /** From an operator's `ready` to the engine having the offer, ms. */
  readonly offer: { readonly p50: number; readonly p95: number; readonly p99: number; readonly max: number };
  readonly samples: number;
}

/** As long as the sealed context of a call with a few facts. */
const context = JSON.stringify({ tema: 'naspi', sealed: 'x'.repeat(600) });
const busyOperators = 300;
const waiting = 50;
const rounds = 20;

/**
 * How many callers and operators one Redis puts together, and how soon an engine knows.
 * @param url a Redis with nothing in it
 */
export async function benchQueue(given: {
  url: string;
  rules: QueueRules;
  seconds: number;
  logger: Logger;
}): Promise<QueueFigures> {
  const { url, rules, logger } = given;
  const redis = new Redis(url);
  await once(redis, 'ready');
  const matcherOf = () => new RedisMatcher({ redis, rules: () => rules, logger });
  try {
    const throughput = await benchThroughput(redis, matcherOf(), rules, given.seconds);
    await redis.flushall();
    const latencies = (await benchOffers(matcherOf(), rules)).toSorted((one, other) => one - other);
    const at = (share: number) => latencies[Math.ceil(share * latencies.length) - 1] ?? Number.NaN;
    return {
      ...throughput,
      operators: busyOperators,
      offer: { p50: at(0.5), p95: at(0.95), p99: at(0.99), max: at(1) },
      samples: latencies.length,
    };
  } finally {
    redis.disconnect();
  }
}

/** All operators busy, some callers waiting: each end of a call is the next decision, each call that ends is replaced. */
async function benchThroughput(redis: Redis, matcher: RedisMatcher, rules: QueueRules, seconds: number) {
  const queues = firstLevel(rules);
  let calls = 0;
  let offers = 0;
  let failed: unknown;
  let stopped = false;
  /** The next caller who is let in: in some languages nobody knows some topics. */
  const enter = async () => {
    for (let outcome = ''; outcome !== 'waiting' && !stopped; ) {
      calls += 1;
      outcome = await matcher.enter({
        id: `c${calls}`,
        queue: queues[calls % queues.length] ?? '',
        language: languageOf(calls),
        engine: 'bench',
        sealedContext: context,
      });
    }
  };
  const next = async ({ offerId }: Offer) => {
    offers += 1;
    await Promise.all([matcher.declined(offerId, 'caller-gone'), enter()]);
  };
  const link = await matcher.serve('bench', {
    offer: (offer) => {
      if (!stopped)
        next(offer).catch((error: unknown) => {
          failed = error;
        });
    },
    withdrawn: () => undefined,
    ended: () => undefined,
    moved: () => undefined,
    command: async () => ({ outcome: 'unknown' }),
  });
  await signIn(matcher, busyOperators, queues);
  await Promise.all(numbers(busyOperators).map((number) => matcher.ready(deskOf(number))));
  await Promise.all(numbers(busyOperators + waiting).map(() => enter()));
  await delay(1_000);
  const beats = keepSignedIn(matcher, busyOperators);
  const before = { offers, cpu: await cpuOf(redis), at: performance.now() };
  await delay(seconds * 1_000);
  const after = { offers, cpu: await cpuOf(redis), at: performance.now() };
  stopped = true;
  clearInterval(beats);
  await delay(500);
  await link.close();
  await matcher.close();
  if (failed !== undefined) throw failed;
  const elapsed = (after.at - before.at) / 1_000;
  const decisionsPerSecond = (after.offers - before.offers) / elapsed;
  return {
    decisionsPerSecond,
    redisCpu: (after.cpu - before.cpu) / elapsed,
  };
}

/** Fifty wait, fifty operators become ready one after the other; some rounds. */
async function benchOffers(matcher: RedisMatcher, rules: QueueRules): Promise<number[]> {
  const queues = firstLevel(rules);
  const taken: number[] = [];
  const since = new Map<string, number>();
  const open: Offer[] = [];
  const link = await matcher.serve('bench', {
    offer: (offer) => {
      taken.push(performance.now() - (since.get(offer.operator.id) ?? Number.NaN));
      open.push(offer);
    },
    withdrawn: () => undefined,
    ended: () => undefined,
    moved: () => undefined,
    command: async () => ({ outcome: 'unknown' }),
  });
  await signIn(matcher, waiting, queues);
  const beats = keepSignedIn(matcher, waiting);
  let calls = 0;
  for (let round = 0; round < rounds; round += 1) {
    for (let number = 0; number < waiting; number += 1) {
      calls += 1;
      const queue = queues[calls % queues.length] ?? '';
      await matcher.enter({
        id: `c${calls}`,
        queue,
        language: 'it',
        engine: 'bench',
        sealedContext: context,
      });
    }
    for (let number = 0; number < waiting; number += 1) {
      const desk = deskOf(number);
      since.set(desk.operator, performance.now());
      await matcher.ready(desk);
      // Operators do not finish at one moment.
      await delay(2 + Math.random() * 6);
    }
    // Whoever was left over has nobody with the skill by now; the round is over.
    for (const { offerId } of open.splice(0)) {
      await matcher.connected(offerId);
      await matcher.over(offerId);
    }
    for (let id = calls - waiting + 1; id <= calls; id += 1) await matcher.leave(`c${id}`, 'hung-up');
    for (let number = 0; number < waiting; number += 1) await matcher.pause(deskOf(number), 'bench');
  }
  clearInterval(beats);
  await link.close();
  await matcher.close();
  return taken;
}

function firstLevel(rules: QueueRules): readonly string[] {
  return [...rules.queues.values()].flatMap(({ name, level }) => (level === 1 ? [name] : []));
}

/** Italian mostly, as callers speak. */
function languageOf(number: number): Language {
  return number % 10 === 0 ? (languages[(number / 10) % languages.length] ?? 'it') : 'it';
}

function deskOf(number: number) {
  return { operator: `operator-${number}`, session: 'bench' };
}

function numbers(count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => index);
}

/** As desks do. */
function keepSignedIn(matcher: RedisMatcher, count: number): NodeJS.Timeout {
  return setInterval(() => {
    for (const number of numbers(count)) matcher.beat(deskOf(number)).catch(() => undefined);
  }, 4_000);
}

/** Each knows six topics in Italian and three in another language. */
async function signIn(matcher: RedisMatcher, count: number, topics: readonly string[]): Promise<void> {
  const level: Level = 1;
  for (let number = 0; number < count; number += 1) {
    const skill = (index: number, language: Language): Skill => {
      const proficiency: Proficiency = ([5, 4, 4, 3, 2] as const)[(number + index) % 5] ?? 3;
      return { topic: topics[(number + index * 5) % topics.length] ?? '', language, level, proficiency };
    };
    const other = languages[1 + (number % (languages.length - 1))] ?? 'en';
    await matcher.signIn({
      ...deskOf(number),
      name: `Operator ${number}`,
      ring: `sip:operator-${number}`,
      skills: [0, 1, 2, 3, 4, 5]
        .map((index) => skill(index, 'it'))
        .concat([0, 1, 2].map((index) => skill(index, other))),
    });
  }
}

/** Seconds of CPU that Redis has had. */
async function cpuOf(redis: Redis): Promise<number> {
  const text = await redis.info('cpu');
  const of = (name: string) => Number(new RegExp(`^${name}:([\\d.]+)`, 'm').exec(text)?.[1] ?? 0);
  return of('used_cpu_sys') + of('used_cpu_user');
}

function delay(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** The two figures first, one a line, then what stands behind them. */
export function queueText(figures: QueueFigures & { readonly ring: RingFigures }): string {
  const { decisionsPerSecond, redisCpu, operators, offer, samples, ring } = figures;
  const ms = (value: number) => value.toFixed(2);
  const rowOf = (name: string, { count, p50, p95, p99, max }: Distribution) => [
    name,
    `${count}`,
    ...[p50, p95, p99, max].map(ms),
  ];
  return [
    `decisions/s ${Math.round(decisionsPerSecond)}`,
    `offer-to-ring p95 ${ms(ring.total.p95)} ms`,
    '',
    table(
      ['matching', 'operators', 'waiting', 'decisions/s', 'Redis, share of a core', 'a CPU second of Redis'],
      [
        [
          'one Redis',
          `${operators}`,
          `${waiting}`,
          `${Math.round(decisionsPerSecond)}`,
          `${Math.round(redisCpu * 100)} %`,
          `${Math.round(decisionsPerSecond / redisCpu)}`,
        ],
      ],
    ),
    '',
    table(
      ['ms', 'samples', 'p50', 'p95', 'p99', 'max'],
      [
        [
          'ready to offer at the engine',
          `${samples}`,
          ms(offer.p50),
          ms(offer.p95),
          ms(offer.p99),
          ms(offer.max),
        ],
        rowOf('decision to the INVITE at the phone', ring.total),
        rowOf('... decision to engine', ring.toEngine),
        rowOf('... engine to phone', ring.toPhone),
      ],
    ),
    ...(ring.missing === 0 ? [] : ['', `${ring.missing} phones did not ring in time`]),
  ].join('\n');
}
