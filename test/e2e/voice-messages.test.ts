/** Voice messages on the real parts: from the doctor's mouth to the office's ear, and nothing left behind. */
import { randomBytes } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { z } from 'zod';
import type { ListedCitizen } from '../../src/backoffice/reference/citizens.ts';
import { dayInItaly } from '../../src/backoffice/reference/day-in-italy.ts';
import { isReference } from '../../src/store/reference.ts';
import { filesWith } from '../support/leaks.ts';
import { Line } from '../support/line.ts';
import type { Person } from '../support/person.ts';
import { samplesOf, toneIn } from '../support/tone.ts';
import { until } from '../support/until.ts';

const doctors = { client: 'ufficio-certificati', token: randomBytes(16).toString('hex') };
const staff = { client: 'ufficio-personale', token: randomBytes(16).toString('hex') };
const offices = [
  { ...doctors, boxes: ['certificati-medici'] },
  { ...staff, boxes: ['assenze-personale'] },
];
const number = '0655540000';
const pageSchema = z.object({
  messages: z.array(
    z.looseObject({ reference: z.string(), box: z.string(), seconds: z.number(), state: z.string() }),
  ),
});

let line: Line;

beforeAll(async () => {
  // Operators are closed, whenever this runs: today and, if midnight comes, tomorrow.
  const closed = [0, 1].map((days) => `"${dayInItaly(new Date(Date.now() + days * 86_400_000))}": []`);
  line = await Line.start({
    flowChanges: [
      [
        'hours.yaml',
        'dates: {}\n  operatori-lingue:',
        `dates: { ${closed.join(', ')} }\n  operatori-lingue:`,
      ],
      [
        'numbers.yaml',
        'lines:\n',
        `lines:\n  prova: { number: "${number}", title: Test, flow: certificati-medici }\n`,
      ],
    ],
    env: { OFFICE_TOKEN: JSON.stringify(offices), DRAIN_SECONDS: '5' },
  });
}, 600_000);

afterAll(async () => {
  await line?.stop();
});

const ordinary = ({ caso }: ListedCitizen) => caso === 'ordinario';

function office(path: string, token: string, body?: unknown): Promise<Response> {
  return fetch(`${line.stack.recordsUrl}/office/voice-messages${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(10_000),
  });
}

async function messages(token = doctors.token, state = 'new') {
  return pageSchema.parse(await (await office(`?state=${state}`, token)).json()).messages;
}

async function audioOf(reference: string): Promise<Int16Array> {
  return samplesOf(new Uint8Array(await (await office(`/${reference}/audio`, doctors.token)).arrayBuffer()));
}

/** Recordings that Asterisk holds in plain. */
async function spool(): Promise<readonly string[]> {
  return (await readdir(line.asterisk.recordingsDir, { recursive: true })).filter((name) =>
    name.endsWith('.wav'),
  );
}

/** Calls, and keys in all that comes before the message. */
async function toTheMessage({ tasti }: ListedCitizen, recordSeconds = 0): Promise<Person> {
  const person = await line.call({ to: number, recordSeconds });
  await person.hears('certificati-medici.fuori-orario');
  await person.hearsAtLast('certificati-medici.chiedi-paziente', { withinMs: 60_000 });
  await person.presses(tasti);
  await person.hears('certificati-medici.chiedi-dal');
  await person.presses('23112026');
  await person.hears('certificati-medici.chiedi-al');
  await person.presses('29112026');
  await person.hears('certificati-medici.messaggio');
  return person;
}

/**
 * Cuts the invitation short, and speaks after the beep; on a busy machine the beginning may come before it. The beep
 * may follow the invitation without a gap, so what is waited for is the silence behind both (4 s of it end a message).
 */
async function speaks(person: Person, ms: number, before: '5' | '3' = '5'): Promise<void> {
  const known = (await person.journal()).entries.filter(({ type }) => type === 'recording').length;
  await person.presses(before);
  await until(
    'the recording',
    async () => (await person.journal()).entries.filter(({ type }) => type === 'recording').length > known,
  );
  await person.sip.silence({ ms: 1_000, timeoutMs: 20_000 });
  await person.sip.speak(ms);
}

test('a message is heard again, recorded anew and confirmed; the office hears just what was said', async () => {
  const citizen = line.citizen(ordinary);
  const person = await toTheMessage(citizen, 120);
  await speaks(person, 3_000);
  await person.presses('#');
  await person.hears('messaggi-vocali.conferma');
  const before = toneIn(samplesOf(person.sip.recording() ?? Buffer.alloc(0)));
  await person.presses('2');
  // One playback: the message, and behind it the question.
  await person.hearsWhole('messaggi-vocali.conferma', { withinMs: 60_000 });
  const after = toneIn(samplesOf(person.sip.recording() ?? Buffer.alloc(0)));
  expect(after.toneMs - before.toneMs).toBeGreaterThan(1_300);
  expect(after.toneMs - before.toneMs).toBeLessThan(3_300);

  await speaks(person, 7_000, '3');
  await person.presses('#');
  await person.hears('messaggi-vocali.conferma');
  expect(await messages()).toEqual([]);
  await person.presses('1');
  await person.hears('certificati-medici.preso');
  const [message, ...others] = await messages();
  expect(others).toEqual([]);
  expect(message).toMatchObject({ box: 'certificati-medici', line: 'prova', language: 'it' });
  const reference = message?.reference ?? '';
  expect(isReference(reference)).toBe(true);
  expect(await spool()).toEqual([]);

  const samples = await audioOf(reference);
  const { toneMs, otherMs } = toneIn(samples);
  expect(toneMs).toBeGreaterThan(4_000);
  expect(toneMs).toBeLessThan(7_300);
  expect(otherMs).toBeLessThan(200);
  expect(message?.seconds).toBeGreaterThanOrEqual(4);
  const about = z
    .object({ about: z.record(z.string(), z.unknown()) })
    .parse(await (await office(`/${reference}/about`, doctors.token)).json());
  expect(about.about).toEqual({ paziente: citizen.tasti, dal: '2026-11-23', al: '2026-11-29' });
  await person.presses('4');
  const { journal } = await person.isHungUpOn();
  expect(JSON.stringify(journal)).not.toContain(reference);

  // What came back in plain is nowhere in the files of the whole line.
  const spoken = Buffer.from(samples.buffer, 2 * 12_000, 400);
  expect(await filesWith(line.dataDir, spoken)).toEqual([]);
}, 300_000);

test('another office sees nothing of it; its own marks it and deletes it, and that stays written down', async () => {
  const [message] = await messages();
  const reference = message?.reference ?? '';
  expect(await messages(staff.token)).toEqual([]);
  expect((await office(`/${reference}/audio`, staff.token)).status).toBe(404);
  expect((await office('', line.stack.recordsToken)).status).toBe(403);
  expect((await office(`/${reference}/state`, doctors.token, { state: 'heard' })).status).toBe(200);
  expect((await messages(doctors.token, 'heard')).map((one) => one.reference)).toEqual([reference]);
  expect((await office(`/${reference}/deletion`, doctors.token, { reason: 'dealt-with' })).status).toBe(200);
  expect((await office(`/${reference}/audio`, doctors.token)).status).toBe(404);
  const { history } = z
    .object({ history: z.array(z.object({ client: z.string(), action: z.string() })) })
    .parse(await (await office(`/${reference}/history`, doctors.token)).json());
  expect(history.map(({ client, action }) => `${client} ${action}`)).toEqual([
    'records kept',
    'ufficio-certificati audio-read',
    'ufficio-certificati about-read',
    'ufficio-certificati marked-heard',
    'ufficio-certificati deleted',
  ]);
}, 60_000);

test('what is cancelled is kept by nobody, and lies nowhere', async () => {
  const person = await toTheMessage(line.citizen(ordinary, 1));
  await speaks(person, 3_000);
  await person.presses('#');
  await person.hears('messaggi-vocali.conferma');
  expect(await spool()).toHaveLength(1);
  await person.presses('4');
  await person.hears('certificati-medici.annullato');
  await until('an empty spool', async () => (await spool()).length === 0);
  expect(await messages()).toEqual([]);
  await person.hangsUp();
}, 180_000);

test('while the records are away the caller hears the truth; who hung up has left a message all the same', async () => {
  const person = await toTheMessage(line.citizen(ordinary, 2));
  await speaks(person, 3_000);
  await person.presses('#');
  await person.hears('messaggi-vocali.conferma');
  line.worker.kill('SIGKILL');
  await line.worker.exited;
  await person.presses('1');
  await person.hearsAtLast('certificati-medici.non-preso', { withinMs: 60_000 });
  await until('an empty spool', async () => (await spool()).length === 0);
  await person.presses('1');
  await person.hears('certificati-medici.messaggio');
  await speaks(person, 6_000);
  const { entries } = await person.hangsUp();
  const recorded = entries.filter(({ operation }) => operation === 'record certificati-medici');
  expect(recorded.map(({ outcome }) => outcome)).toEqual(['done', 'done']);
  expect(await spool()).toHaveLength(1);
  await line.restartWorker();
  const [message] = await until('the message', async () => {
    const all = await messages();
    return all.length > 0 && all;
  });
  await until('an empty spool', async () => (await spool()).length === 0);
  const { toneMs } = toneIn(await audioOf(message?.reference ?? ''));
  expect(toneMs).toBeGreaterThan(2_300);
  expect(await messages()).toHaveLength(1);
}, 300_000);

test('nobody is left, and nothing personal came out', async () => {
  await line.everybodyHangsUp();
  await line.nobodyLeft();
  expect(await line.leaks()).toEqual([]);
}, 60_000);
