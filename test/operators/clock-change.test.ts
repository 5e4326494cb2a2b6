/** The clocks change at night while callers wait and call-backs are due: what counts is what the clock on the wall says. */
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { parseCalendars } from '../../src/numbers/calendar.ts';
import { CallCentre, type Engine } from '../support/call-centre.ts';
import { until } from '../support/until.ts';

const number = '+390612345678';
/** From 3 to 2 o'clock, and from 2 to 3 o'clock: both at one o'clock UTC. */
const autumn = Date.parse('2026-10-25T01:00:00Z');
const spring = Date.parse('2027-03-28T01:00:00Z');
const dayMs = 24 * 3_600_000;

const at = parseCalendars(
  'hours.yaml',
  `
zone: Europe/Rome
parts-of-day: { mattina: "05:00", pomeriggio: "13:00", sera: "18:00", notte: "23:00" }
holidays: { country: IT, except: [], extra: [] }
calendars:
  fino-alle-tre: { title: Test, holidays: open, weekly: { sunday: ["01:00-03:00"] } }
  dalle-due-e-mezza: { title: Test, holidays: open, weekly: { sunday: ["02:30-05:00"] } }
`,
);

let centre: CallCentre;
let engine: Engine;
beforeAll(async () => {
  centre = await CallCentre.start();
}, 600_000);
beforeEach(async () => {
  await centre.clear();
  engine = await centre.engine();
});
afterAll(async () => {
  await centre.clear();
  await centre.stop();
});

/** It is so many ms before (after, where negative) the clocks change. */
function itIs(calendar: string, change: number, msBefore: number): void {
  centre.hours = { at, calendar, laterMs: change - msBefore - Date.now() };
}

/** Somebody waits, and somebody else who waited is to be called back and hung up. */
async function oneWaitsAndOneIsToBeCalled() {
  centre.network.phone(number);
  const anna = await centre.operator(engine, 'anna', ['pensioni'], false);
  const first = await centre.caller(engine);
  const asked = first.enter();
  await until('a place', async () => (await engine.matcher.place(first.callId)) !== undefined);
  first.tell('call-back');
  expect((await asked).outcome).toBe('callback');
  first.call.hangUp();
  const maria = await centre.caller(engine);
  const answer = maria.enter();
  await until('a place', async () => (await engine.matcher.place(maria.callId))?.position === 2);
  return { anna, maria, answer, id: `cb-${first.callId}` };
}

test('back from three to two: who waits goes on waiting, and who is to be called is called in the hour that comes twice', async () => {
  itIs('fino-alle-tre', autumn, 60_000);
  const { anna, maria, answer, id } = await oneWaitsAndOneIsToBeCalled();
  const waited = (await engine.matcher.place(maria.callId))?.waitedSeconds ?? 0;
  // Two o'clock for the second time: it is an hour until three.
  itIs('fino-alle-tre', autumn, -60_000);
  const third = await centre.caller(engine);
  void third.enter();
  await until('a third in line', async () => (await engine.matcher.place(third.callId))?.position === 3);
  const place = await engine.matcher.place(maria.callId);
  expect(place?.position).toBe(2);
  expect((place?.waitedSeconds ?? -1) - waited).toBeLessThan(60);
  await anna.ready();
  const citizen = await centre.citizenAnswers(number);
  const flow = await until('the flow', () => engine.placed[0]);
  expect(flow.callId).toBe(`${id}.1`);
  const talk = flow.enter();
  const phone = await anna.answer();
  await centre.hear(engine, citizen, phone);
  phone.hangUp();
  expect((await talk).outcome).toBe('answered');
  // Three o'clock, really: who came in time is served all the same, nobody new is taken.
  itIs('fino-alle-tre', autumn, -3_600_000);
  expect((await (await centre.caller(engine)).enter()).outcome).toBe('closed');
  const boris = await centre.operator(engine, 'boris');
  await centre.hear(engine, maria.call, await boris.answer());
  maria.call.hangUp();
  await answer;
});

test('on from two to three: the queue closes at once, the call-back sleeps for a week by the calendar, who waits is served', async () => {
  itIs('fino-alle-tre', spring, 60_000);
  const { anna, maria, answer, id } = await oneWaitsAndOneIsToBeCalled();
  itIs('fino-alle-tre', spring, -1_000);
  await anna.ready();
  await until('the turn put off', async () => (await centre.callBacks.find(id))?.calls === 0);
  const laterMs = centre.hours?.laterMs ?? 0;
  // Sunday at one o'clock by the summer's clock: an hour less than a week after the one of this Sunday.
  const opens = await until('until when it sleeps', async () => {
    const notBefore = Date.parse((await centre.callBacks.find(id))?.notBefore ?? '') + laterMs;
    return notBefore > spring + dayMs ? notBefore : undefined;
  });
  expect(new Date(opens).toISOString().slice(0, 16)).toBe('2027-04-03T23:00');
  await centre.hear(engine, maria.call, await anna.answer());
  maria.call.hangUp();
  await answer;
});

test('a call-back for half past two, which there is not that night, is made at three', async () => {
  itIs('dalle-due-e-mezza', spring, 60_000);
  centre.network.phone(number);
  const anna = await centre.operator(engine, 'anna', ['pensioni'], false);
  const maria = await centre.caller(engine);
  expect((await maria.enter()).outcome).toBe('closed');
  expect((await maria.callBack('pensioni', number)).outcome).toBe('accepted');
  const id = `cb-${maria.callId}`;
  const sleepsUntil = Date.parse((await centre.callBacks.find(id))?.notBefore ?? '');
  const opens = sleepsUntil + (centre.hours?.laterMs ?? 0);
  expect(new Date(opens).toISOString()).toBe('2027-03-28T01:00:00.000Z');
  expect(await engine.matcher.place(id)).toBeUndefined();
  expect(await engine.matcher.absent([id])).toEqual([]);
  await anna.is('paused accesso');
});
