/** Two Asterisks, each with engines of its own, and one Redis: calls go on at their own Asterisk only. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { SipCaller } from '../../src/caller/sip-caller.ts';
import { type RunningAsterisk, startAsterisk } from '../../src/provision/start-asterisk.ts';
import { listCalls } from '../support/journals.ts';
import { type AddedEngine, Line } from '../support/line.ts';
import { templatesDir, testDir, testFallback, testPort, testTools } from '../support/parts.ts';
import type { Person } from '../support/person.ts';
import { until } from '../support/until.ts';

/** Long, for a machine that is busy with other tests. */
const env = { ENGINE_LEASE_MS: '1500' };
const ariPassword = 'c'.repeat(64);

let line: Line;
let second: { readonly asterisk: RunningAsterisk; readonly caller: SipCaller; stop(): Promise<void> };

beforeAll(async () => {
  line = await Line.start({ env });
  second = await startSecond();
}, 600_000);

afterAll(async () => {
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
    to: '803164',
    from: line.newNumber(),
    ringTimeoutMs: 30_000,
    sending: 'silence',
  });
  const callId = await until('the call at its engine', async () => {
    const calls = await listCalls(engine.httpUrl);
    return calls.find(({ state }) => state === 'live')?.id;
  });
  return line.personOn(sip, callId);
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
  // Long enough for a neighbour to take what it may: its own Asterisk's next call goes on in that time.
  const three = await engineOfSecond('b3');
  two.running.kill('SIGKILL');
  await atSecond.isTakenBy(three);
  await atSecond.hears('sistema.riprendiamo');
  expect((await line.readiness(three.httpUrl)).calls).toBe(1);

  await line.startEngine();
  await atFirst.isCarriedOn();
  await atFirst.hears('sistema.riprendiamo');
  await atFirst.hangsUp();
  await atSecond.hangsUp();
  await line.nobodyLeft();
  three.running.kill('SIGKILL');
  await three.running.exited;
}, 180_000);
