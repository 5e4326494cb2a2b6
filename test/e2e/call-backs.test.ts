/** Call-backs on a real line: who asked is called by the trunk, at whose far end is a SIP phone of ours. */
import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import { overviewSchema } from '../../src/call-backs/routes.ts';
import type { Call } from '../../src/caller/call.ts';
import { type IncomingCall, SipPhone } from '../../src/caller/sip-phone.ts';
import { loadOrCreateSecrets } from '../../src/provision/secrets.ts';
import { Desks } from '../../src/rig/desks.ts';
import { queueChanges, queueNumber } from '../../src/rig/queue-line.ts';
import { hearEachOther } from '../support/hearing.ts';
import { Line } from '../support/line.ts';
import { testPort } from '../support/parts.ts';
import { ended, type Person } from '../support/person.ts';
import { patienceMs, until } from '../support/until.ts';

/** The number that we show, and the line of those who call in English. */
const showing = '+390688880000';
const englishNumber = '0655530002';
const always = '{ title: Test, holidays: open, weekly: always }';

let line: Line;
let desks: Desks;
/** Whatever goes out by the trunk rings here. */
let citizens: SipPhone;
let deskToken = '';

beforeAll(async () => {
  const trunkPort = await testPort();
  line = await Line.start({
    trunkContact: `sip:127.0.0.1:${trunkPort}`,
    env: { OUTBOUND_NUMBER: showing },
    flowChanges: [
      ...queueChanges,
      // What a number has asked for is looked at before the queue, as on the lines of the service.
      [
        'operatore.yaml',
        'when: call.topic == "pensioni", then: in-coda',
        'when: call.topic == "pensioni", then: richiesta',
      ],
      ['hours.yaml', / {2}operatori-lingue:\n( {4}.*\n)+/, `  operatori-lingue: ${always}\n`],
      [
        'numbers.yaml',
        'lines:\n',
        `lines:\n  prova-inglese: { number: "${englishNumber}", title: Test, flow: operatore, language: en }\n`,
      ],
      ['queues.yaml', 'retry: [600, 3600, 14400]', 'retry: [5, 5, 5]'],
      ['queues.yaml', 'ring: 30', 'ring: 10'],
    ],
  });
  citizens = await SipPhone.open({
    server: { host: '127.0.0.1', port: line.stack.sipPort },
    bindAddress: '127.0.0.1',
    sipPort: trunkPort,
  });
  desks = await Desks.open(line);
  ({ deskToken } = await loadOrCreateSecrets(line.dataDir));
}, 600_000);
afterEach(async () => {
  await line?.everybodyHangsUp();
});
afterAll(async () => {
  if (process.env['KEEP_LOGS'] !== undefined)
    await cp(join(line.dataDir, 'log'), process.env['KEEP_LOGS'], { recursive: true });
  await desks?.close();
  citizens?.close();
  await line?.stop();
});

/** Somebody who waited, pressed one, heard that they will be called, and hung up. @returns the call-back's id and number */
async function asked(
  number = queueNumber,
  from = line.newNumber(),
): Promise<{ readonly id: string; readonly from: string }> {
  const person = await line.call({ to: number, from });
  await person.hearsAtLast('operatore.coda');
  await person.presses('1');
  await person.hearsAtLast('operatore.annotata');
  await person.hangsUp();
  return { id: `cb-${person.callId}`, from };
}

async function record(id: string) {
  const response = await fetch(`${line.stack.recordsUrl}/desk/call-backs?limit=500`, {
    headers: { authorization: `Bearer ${deskToken}` },
    signal: AbortSignal.timeout(10_000),
  });
  const { callBacks } = overviewSchema.parse(await response.json());
  return callBacks.find((one) => one.id === id);
}

/** Waits until a call-back is so: state, reason and calls placed. */
async function becomes(id: string, how: string | RegExp): Promise<void> {
  let last = '';
  await until(`a call-back that is ${how}`, async () => {
    const one = await record(id);
    last = [one?.state, one?.reason, one?.calls].join(' ');
    return typeof how === 'string' ? last === how : how.test(last);
  }).catch((error: Error) => {
    throw new Error(`${error.message}: it is ${last}`);
  });
}

function rings(): Promise<IncomingCall> {
  return citizens.incoming(2 * patienceMs);
}

/** The citizen answers a call of ours; its id says which one of the call-back it is. */
async function answers(id: string, ringing: IncomingCall): Promise<Person> {
  const sip: Call = await ringing.answer({ sending: 'silence' });
  const { id: callId } = await until('the flow', async () =>
    (await line.calls()).find((one) => one.state === 'live' && one.id.startsWith(`${id}.`)),
  );
  return line.personOn(sip, callId);
}

test('who presses one and hangs up is called when an operator is free, once, in their language, and both hear each other', async () => {
  const anna = await desks.operator('anna', ['pensioni'], ['en']);
  const { id, from } = await asked(englishNumber);
  await becomes(id, 'pending  0');

  await anna.ready();
  const ringing = await rings();
  expect(ringing.dialled).toBe(from);
  expect(ringing.from).toBe(showing);
  await anna.is('offered');
  const maria = await answers(id, ringing);
  await maria.hears('richiamata.invito', { language: 'en' });
  await maria.presses('1');
  const phone = await anna.answer();
  await anna.is('talking');
  await hearEachOther(maria.sip, phone);
  const context = await desks.known(anna);
  expect(context).toMatchObject({ line: 'prova-inglese', language: 'en', queue: 'pensioni' });
  expect(context.values).toMatchObject({ tema: 'pensioni' });
  expect(context.caller?.reveal()).toBe(from);

  await phone.hangUp();
  await anna.is('wrap-up');
  await maria.hearsAtLast('questionario-operatore.invito', { language: 'en' });
  await maria.hangsUp();
  await becomes(id, 'done reached 1');
  expect(await desks.matcher.absent([id])).toEqual([id]);
  await line.nobodyLeft();
  await anna.close();
}, 180_000);

test('nobody there, busy, a machine, not now: called again after the intervals, four times in all; then it has failed', async () => {
  const anna = await desks.operator('anna-2', ['pensioni']);
  const { id } = await asked();
  await anna.ready();

  // On a busy machine the next call may have begun by the time one looks.
  const nobody = await rings();
  expect((await nobody.ended).status).toBe(487);
  await becomes(id, /^pending {2}[1-4]$/);
  (await rings()).refuse();
  await becomes(id, /^pending {2}[2-4]$/);
  // A machine picks up, presses nothing, and hangs up one day.
  const machine = await answers(id, await rings());
  await machine.hears('richiamata.invito', { language: 'it' });
  await machine.hangsUp();
  await becomes(id, /^pending {2}[34]$/);
  const busy = await answers(id, await rings());
  await busy.hears('richiamata.invito');
  await busy.presses('2');
  await busy.hearsAtLast('richiamata.piu-tardi');
  await ended(busy.sip);
  await becomes(id, 'failed no-answer 4');
  // The operator was never rung, and is there for others.
  await anna.is('ready');
  expect(await desks.matcher.absent([id])).toEqual([id]);
  await line.nobodyLeft();
  await anna.close();
}, 240_000);

test('who calls again is told of it and cancels it; who is called can cancel it, too', async () => {
  const anna = await desks.operator('anna-7', ['pensioni']);
  const { id, from } = await asked();
  const again = await line.call({ to: queueNumber, from });
  await again.hearsAtLast('operatore.gia-richiesta');
  await again.presses('3');
  await again.hearsAtLast('operatore.richiamata-annullata');
  await again.hangsUp();
  await becomes(id, 'cancelled caller 0');

  // The number is free for another one.
  const second = await asked(queueNumber, from);
  await anna.ready();
  const maria = await answers(second.id, await rings());
  await maria.hears('richiamata.invito');
  await maria.presses('3');
  await maria.hearsAtLast('richiamata.annullata');
  await becomes(second.id, 'cancelled caller 1');
  await anna.is('ready');
  await ended(maria.sip);
  await line.nobodyLeft();
  await anna.close();
}, 240_000);

test('is not lost when Redis forgets everything and the engine dies', async () => {
  const before = await desks.operator('anna-3', ['pensioni']);
  const { id } = await asked();
  await before.close();
  const redis = new Redis(line.redis.url);
  await redis.flushall();
  redis.disconnect();
  line.engine.kill('SIGKILL');
  await line.startEngine();
  await until('its place', async () => (await desks.matcher.absent([id])).length === 0);
  const anna = await desks.operator('anna-4', ['pensioni']);
  await anna.ready();
  const maria = await answers(id, await rings());
  await maria.hears('richiamata.invito');
  await maria.presses('1');
  const phone = await anna.answer();
  await hearEachOther(phone, maria.sip);
  await maria.sip.hangUp();
  await ended(phone);
  // Perhaps the first call came while the line was not up again.
  await becomes(id, /^done reached \d$/);
  await line.nobodyLeft();
  await anna.close();
}, 240_000);

test('is not promised to numbers that must not be called', async () => {
  const anna = await desks.operator('anna-5', ['pensioni']);
  const person = await line.call({ to: queueNumber, from: '+39899123456' });
  await person.hearsAtLast('operatore.coda');
  await person.presses('1');
  await person.hearsAtLast('operatore.chiedi-numero');
  await person.hangsUp();
  expect(await record(`cb-${person.callId}`)).toBeUndefined();
  await anna.close();
}, 120_000);

test('is never made outside the hours: it sleeps until the queue opens', async () => {
  const anna = await desks.operator('anna-6', ['pensioni']);
  const { id } = await asked();
  const file = join(line.dataDir, 'flows/hours.yaml');
  const open = await readFile(file, 'utf8');
  const days = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];
  // Open some days from now for an hour, whatever day it is.
  const day = days[(new Date().getUTCDay() + 3) % 7];
  const changed = open.replace(
    /operatori-it: \{.*\}/,
    `operatori-it: { title: Test, holidays: open, weekly: { ${day}: ["08:00-09:00"] } }`,
  );
  expect(changed).not.toBe(open);
  await writeFile(file, changed);
  const opens = Date.now() + 24 * 3_600_000;
  // The change is live when somebody who calls is told so.
  await until('the closing', async () => {
    const person = await line.call({ to: queueNumber });
    const heard = await person.hearsAtLastOneOf('operatore.chiuso', 'operatore.coda');
    await person.hangsUp();
    return heard.prompts?.some(({ prompt }) => prompt === 'operatore.chiuso');
  });
  await anna.ready();
  await until('until when it sleeps', async () => Date.parse((await record(id))?.notBefore ?? '') > opens);
  await becomes(id, 'pending  0');
  await anna.is('ready');
  await writeFile(file, open);
  await anna.close();
}, 180_000);
