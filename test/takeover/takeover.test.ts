/** Engines on a simulated network and a real Redis: what one of them has goes on at the others. */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { Redis } from 'ioredis';
import { pino } from 'pino';
import { Calls } from '../../src/call/calls.ts';
import { Journals } from '../../src/call/journals.ts';
import { RedisCheckpoints } from '../../src/call/redis-checkpoints.ts';
import { Project } from '../../src/flow/project.ts';
import { Sealer } from '../../src/privacy/seal.ts';
import type { RunningRedis } from '../../src/provision/start-redis.ts';
import { openRedis } from '../../src/store/redis.ts';
import { EngineCheckpoints } from '../../src/takeover/checkpoints.ts';
import { leaseTimings } from '../../src/takeover/lease-timings.ts';
import { Pulse } from '../../src/takeover/pulse.ts';
import { Registry } from '../../src/takeover/registry.ts';
import { Takeover } from '../../src/takeover/takeover.ts';
import type { SimulatedCall } from '../../src/telephony/simulated/simulated-call.ts';
import { SimulatedNetwork, SimulatedTelephony } from '../../src/telephony/simulated/simulated-telephony.ts';
import { startTestRedis } from '../support/parts.ts';
import { project } from '../support/small-project.ts';
import { until } from '../support/until.ts';

const flow = `
flow: prova
title: Prova
start: scelta
steps:
  scelta:
    menu: { "1": numero, "2": fine }
    say: p.scelta
    failed: fine
  numero:
    ask: digits
    between: [3, 5]
    say: p.numero
    save: numero
    then: scelta
    failed: fine
  fine: { hang-up: normal }
`;

const logger = pino({ level: 'silent' });
const sealer = new Sealer(randomBytes(32));
let server: RunningRedis;
let network: SimulatedNetwork;
const engines = new Set<TestEngine>();

beforeAll(async () => {
  server = await startTestRedis();
}, 600_000);
beforeEach(() => {
  network = new SimulatedNetwork();
});
afterEach(async () => {
  for (const engine of engines) await engine.kill();
  await inRedis((redis) => redis.flushall());
});
afterAll(async () => {
  await server.stop();
});

/** Short enough for a test, long enough for a machine that is busy with others. */
const leaseMs = 500;

/** By a connection of the test's own. */
async function inRedis<T>(what: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = openRedis(server.url, logger);
  await once(redis, 'ready');
  return await what(redis).finally(() => redis.disconnect());
}

type TestEngine = Awaited<ReturnType<typeof startEngine>>;

async function startEngine(name: string) {
  const redis = openRedis(server.url, logger);
  await once(redis, 'ready');
  const registry = new Registry(redis, name);
  const telephony = new SimulatedTelephony(network, name);
  const release = {
    project: new Project({ ...project({ prova: flow }), version: 'one' }),
    resolve: () => ({ id: 'l', flow: 'prova', language: 'it' }),
    voice: {
      ready: (prompt: string) => [`/audio/${prompt}.alaw`],
      render: async (prompt: string) => [`/audio/${prompt}.alaw`],
      fallback: () => ['/audio/scuse.alaw'],
    },
    texts: { masked: (prompt: string) => prompt },
  };
  const calls = new Calls({
    releases: { current: release, find: async () => release },
    backOffice: { call: async () => ({ outcome: 'unavailable', value: null }) },
    checkpoints: new RedisCheckpoints(
      redis,
      new EngineCheckpoints(registry, () => takeover.epoch),
      sealer,
      () => {},
    ),
    journals: new Journals({ put: async () => {}, get: async () => undefined, list: async () => [] }),
    logger,
    maxCalls: 1_000,
    maxCallMs: 60_000,
  });
  const came: string[] = [];
  const takeover: Takeover = new Takeover({
    engine: name,
    registry,
    timings: leaseTimings(leaseMs),
    pulse: new Pulse(),
    telephony,
    calls,
    operators: {
      callsOfLegs: async () => new Map(),
      takeUp: async (_engine, _calls, moved) => void (await moved),
      letGo: () => {},
    },
    draining: () => calls.draining,
    came: (why, seconds) => came.push(seconds === undefined || seconds > 0 ? why : `${why} in no time`),
    logger,
  });
  await takeover.start();
  await telephony.start({
    accepts: () => calls.accepts() && takeover.gate() === undefined,
    offered: (channel, offer) => {
      if (offer.before) takeover.found(channel.id);
      return calls.offered(channel, offer);
    },
  });
  await takeover.linkChanged(true);
  const engine = {
    name,
    calls,
    takeover,
    came,
    telephony,
    redis,
    /** As a process that is gone. */
    kill: async () => {
      engines.delete(engine);
      takeover.close();
      await telephony.close();
      calls.abandon();
      redis.disconnect();
    },
  };
  engines.add(engine);
  return engine;
}

function call(): SimulatedCall {
  const taken = network.call({ dialled: '803164', caller: '+390655512345' });
  if (taken === undefined) throw new Error('no engine took the call');
  return taken;
}

const plays = (caller: SimulatedCall) =>
  caller.playing?.media.map((one) =>
    one.kind === 'file' ? one.path.slice('/audio/'.length, -'.alaw'.length) : '',
  );

/** Counts how often an engine asks others by way of the network. @param isThere what is answered instead, if it is */
function questionsOf({ telephony }: TestEngine, isThere?: () => boolean): () => number {
  let questions = 0;
  const answers = telephony.answers.bind(telephony);
  telephony.answers = async (engine) => {
    questions += 1;
    return isThere === undefined ? await answers(engine) : isThere();
  };
  return () => questions;
}

/** Waits until these engines know of each other. */
async function know(...some: readonly TestEngine[]): Promise<void> {
  await until('engines that know each other', () =>
    some.every(({ takeover }) => takeover.successors.length === some.length - 1),
  );
}

async function saved(caller: SimulatedCall, engine: TestEngine, keys: string): Promise<void> {
  await until('the checkpoint', async () => {
    const text = await engine.redis.hget(`centralino:call:${caller.channel.id}`, 's');
    const session: unknown = text === null ? undefined : sealer.open(text);
    const held =
      typeof session === 'object' && session !== null && 'keys' in session ? session.keys : undefined;
    return held !== undefined && held !== null && typeof held === 'object' && 'reveal' in held
      ? (held as { reveal(): string }).reveal() === keys
      : false;
  });
}

test('the calls of a dead engine go on, spread over the others, where they were', async () => {
  const uno = await startEngine('uno');
  const callers = Array.from({ length: 40 }, () => call());
  const others = [await startEngine('due'), await startEngine('tre')];
  await know(uno, ...others);
  for (const caller of callers) caller.press(['1', '1', '2']);
  for (const caller of callers) await saved(caller, uno, '12');
  await uno.kill();
  await until('all of them', () => others.reduce((sum, { calls }) => sum + calls.size, 0) === callers.length);
  await until('all are spoken to', () => callers.every((caller) => plays(caller) !== undefined));
  for (const caller of callers) expect(plays(caller)).toEqual(['sistema.riprendiamo', 'p.numero']);
  for (const { calls } of others) expect(calls.size).toBeGreaterThan(0);
  expect(others.flatMap(({ came }) => came)).toEqual(Array(40).fill('dead'));
  for (const caller of callers) caller.press(['3', '#']);
  await until('all are at the menu', () => callers.every((caller) => plays(caller)?.[0] === 'p.scelta'));
}, 60_000);

test('an engine that hands over: its calls go on at once, and it does nothing to them any more', async () => {
  const uno = await startEngine('uno');
  const callers = Array.from({ length: 10 }, () => call());
  const due = await startEngine('due');
  await know(uno, due);
  for (const caller of callers) caller.press(['1', '1', '2']);
  for (const caller of callers) await saved(caller, uno, '12');
  expect(await uno.takeover.handOver(20_000)).toEqual({ handed: 10, left: 0 });
  expect(uno.calls.size).toBe(0);
  await until('all are spoken to', () =>
    callers.every((caller) => plays(caller)?.[0] === 'sistema.riprendiamo'),
  );
  for (const caller of callers) caller.press(['3', '#']);
  await until('all are at the menu', () => callers.every((caller) => plays(caller)?.[0] === 'p.scelta'));
  expect(due.came).toEqual(Array(10).fill('handed-over'));
}, 60_000);

test('with nobody there to take them, calls that are to be handed over stay', async () => {
  const uno = await startEngine('uno');
  const caller = call();
  await until('the menu', () => plays(caller)?.[0] === 'p.scelta');
  expect(await uno.takeover.handOver(1_000)).toEqual({ handed: 0, left: 1 });
  caller.press(['1']);
  await until('the entry', () => plays(caller)?.[0] === 'p.numero');
});

test('an engine that comes back under its name goes on with its own calls, and counts them as such', async () => {
  const uno = await startEngine('uno');
  const callers = [call(), call()];
  for (const caller of callers) await saved(caller, uno, '');
  await uno.kill();
  const again = await startEngine('uno');
  await until('all are spoken to', () =>
    callers.every((caller) => plays(caller)?.[0] === 'sistema.riprendiamo'),
  );
  expect(again.came).toEqual(['restart', 'restart']);
}, 60_000);

test('an engine that beats no more, and answers at the network, keeps its calls', async () => {
  const uno = await startEngine('uno');
  const caller = call();
  const due = await startEngine('due');
  await know(uno, due);
  const questions = questionsOf(due);
  uno.redis.disconnect();
  await until('a question by way of the network', () => questions() > 0);
  await until('a second one: it was not taken', () => questions() > 1);
  expect([uno.calls.size, due.calls.size]).toEqual([1, 0]);
  caller.press(['1']);
  await until('the entry', () => plays(caller)?.[0] === 'p.numero');
  await uno.kill();
  await until('the call at the other one', () => due.calls.size === 1);
}, 60_000);

test('an engine whose calls were taken lets go of what it still believes to have', async () => {
  const uno = await startEngine('uno');
  const caller = call();
  const due = await startEngine('due');
  await know(uno, due);
  await saved(caller, uno, '');
  // As if it had been frozen: it neither beats nor answers, and its calls are taken.
  due.telephony.answers = async () => false;
  uno.redis.disconnect();
  await until('the call at the other one', () => due.calls.size === 1);
  await uno.redis.connect();
  await until('an engine without calls', () => uno.calls.size === 0 && uno.takeover.timesLost === 1);
  const next = call();
  await until('the menu', () => plays(next)?.[0] === 'p.scelta');
  await know(uno, due);
}, 60_000);

test('an engine that was cut off, came back and dies is taken over at once', async () => {
  const uno = await startEngine('uno');
  const due = await startEngine('due');
  await know(uno, due);
  await uno.takeover.linkChanged(false);
  await until('an engine that is not relied upon', () => due.takeover.successors.length === 0);
  await uno.takeover.linkChanged(true);
  await know(uno, due);
  const caller = call();
  await saved(caller, uno, '');
  await uno.kill();
  await until('the call at the other one', () => due.calls.size === 1);
}, 60_000);

test('a call that cannot be moved at first is moved later, also when its engine is there again', async () => {
  const uno = await startEngine('uno');
  const caller = call();
  const due = await startEngine('due');
  await know(uno, due);
  await saved(caller, uno, '');
  let tries = 0;
  let isStuck = true;
  const take = due.telephony.take.bind(due.telephony);
  due.telephony.take = async (...given) => {
    tries += 1;
    return isStuck ? false : await take(...given);
  };
  await uno.kill();
  await until('an attempt', () => tries > 0);
  const again = await startEngine('uno');
  await until('attempts on what is in the application of an engine that is well', () => tries > 3, 30_000);
  expect(plays(caller)).not.toContain('sistema.riprendiamo');
  isStuck = false;
  await until('the call at the other one', () => due.calls.size === 1);
  await until('riprendiamo', () => plays(caller)?.[0] === 'sistema.riprendiamo');
  await until('an engine that lets go of it', () => again.calls.size === 0);
  expect(due.came).toEqual(['dead']);
}, 60_000);

test('an engine that died while Redis was away for so long that it is forgotten: its calls go on', async () => {
  const uno = await startEngine('uno');
  const caller = call();
  const due = await startEngine('due');
  await know(uno, due);
  caller.press(['1', '1', '2']);
  await saved(caller, uno, '12');
  due.redis.disconnect();
  await uno.kill();
  // What a beat does to leases that ended a minute ago.
  await inRedis((redis) => redis.zrem('centralino:engine-leases', 'uno'));
  await due.redis.connect();
  await until('the call at the other one', () => due.calls.size === 1);
  await until('it is spoken to', () => plays(caller)?.[0] === 'sistema.riprendiamo');
  expect(plays(caller)).toEqual(['sistema.riprendiamo', 'p.numero']);
  expect(due.came).toEqual(['dead']);
}, 60_000);

test('an engine that died while Redis lost its memory: its calls go on from the beginning, spread over the others', async () => {
  const uno = await startEngine('uno');
  const callers = Array.from({ length: 40 }, () => call());
  const others = [await startEngine('due'), await startEngine('tre')];
  await know(uno, ...others);
  for (const { redis } of others) redis.disconnect();
  await uno.kill();
  await inRedis((redis) => redis.flushall());
  for (const { redis } of others) await redis.connect();
  await until('all of them', () => others.reduce((sum, { calls }) => sum + calls.size, 0) === callers.length);
  await until('all are spoken to', () => callers.every((caller) => plays(caller)?.includes('p.scelta')));
  // Whoever has the name now has an epoch that nobody had before.
  const again = await startEngine('uno');
  await know(again, ...others);
  expect([again.calls.size, again.takeover.timesLost]).toEqual([0, 0]);
}, 60_000);

test('Redis lost its memory: an engine that is not back there yet, and answers at the network, keeps its calls', async () => {
  const uno = await startEngine('uno');
  const caller = call();
  const due = await startEngine('due');
  await know(uno, due);
  uno.redis.disconnect();
  const questions = questionsOf(due);
  await until('a question by way of the network', () => questions() > 0);
  await inRedis((redis) => redis.flushall());
  const before = questions();
  await until('questions about an engine that Redis does not know', () => questions() > before + 2);
  expect([uno.calls.size, due.calls.size]).toEqual([1, 0]);
  expect(await inRedis((redis) => redis.exists('centralino:engine:uno'))).toBe(0);
  let comparisons = 0;
  const compare = uno.telephony.compare.bind(uno.telephony);
  uno.telephony.compare = async () => {
    comparisons += 1;
    await compare();
  };
  await uno.redis.connect();
  await until('a question which calls are still its own', () => comparisons > 0);
  await know(uno, due);
  expect(uno.takeover.timesLost).toBe(0);
  caller.press(['1']);
  await until('the entry', () => plays(caller)?.[0] === 'p.numero');
}, 60_000);

test('Redis lost its memory: an engine that was silent there and at the network has lost its calls when it comes back', async () => {
  const uno = await startEngine('uno');
  const caller = call();
  const due = await startEngine('due');
  await know(uno, due);
  await saved(caller, uno, '');
  let isThere = true;
  questionsOf(due, () => isThere);
  uno.redis.disconnect();
  await inRedis((redis) => redis.flushall());
  // As if it had been frozen.
  isThere = false;
  await until('the call at the other one', () => due.calls.size === 1);
  await uno.redis.connect();
  await until('an engine that has lost', () => uno.takeover.timesLost === 1);
  await know(uno, due);
  expect([uno.calls.size, due.calls.size]).toEqual([0, 1]);
}, 60_000);
