/** Two engines on one Asterisk, on real parts: what one of them has goes on at the other. */

import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { canBeInspected, EventLoop } from '../support/event-loop.ts';
import { type AddedEngine, Line } from '../support/line.ts';
import type { Person } from '../support/person.ts';
import { until } from '../support/until.ts';

/** Long, for a machine that is busy with other tests. */
const leaseMs = 1_500;
const env = { ENGINE_LEASE_MS: `${leaseMs}`, DRAIN_SECONDS: '0' };

let line: Line;
let other: AddedEngine;

beforeAll(async () => {
  line = await Line.start({ env, engineEnv: canBeInspected });
}, 600_000);

beforeEach(async () => {
  other = await line.addEngine('2');
  await until('two engines that take calls', async () => (await line.readiness(other.httpUrl)).ready);
}, 120_000);

afterEach(async () => {
  await line.everybodyHangsUp();
  other.running.kill('SIGKILL');
  await other.running.exited;
}, 60_000);

afterAll(async () => {
  await line?.stop();
});

/** A caller whom the first engine has, at the prompt for the codice fiscale. */
async function callerAtFirst(): Promise<Person> {
  // The first to claim has the call: the other one stands still for as long as it takes.
  other.running.kill('SIGSTOP');
  try {
    const person = await line.callToMenu();
    await person.presses('1');
    await person.hears('identificazione.chiedi-codice-fiscale');
    return person;
  } finally {
    other.running.kill('SIGCONT');
  }
}

async function goesOn(person: Person, keys: string): Promise<void> {
  await person.isTakenBy(other);
  const { prompts } = await person.hears('sistema.riprendiamo');
  expect(prompts?.map(({ prompt }) => prompt)).toContain('identificazione.chiedi-codice-fiscale');
  await person.presses(keys);
  await person.hears('stato-domanda.come');
}

test('an engine that is killed: its call goes on, with the keys pressed before', async () => {
  const citizen = line.citizen(({ caso, pratiche }) => caso === 'ordinario' && pratiche.length > 0);
  const person = await callerAtFirst();
  await person.presses(citizen.tasti.slice(0, 6));
  await until('six keys in the checkpoint', async () => {
    const keys = (await line.checkpoint(person.callId))?.keys.reveal();
    return keys === citizen.tasti.slice(0, 6);
  });
  line.engine.kill('SIGKILL');
  await line.engine.exited;
  await goesOn(person, citizen.tasti.slice(6));
  await person.hangsUp();
  await line.startEngine();
  await line.nobodyLeft();
}, 180_000);

test('an engine that freezes and wakes up lets go of its calls, and takes new ones', async () => {
  const citizen = line.citizen(({ caso, pratiche }) => caso === 'ordinario' && pratiche.length > 0);
  const person = await callerAtFirst();
  line.engine.kill('SIGSTOP');
  await person.isTakenBy(other);
  await person.hears('sistema.riprendiamo');
  line.engine.kill('SIGCONT');
  await until('an engine that has no call any more', async () => (await line.readiness()).calls === 0);
  await person.presses(citizen.tasti);
  await person.hears('stato-domanda.come');
  const { entries } = await person.hangsUp();
  expect(entries.filter(({ type }) => type === 'resumed')).toHaveLength(1);
  const next = await callerAtFirst();
  await next.hangsUp();
  await line.nobodyLeft();
}, 180_000);

test('an engine that is busy for longer than its lease keeps its calls; one that hangs loses them', async () => {
  const person = await callerAtFirst();
  const loop = await EventLoop.of(line.engine, join(line.dataDir, 'log/engine.log'));
  await loop.isBusy(3 * leaseMs);
  expect((await line.readiness()).calls).toBe(1);
  const ended = loop.isBusy(15 * leaseMs);
  await person.isTakenBy(other);
  await person.hears('sistema.riprendiamo');
  await ended;
  loop.close();
  await until('an engine that has no call any more', async () => (await line.readiness()).calls === 0);
  const { entries } = await person.hangsUp();
  expect(entries.filter(({ type }) => type === 'resumed')).toHaveLength(1);
  await line.nobodyLeft();
}, 180_000);

test('an engine that is told to stop hands its calls over', async () => {
  const citizen = line.citizen(({ caso, pratiche }) => caso === 'ordinario' && pratiche.length > 0);
  const person = await callerAtFirst();
  line.engine.kill('SIGTERM');
  await goesOn(person, citizen.tasti);
  expect((await line.engine.exited).code).toBe(0);
  await person.hangsUp();
  await line.startEngine();
  await line.nobodyLeft();
}, 180_000);

test('with Redis away nobody takes anything from anybody', async () => {
  const citizen = line.citizen(({ caso, pratiche }) => caso === 'ordinario' && pratiche.length > 0);
  const person = await callerAtFirst();
  await line.redis.stop();
  await person.presses(citizen.tasti);
  await person.hears('stato-domanda.come');
  line.redis = await line.stack.restartRedis();
  await until('the session in Redis again', async () => (await line.checkpoint(person.callId)) !== undefined);
  await person.presses('1');
  await person.hears('stato-domanda.chiedi-pratica');
  const { entries } = await person.hangsUp();
  expect(entries.filter(({ type }) => type === 'resumed')).toEqual([]);
  await line.nobodyLeft();
}, 180_000);
