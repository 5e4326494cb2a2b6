/** Redis, Asterisk and engines that go away and come back, with callers on the line. */
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { ListedCitizen } from '../../src/backoffice/reference/citizens.ts';
import type { Call } from '../../src/caller/call.ts';
import { Line } from '../support/line.ts';
import { ended, type Person } from '../support/person.ts';
import { until } from '../support/until.ts';

let line: Line;
let citizen: ListedCitizen;

beforeAll(async () => {
  line = await Line.start({ env: { DRAIN_SECONDS: '120' } });
  citizen = line.citizen(({ caso, pratiche }) => caso === 'ordinario' && pratiche.length > 0);
}, 600_000);

afterAll(async () => {
  await line?.stop();
});

afterEach(async () => {
  await line.everybodyHangsUp();
  await line.nobodyLeft();
}, 60_000);

/** How the dialplan ends a call that no engine took. */
const congestion = { by: 'remote', cause: 42 };

async function askedForCode(): Promise<Person> {
  const person = await line.callToMenu();
  await person.presses('1');
  await person.hears('identificazione.chiedi-codice-fiscale');
  return person;
}

/** From the question for the code, `keys` of which are still to be pressed, to the status. */
async function toTheStatus(person: Person, keys: string): Promise<void> {
  await person.presses(keys);
  await person.hears('stato-domanda.come');
  await person.presses('1');
  await person.hears('stato-domanda.chiedi-pratica');
  await person.presses(`${citizen.pratiche[0]?.domus}#`);
  await person.hears('stato-domanda.esito');
}

/** Calls while no engine takes calls: resolves when the dialplan's own apology is heard. */
async function hearsTheApology(): Promise<Call> {
  const call = await line.dial();
  await until('the apology', () => call.heardMs > 1_000);
  return call;
}

async function killed(running: {
  kill(signal: 'SIGKILL'): boolean;
  exited: Promise<unknown>;
}): Promise<void> {
  running.kill('SIGKILL');
  await running.exited;
}

test('Redis absent when the engine starts: calls are served; when it comes, a live call is kept in it', async () => {
  await line.engine.stop();
  await line.redis.stop();
  await line.startEngine();
  const served = await askedForCode();
  await toTheStatus(served, citizen.tasti);
  await served.hangsUp();
  const living = await askedForCode();
  await line.restartRedis();
  await until('the checkpoint', () => line.checkpoint(living.callId));
  await toTheStatus(living, citizen.tasti);
  await living.hangsUp();
  await until('the end of the checkpoint', async () => (await line.checkpoint(living.callId)) === undefined);
}, 120_000);

test('Redis lost in the middle of a call: it goes on, new calls are served, and both are kept when it is back', async () => {
  const first = await askedForCode();
  await until('the checkpoint', () => line.checkpoint(first.callId));
  await killed(line.redis);
  await first.presses(citizen.tasti);
  await first.hears('stato-domanda.come');
  const second = await askedForCode();
  await line.restartRedis();
  await until('the checkpoint', () => line.checkpoint(second.callId));
  await toTheStatus(second, citizen.tasti);
  await first.presses('1');
  // It may have been asked once more meanwhile.
  await first.hearsAtLast('stato-domanda.chiedi-pratica');
  await second.hangsUp();
  await first.hangsUp();
}, 120_000);

test('Asterisk killed and started again: the engine finds it, no ghost of a call is left, new calls are served', async () => {
  const lost = await askedForCode();
  await killed(line.asterisk);
  await until('the engine to miss it', async () => !(await line.readiness()).asterisk);
  await line.restartAsterisk();
  await until('the engine to find it', async () => (await line.readiness()).ready);
  await line.nobodyLeft();
  const journal = await lost.journal();
  expect(journal.entries.at(-1)).toMatchObject({ type: 'ended' });
  const served = await askedForCode();
  await toTheStatus(served, citizen.tasti);
  await served.hangsUp();
}, 120_000);

test('engine killed in the middle of a code: new callers hear the apology; started again, it carries the call on', async () => {
  const person = await askedForCode();
  await person.presses(citizen.tasti.slice(0, 8));
  await until(
    'eight keys in the checkpoint',
    async () => (await line.checkpoint(person.callId))?.keys.reveal().length === 8,
  );
  await killed(line.engine);
  const turnedAway = await hearsTheApology();
  await line.startEngine();
  await person.isCarriedOn();
  await person.hears('sistema.riprendiamo');
  await toTheStatus(person, citizen.tasti.slice(8));
  await person.hangsUp();
  expect(await ended(turnedAway)).toMatchObject(congestion);
}, 180_000);

test('engine told to stop: it takes no more calls, lets the live one end, and exits with 0', async () => {
  const person = await askedForCode();
  const { engine } = line;
  process.kill(engine.pid, 'SIGTERM');
  await until('the engine to drain', async () => (await line.readiness()).draining);
  const [turnedAway] = await Promise.all([hearsTheApology(), toTheStatus(person, citizen.tasti)]);
  await person.sip.hangUp();
  expect(await engine.exited).toEqual({ code: 0, signal: null });
  await line.startEngine();
  // The next engine finds its journal in Redis.
  const journal = await person.journal();
  expect(journal.entries.at(-1)).toMatchObject({ type: 'ended', by: 'caller' });
  expect(await ended(turnedAway)).toMatchObject(congestion);
}, 180_000);

test('engine that may not wait: its call waits for the next one, which carries it on', async () => {
  await line.engine.stop();
  await line.startEngine({ DRAIN_SECONDS: '0' });
  const person = await askedForCode();
  await until('the checkpoint', () => line.checkpoint(person.callId));
  process.kill(line.engine.pid, 'SIGTERM');
  expect(await line.engine.exited).toEqual({ code: 0, signal: null });
  expect(await line.channels()).toContain(person.callId);
  await line.startEngine();
  await person.isCarriedOn();
  await person.hears('sistema.riprendiamo');
  await toTheStatus(person, citizen.tasti);
  await person.hangsUp();
}, 120_000);

test('nothing personal came out', async () => {
  expect(await line.leaks()).toEqual([]);
});
