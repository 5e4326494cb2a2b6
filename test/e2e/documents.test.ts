/** Documents asked for on the line: accepted once, told so, never lost, brought out; and where they are, on the next call. */
import { randomBytes, randomUUID } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { z } from 'zod';
import { type ListedCitizen, syntheticCitizen } from '../../src/backoffice/reference/citizens.ts';
import { syntheticRecipient } from '../../src/backoffice/reference/recipients.ts';
import { sign } from '../../src/mail/feedback/signature.ts';
import { ServerProcess } from '../carriers/server-process.ts';
import { Line } from '../support/line.ts';
import { namesOf, type Person } from '../support/person.ts';
import { until } from '../support/until.ts';

let line: Line;
let smtp: ServerProcess;
let next = 20;
/** Of the post, that tells what became of letters. */
const postKey = randomBytes(32);

beforeAll(async () => {
  smtp = await ServerProcess.start('smtp');
  line = await Line.start({
    env: {
      SMTP_HOST: '127.0.0.1',
      SMTP_PORT: `${smtp.port}`,
      SMTP_SECURITY: 'none',
      SMTP_FROM: 'documenti@posta.example',
      FEEDBACK_KEYS: JSON.stringify({ poste: { one: postKey.toString('hex') } }),
      FULFIL_PAUSE_MS: '100',
      FULFIL_LONGEST_PAUSE_MS: '500',
    },
    flowChanges: [
      // A menu that only this test puts first may last longer.
      ['settings.yaml', 'menu-seconds: 25', 'menu-seconds: 60'],
      [
        'numbers.yaml',
        'lines:\n',
        'lines:\n  prova-documenti: { number: "0655520000", title: Test, flow: documenti, language: it }\n' +
          '  prova-invii: { number: "0655520001", title: Test, flow: stato-invio, language: it }\n' +
          '  prova-domestici: { number: "0655520002", title: Test, flow: lavoratori-domestici, language: it }\n',
      ],
    ],
  });
}, 600_000);

afterAll(async () => {
  await line?.stop();
  await smtp?.stop();
});

afterEach(async () => {
  await line.everybodyHangsUp();
  await line.nobodyLeft();
}, 60_000);

/** Nothing of where something goes may come out either. */
function citizenAt(index: number): ListedCitizen {
  const { name, residence, email } = syntheticRecipient(syntheticCitizen(index));
  line.personal.add('a name', name);
  line.personal.add('an address', residence?.via ?? '');
  line.personal.add('an e-mail address', email ?? '');
  return line.citizen(() => true, index);
}

/** Somebody who has asked for nothing yet, and has a residence in Italy. */
function somebody(): ListedCitizen {
  // The first of each twenty; the fifth has no residence (see contacts.ts).
  const citizen = citizenAt(next);
  next += 20;
  return citizen;
}

/** From the number to the question whether a document is to be sent: the extract of the payments, or another one. */
async function toTheQuestion({ tasti }: ListedCitizen, which = '1'): Promise<Person> {
  const person = await line.call({ to: '0655520000' });
  await person.hears('identificazione.chiedi-codice-fiscale');
  await person.presses(tasti);
  await person.hearsAtLast('documenti.scelta');
  await person.presses(which);
  await person.hears('invio-documento.conferma');
  return person;
}

async function references(): Promise<readonly string[]> {
  return (await line.requests()).map(({ reference }) => reference);
}

/** Calls again, and hears where a document is. @param words of the answer that says so */
async function hearsWhereItIs({ tasti }: ListedCitizen, words: string): Promise<void> {
  const person = await line.call({ to: '0655520001' });
  await person.hears('identificazione.chiedi-codice-fiscale');
  await person.presses(tasti);
  const { id } = await person.hearsAtLast('stato-invio.esito');
  const text = await until('the words', async () => {
    const { entries } = await person.journal();
    return entries.find((one) => one.id === id)?.text;
  });
  expect(text).toContain(words);
  await person.hangsUp();
}

/** Of operations. */
async function closeBatches(): Promise<void> {
  const response = await fetch(`${line.stack.recordsUrl}/ops/batches/close`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${line.stack.opsToken}`,
      'content-type': 'application/json',
      'idempotency-key': randomUUID(),
    },
    body: JSON.stringify({ reason: 'the post is here' }),
  });
  expect(response.status).toBe(200);
}

/** Of the post, signed. */
async function postTells(reference: string, state: string, reason?: string): Promise<void> {
  const body = JSON.stringify({ events: [{ reference, state, at: new Date().toISOString(), reason }] });
  const response = await fetch(`${line.stack.recordsUrl}/feedback/poste`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...sign('one', postKey, Math.floor(Date.now() / 1_000), Buffer.from(body)),
    },
    body,
  });
  expect(await response.json()).toMatchObject({ advanced: 1 });
}

const requestOf = async (reference: string) =>
  (await line.requests()).find((one) => one.reference === reference);

async function killWorker(): Promise<void> {
  line.worker.kill('SIGKILL');
  await line.worker.exited;
}

test('accepted with a reference and a day; the same again is the same, also on another call', async () => {
  const citizen = somebody();
  const person = await toTheQuestion(citizen);
  await person.presses('1');
  const heard = await person.hearsAtLast('invio-documento.riferimento');
  expect(namesOf(heard)).toContain('invio-documento.accettata');
  const [request, ...others] = await line.requests();
  expect(others).toEqual([]);
  expect(request).toMatchObject({ kind: 'estratto-pagamenti', channel: 'residence' });
  // The letter itself is there soon after.
  await until('the letter', async () => (await line.requests())[0]?.state === 'BATCHED');
  await person.hangsUp();

  const again = await toTheQuestion(citizen);
  await again.presses('1');
  const told = await again.hearsAtLast('invio-documento.riferimento');
  expect(namesOf(told)).toContain('invio-documento.gia-chiesta');
  expect(await references()).toEqual([request?.reference]);
  await again.hangsUp();
}, 90_000);

test('all the way: brought out, handed over, posted, returned; each call hears where it is, and at last what to do', async () => {
  const citizen = somebody();
  const person = await toTheQuestion(citizen);
  await person.presses('1');
  await person.hearsAtLast('invio-documento.accettata');
  await person.hangsUp();
  const [reference = ''] = await references();
  await until('the letter', async () => (await requestOf(reference))?.state === 'BATCHED');
  await hearsWhereItIs(citizen, 'Lo stiamo preparando');

  await closeBatches();
  expect(await requestOf(reference)).toMatchObject({ state: 'HANDED_OVER' });
  const spool = join(line.dataDir, 'spool');
  const files = await readdir(spool, { recursive: true });
  expect(files.filter((name) => name.endsWith(`/${reference}.pdf`))).toHaveLength(1);
  await hearsWhereItIs(citizen, 'affidato alla posta');

  await postTells(reference, 'POSTED');
  await hearsWhereItIs(citizen, 'in viaggio verso');

  await postTells(reference, 'RETURNED', 'moved');
  await hearsWhereItIs(citizen, 'tornato al mittente');

  // The address is marked: what is asked for next would come back, too.
  const again = await toTheQuestion(citizen, '2');
  await again.presses('1');
  await again.hearsAtLast('invio-documento.senza-indirizzo');
  await again.hangsUp();
  expect((await references())[0]).toBe(reference);
}, 180_000);

test('by e-mail: while their server says no it waits, and then it is there once, with the letter', async () => {
  await smtp.behave('busy');
  const citizen = citizenAt(0);
  const person = await line.call({ to: '0655520002' });
  await person.hears('identificazione.chiedi-codice-fiscale');
  await person.presses(citizen.tasti);
  await person.hearsAtLast('lavoratori-domestici.chiedi-codice');
  await person.presses(citizen.rapportiDomestici[0] ?? '');
  await person.hearsAtLast('lavoratori-domestici.dopo');
  await person.presses('2');
  await person.hears('lavoratori-domestici.come');
  await person.presses('1');
  await person.hearsAtLast('lavoratori-domestici.inviato-email');
  await person.hangsUp();
  const [reference = ''] = await references();
  await until('a refusal', async () => (await requestOf(reference))?.reason === 'carrier:busy');
  await smtp.behave('well');
  await until('the e-mail', async () => (await requestOf(reference))?.state === 'HANDED_OVER');
  const mails = z.array(z.object({ raw: z.string() })).parse(await smtp.ask('mails'));
  expect(mails.map(({ raw }) => raw)).toEqual([expect.stringContaining(`INPS-${reference}.pdf`)]);
  await hearsWhereItIs(citizen, 'posta elettronica');
}, 120_000);

test('without an address in the registry it is refused, and nothing is written', async () => {
  const before = await references();
  const citizen = citizenAt(24);
  const person = await toTheQuestion(citizen);
  await person.presses('1');
  await person.hearsAtLast('invio-documento.senza-indirizzo');
  expect(await references()).toEqual(before);
  await person.hangsUp();
}, 60_000);

test('the records killed: the request is noted, the caller hears that it is not confirmed, and it is there when they are back', async () => {
  const before = await references();
  const person = await toTheQuestion(somebody());
  await killWorker();
  await person.presses('1');
  await person.hearsAtLast('invio-documento.annotata');
  await line.restartWorker();
  const after = await until('the request in the records', async () => {
    const now = await references();
    return now.length > before.length && now;
  });
  expect(after.slice(1)).toEqual(before);
  await person.hangsUp();
}, 120_000);

test('the records killed right after a request was accepted: it is there when they are back', async () => {
  const before = await references();
  const citizen = somebody();
  const person = await toTheQuestion(citizen);
  await person.presses('1');
  await person.sees('the answer', ({ type, outcome }) => type === 'answer' && outcome === 'accepted');
  await killWorker();
  await person.hearsAtLast('invio-documento.riferimento');
  await person.hangsUp();
  await line.restartWorker();
  const after = await references();
  expect(after.slice(1)).toEqual(before);
  const again = await toTheQuestion(citizen);
  await again.presses('1');
  await again.hearsAtLast('invio-documento.gia-chiesta');
  expect(await references()).toEqual(after);
  await again.hangsUp();
}, 120_000);

test('Redis away: requests are accepted all the same, also by records that start without it', async () => {
  line.redis.kill('SIGKILL');
  await line.redis.exited;
  await line.worker.stop();
  await line.restartWorker();
  const person = await toTheQuestion(somebody());
  await person.presses('1');
  await person.hearsAtLast('invio-documento.accettata');
  await line.restartRedis();
  await until('the checkpoint', () => line.checkpoint(person.callId));
  await person.hangsUp();
}, 120_000);

test('nothing personal came out, into the database of the records neither', async () => {
  await line.nobodyLeft();
  expect(await line.leaks()).toEqual([]);
}, 60_000);
