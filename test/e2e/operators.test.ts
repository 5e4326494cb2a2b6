/** Callers and operators on a real line: Asterisk, Redis, engine; our SIP phones at both ends. */
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { Call } from '../../src/caller/call.ts';
import { Desks, type LineOperator } from '../../src/rig/desks.ts';
import { queueChanges, queueNumber } from '../../src/rig/queue-line.ts';
import { Line } from '../support/line.ts';
import { ended, type Person } from '../support/person.ts';
import { until } from '../support/until.ts';

let line: Line;
let desks: Desks;
beforeAll(async () => {
  line = await Line.start({
    flowChanges: queueChanges,
  });
  desks = await Desks.open(line);
}, 600_000);
afterEach(async () => {
  await line?.everybodyHangsUp();
});
afterAll(async () => {
  if (process.env['KEEP_LOGS'] !== undefined)
    await cp(join(line.dataDir, 'log'), process.env['KEEP_LOGS'], { recursive: true });
  await desks?.close();
  await line?.stop();
});

/** Speaks until the other end hears it. */
async function isHeard(speaker: Call, hearer: Call): Promise<void> {
  const before = hearer.heardMs;
  await until('sound at the other end', async () => {
    await speaker.speak(200);
    return hearer.heardMs > before;
  });
}

/** The operator and somebody who called hear each other: what was whispered is over. */
async function talk(operator: LineOperator): Promise<void> {
  await operator.is('talking');
  await until('two in a bridge', async () => (await line.bridges()).includes(2));
}

async function inQueue(): Promise<Person> {
  const person = await line.call({ to: queueNumber });
  await person.hearsAtLast('operatore.coda');
  return person;
}

test('a caller hears music, then talks with the operator who picks up, both ways, and gets the questionnaire', async () => {
  const anna = await desks.operator('anna', ['pensioni']);
  const maria = await inQueue();
  await until('the end of what is said', async () =>
    (await maria.journal()).entries.every((entry) => entry.type !== 'heard' || entry.outcome !== undefined),
  );
  // Nothing is said now: it is the music.
  const silence = maria.sip.heardMs;
  await until('music', () => maria.sip.heardMs > silence + 500);

  await anna.ready();
  const ringing = await anna.rings();
  expect(ringing.from).not.toContain('65551');
  const phone = await ringing.answer({ sending: 'silence' });
  await until('the whisper', () => phone.heardMs > 500);
  await talk(anna);
  await isHeard(maria.sip, phone);
  await isHeard(phone, maria.sip);

  await phone.hangUp();
  await anna.is('wrap-up');
  await maria.hearsAtLast('questionario-operatore.invito');
  const { entries } = await maria.hangsUp();
  expect(entries).toContainEqual(
    expect.objectContaining({ type: 'answer', operation: 'queue pensioni', outcome: 'answered' }),
  );
  await line.nobodyLeft();
  await anna.close();
}, 180_000);

test('hold, and a line that drops: music for the caller, who goes to the next operator', async () => {
  const anna = await desks.operator('anna-2', ['pensioni']);
  const maria = await inQueue();
  await anna.ready();
  const phone = await anna.answer();
  await talk(anna);
  await isHeard(maria.sip, phone);
  expect(await anna.command({ type: 'hold' })).toBe('done');
  const before = maria.sip.heardMs;
  await until('music', () => maria.sip.heardMs > before + 500);
  expect(await anna.command({ type: 'unhold' })).toBe('done');
  await isHeard(maria.sip, phone);

  const boris = await desks.operator('boris-2', ['pensioni']);
  await boris.ready();
  // Like a phone without network: Asterisk takes it for gone when no audio comes any more.
  phone.vanish();
  const second = await boris.answer();
  await anna.is('paused line-lost');
  await talk(boris);
  await isHeard(maria.sip, second);
  await maria.sip.hangUp();
  await ended(second);
  await boris.is('wrap-up');
  await line.nobodyLeft();
  await anna.close();
  await boris.close();
}, 180_000);

test('an engine that is killed: who talks goes on talking, who waits keeps the place', async () => {
  const anna = await desks.operator('anna-3', ['pensioni']);
  const [maria, piero] = [await inQueue(), await inQueue()];
  await anna.ready();
  const phone = await anna.answer();
  await talk(anna);
  await isHeard(maria.sip, phone);

  line.engine.kill('SIGKILL');
  await isHeard(maria.sip, phone);
  await line.startEngine();
  await maria.isCarriedOn();
  await piero.isCarriedOn();
  await isHeard(phone, maria.sip);
  expect(await anna.command({ type: 'hold' })).toBe('done');
  expect(await anna.command({ type: 'unhold' })).toBe('done');
  await isHeard(maria.sip, phone);
  await until('the place', async () => (await desks.matcher.place(piero.callId))?.position === 1);
  // Nothing was said into the conversation.
  expect((await maria.journal()).entries.filter(({ type }) => type === 'heard')).toEqual([]);

  await phone.hangUp();
  await anna.is('wrap-up');
  await maria.hearsAtLast('questionario-operatore.invito');
  await anna.ready();
  const next = await anna.answer();
  await isHeard(piero.sip, next);
  await piero.sip.hangUp();
  await ended(next);
  await maria.hangsUp();
  await line.nobodyLeft();
  await anna.close();
}, 240_000);
