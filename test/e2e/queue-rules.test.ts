/** What a queue says of itself holds on a real line: one that records, after a notice; one that does not bear a silent operator. */
import { randomBytes } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { z } from 'zod';
import { Desks, type LineOperator } from '../../src/rig/desks.ts';
import { leadsInto, queueChanges, queueNumber } from '../../src/rig/queue-line.ts';
import { filesWith } from '../support/leaks.ts';
import { Line } from '../support/line.ts';
import { ended, type Person } from '../support/person.ts';
import { samplesOf, toneIn } from '../support/tone.ts';
import { until } from '../support/until.ts';
import { hearEachOther, type Voice } from '../support/voice.ts';

const recordSeconds = 300;
const recordedNumber = '0655530002';
const impatientNumber = '0655530003';
const box = 'registrazioni-famiglia';
const retentionDays = 30;
/** An engine that was refused tries again after some time. */
const handOverMs = 90_000;
const office = { client: 'ufficio-qualita', token: randomBytes(16).toString('hex'), boxes: [box] };
const pageSchema = z.object({
  messages: z.array(
    z.looseObject({
      reference: z.string(),
      box: z.string(),
      seconds: z.number(),
      receivedAt: z.iso.datetime(),
      until: z.iso.datetime(),
    }),
  ),
});
type Message = z.output<typeof pageSchema>['messages'][number];

let line: Line;
let desks: Desks;
/** Recordings that tests before have found. */
const known = new Set<string>();

beforeAll(async () => {
  line = await Line.start({
    flowChanges: [
      ...queueChanges,
      ...leadsInto('famiglia', recordedNumber),
      ...leadsInto('inclusione', impatientNumber),
      ['queues.yaml', '  famiglia:\n', `  famiglia:\n    record: { retention-days: ${retentionDays} }\n`],
      ['queues.yaml', '  inclusione:\n', '  inclusione:\n    silent-after: 8\n'],
    ],
    env: { OFFICE_TOKEN: JSON.stringify([office]) },
  });
  desks = await Desks.open(line);
}, 600_000);
afterEach(async () => {
  await line?.everybodyHangsUp();
});
afterAll(async () => {
  await desks?.close();
  await line?.stop();
});

async function ask(path: string): Promise<Response> {
  return await fetch(`${line.stack.recordsUrl}/office/voice-messages${path}`, {
    headers: { authorization: `Bearer ${office.token}` },
    signal: AbortSignal.timeout(10_000),
  });
}

/** Waits until the records have so many recordings more. @returns these, the oldest first */
async function recordings(count = 1): Promise<readonly Message[]> {
  const found = await until(
    `${count} recordings`,
    async () => {
      const { messages } = pageSchema.parse(await (await ask('')).json());
      const unknown = messages.filter(({ reference }) => !known.has(reference));
      return unknown.length >= count && unknown;
    },
    handOverMs,
  );
  for (const { reference } of found) known.add(reference);
  return found.toReversed();
}

async function audioOf({ reference }: Message): Promise<Int16Array> {
  return samplesOf(new Uint8Array(await (await ask(`/${reference}/audio`)).arrayBuffer()));
}

/** Recordings of conversations that Asterisk holds in plain. */
async function spool(): Promise<readonly string[]> {
  return (await readdir(line.asterisk.recordingsDir, { recursive: true })).filter((name) =>
    name.includes('conversation-'),
  );
}

/** Who is heard in it. */
async function expectHeard(message: Message, ...voices: readonly Voice[]): Promise<void> {
  const samples = await audioOf(message);
  const toneMs = voices.map(({ hz }) => toneIn(samples, hz).toneMs);
  expect(toneMs.map((ms) => ms >= 200)).toEqual(voices.map(() => true));
}

const mariaAt = ({ sip }: Person): Voice => ({ phone: sip, hz: 1_850 });

async function answers(operator: LineOperator, hz = 2_350): Promise<Voice> {
  return { phone: await operator.answer(recordSeconds), hz };
}

test('a conversation is recorded after its notice: sealed, listed, both are heard, with an end to it', async () => {
  const anna = await desks.operator('anna', ['famiglia']);
  const maria = await line.call({ to: recordedNumber, recordSeconds });
  // To its end, whatever is pressed: then only the line.
  await maria.hears('sistema.registrazione');
  await maria.presses('5');
  await maria.hearsAtLast('operatore.coda');
  const notice = await maria.sees(
    'the notice',
    ({ prompts }) => prompts?.some(({ prompt }) => prompt === 'sistema.registrazione') === true,
  );
  expect(notice.outcome).toBe('finished');
  await anna.ready();
  const operator = await answers(anna);
  await hearEachOther(mariaAt(maria), operator);
  await until('a recording', async () => (await spool()).length === 1);
  await operator.phone.hangUp();
  await maria.hearsAtLast('questionario-operatore.invito');
  await maria.hangsUp();

  const [message, ...others] = await recordings();
  if (message === undefined) throw new Error('there is no recording');
  expect(others).toEqual([]);
  expect(message).toMatchObject({ box });
  const keptMs = Date.parse(message.until) - Date.parse(message.receivedAt);
  expect(keptMs).toBe(retentionDays * 86_400_000);
  await expectHeard(message, mariaAt(maria), operator);
  await until('an empty spool', async () => (await spool()).length === 0);
  const samples = await audioOf(message);
  const voice = samples.findIndex((sample) => Math.abs(sample) > 4_000) + 400;
  const spoken = Buffer.from(samples.buffer, 2 * voice, 400);
  expect(spoken.some((byte) => byte !== 0)).toBe(true);
  // What came back in plain is nowhere in the files of the whole line.
  expect(await filesWith(line.dataDir, spoken)).toEqual([]);
  const about = z
    .object({ about: z.record(z.string(), z.unknown()) })
    .parse(await (await ask(`/${message.reference}/about`)).json());
  expect(about.about).toMatchObject({ operatore: 'anna', parte: 1 });
  await line.nobodyLeft();
  await anna.close();
}, 240_000);

test('who is handed on to a queue that records hears so before anybody speaks; what was said before is in no recording', async () => {
  const [anna, boris] = [
    await desks.operator('anna-2', ['pensioni']),
    await desks.operator('boris-2', ['famiglia']),
  ];
  const maria = await line.call({ to: queueNumber, recordSeconds });
  await maria.hearsAtLast('operatore.coda');
  await anna.ready();
  const first = await answers(anna, 1_350);
  await hearEachOther(mariaAt(maria), first);
  expect(await spool()).toEqual([]);
  await boris.ready();
  expect(await anna.command({ type: 'transfer', to: { type: 'queue', queue: 'famiglia' } })).toBe('done');
  const second = await answers(boris);
  await maria.hearsAtLast('sistema.registrazione');
  await hearEachOther(mariaAt(maria), second);
  const { entries } = await maria.hangsUp();
  const notice = entries.find(({ prompts }) =>
    prompts?.some(({ prompt }) => prompt === 'sistema.registrazione'),
  );
  expect(notice?.outcome).toBe('finished');
  await ended(second.phone);
  const [message] = await recordings();
  if (message === undefined) throw new Error('there is no recording');
  await expectHeard(message, mariaAt(maria), second);
  expect(toneIn(await audioOf(message), first.hz).toneMs).toBe(0);
  await line.nobodyLeft();
  await Promise.all([anna.close(), boris.close()]);
}, 240_000);

test('an engine that is killed while the records are away: nothing that was recorded is lost', async () => {
  const anna = await desks.operator('anna-3', ['famiglia']);
  const maria = await line.call({ to: recordedNumber, recordSeconds });
  await maria.hearsAtLast('operatore.coda');
  await anna.ready();
  const operator = await answers(anna);
  await hearEachOther(mariaAt(maria), operator);
  line.worker.kill('SIGKILL');
  await line.worker.exited;
  line.engine.kill('SIGKILL');
  await line.engine.exited;
  await line.startEngine();
  await maria.isCarriedOn();
  // The part of before has come to its end, and the next one has begun.
  await until('a second part', async () => (await spool()).length === 2);
  await hearEachOther(mariaAt(maria), operator);
  await operator.phone.hangUp();
  await anna.is('wrap-up');
  expect(await spool()).toHaveLength(2);
  await line.restartWorker();
  const parts = await recordings(2);
  expect(parts).toHaveLength(2);
  for (const part of parts) await expectHeard(part, mariaAt(maria), operator);
  await until('an empty spool', async () => (await spool()).length === 0);
  await maria.sip.hangUp();
  await line.nobodyLeft();
  await anna.close();
}, 240_000);

async function version(): Promise<string> {
  const response = await fetch(`${line.stack.httpUrl}/api/flows`, { signal: AbortSignal.timeout(10_000) });
  return z.object({ version: z.string() }).parse(await response.json()).version;
}

test('the file of the queues changes while somebody waits: she keeps her place, who comes meets the new rules', async () => {
  const anna = await desks.operator('anna-5', ['pensioni']);
  const maria = await line.call({ to: queueNumber, recordSeconds });
  await maria.hearsAtLast('operatore.coda');
  const before = await version();
  const file = join(line.dataDir, 'flows', 'queues.yaml');
  const text = await readFile(file, 'utf8');
  await writeFile(file, text.replace('  pensioni:\n', '  pensioni:\n    max-length: 1\n    ring: 25\n'));
  await until('the new rules', async () => (await version()) !== before);
  const luca = await line.call({ to: queueNumber });
  await luca.hearsAtLast('operatore.piena');
  await luca.hangsUp();
  await anna.ready();
  const operator = await answers(anna);
  await hearEachOther(mariaAt(maria), operator);
  await maria.hangsUp();
  await ended(operator.phone);
  await writeFile(file, text);
  await until('the old rules', async () => (await version()) === before);
  await line.nobodyLeft();
  await anna.close();
}, 240_000);

test('an operator who answers and says nothing: the caller hears so, the next one has them, this one is paused', async () => {
  const [anna, boris] = [
    await desks.operator('anna-4', ['inclusione']),
    await desks.operator('boris-4', ['inclusione']),
  ];
  const maria = await line.call({ to: impatientNumber, recordSeconds });
  await maria.hearsAtLast('operatore.coda');
  await anna.ready();
  // A microphone that is off: packets come, and there is nothing in them.
  const mute = await anna.answer();
  await anna.is('talking');
  const speaking = maria.sip.speak(2_000);
  await maria.hearsAtLast('operatore.interrotta');
  await speaking;
  await ended(mute);
  await anna.is('paused silent');
  const { lines } = await desks.matcher.snapshot();
  expect(lines.find(({ queue }) => queue === 'inclusione')?.today).toMatchObject({ answered: 0, silent: 1 });
  await until('the first place', async () => (await desks.matcher.place(maria.callId))?.position === 1);
  await boris.ready();
  const operator = await answers(boris);
  // Who has spoken once may listen as long as they like.
  await operator.phone.speak(600, operator.hz);
  await boris.is('talking');
  await hearEachOther(operator, mariaAt(maria));
  await maria.hangsUp();
  await ended(operator.phone);
  await boris.is('wrap-up');
  await line.nobodyLeft();
  await Promise.all([anna.close(), boris.close()]);
}, 240_000);
