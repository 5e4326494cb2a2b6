/** Two Asterisks, each with engines of its own, and one Redis: calls go on at their own Asterisk only. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import { SipCaller } from '../../src/caller/sip-caller.ts';
import { type RunningAsterisk, startAsterisk } from '../../src/provision/start-asterisk.ts';
import { listCalls } from '../support/journals.ts';
import { type AddedEngine, Line, menuNumber } from '../support/line.ts';
import { templatesDir, testDir, testFallback, testPort, testTools } from '../support/parts.ts';
import { Person } from '../support/person.ts';
import { until } from '../support/until.ts';

/** Long, for a machine that is busy with other tests. */
const env = { ENGINE_LEASE_MS: '1500' };
/** Engines look for calls that nobody has every three seconds. */
const longestSweepMs = 7_000;
const ariPassword = 'c'.repeat(64);

let line: Line;
let redis: Redis;
let second: { readonly asterisk: RunningAsterisk; readonly caller: SipCaller; stop(): Promise<void> };

beforeAll(async () => {
  line = await Line.start({ env });
  redis = new Redis(line.redis.url);
  second = await startSecond();
}, 600_000);

afterAll(async () => {
  redis?.disconnect();
  await second?.stop();
  await line?.stop();
});

async function startSecond(): Promise<typeof second> {
  const { path: dataDir, remove } = await testDir();
  const { asterisk: tool } = await testTools();
  const sipPort = await testPort();
  const rtpStart = 34_000 + 2 * Math.floor(Math.random() * 500);
  const asterisk = await startAsterisk({
    tool,
    templatesDir,
    dataDir,
    sipPort,
    ariPort: await testPort(),
    ariPassword,
    rtpStart,
    rtpEnd: rtpStart + 100,
    fallback: await testFallback(dataDir, tool.dataDir),
  });
  const server = { host: '127.0.0.1', port: sipPort };
  const caller = await SipCaller.open({ server, bindAddress: '127.0.0.1' });
  return {
    asterisk,
    caller,
    stop: async () => {
      await caller.close();
      await asterisk.stop();
      await remove();
    },
  };
}

async function engineOfSecond(name: string): Promise<AddedEngine> {
  const { ariUrl, ariUser } = second.asterisk;
  const engine = await line.addEngine(name, {
    ARI_URL: ariUrl,
    ARI_USER: ariUser,
    ARI_PASSWORD: ariPassword,
  });
  await until('an engine that takes calls', async () => (await line.readiness(engine.httpUrl)).ready);
  return engine;
}

/** Somebody who calls the second Asterisk, where this is the only engine. */
async function callerAtSecond(engine: AddedEngine): Promise<Person> {
  const sip = await second.caller.call({
    to: menuNumber,
    from: line.newNumber(),
    ringTimeoutMs: 30_000,
    sending: 'silence',
  });
  const callId = await until('the call at its engine', async () => {
    const calls = await listCalls(engine.httpUrl);
    return calls.find(({ state }) => state === 'live')?.id;
  });
  await until('its checkpoint', async () => (await line.checkpoint(callId)) !== undefined);
  const person = new Person({ sip, callId, httpUrl: engine.httpUrl, pressed: () => undefined });
  await person.hears('principale.scelta');
  return person;
}

test('whoever dies, its calls go on at another engine of the same Asterisk, and nowhere else', async () => {
  const one = await engineOfSecond('b1');
  const atFirst = await line.callToMenu();
  const atSecond = await callerAtSecond(one);
  const [first, other] = [atFirst.callId, atSecond.callId].map((id) => /^(a[0-9a-f]{8})-/.exec(id)?.[1]);
  expect(first).toBeDefined();
  expect(other).toBeDefined();
  expect(first).not.toBe(other);

  const two = await engineOfSecond('b2');
  one.running.kill('SIGKILL');
  await atSecond.isTakenBy(two);
  await atSecond.hears('sistema.riprendiamo');
  expect((await line.readiness()).calls).toBe(1);

  line.engine.kill('SIGKILL');
  await line.engine.exited;
  await until('a neighbour that has had time to take what it may', async () => {
    const [seconds] = await redis.time();
    const endedAt = Number(await redis.zscore('centralino:engine-leases', '1'));
    return Number(seconds) * 1000 - endedAt > longestSweepMs;
  });
  expect((await line.readiness(two.httpUrl)).calls).toBe(1);

  await line.startEngine();
  await atFirst.isCarriedOn();
  await atFirst.hears('sistema.riprendiamo');
  await Promise.all([atFirst.sip.hangUp(), atSecond.sip.hangUp()]);
  await line.nobodyLeft();
  two.running.kill('SIGKILL');
  await two.running.exited;
}, 180_000);
