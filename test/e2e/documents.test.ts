/** Documents asked for on the line: accepted once, told so, and never lost. */
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { ListedCitizen } from '../../src/backoffice/reference/citizens.ts';
import { Line } from '../support/line.ts';
import { namesOf, type Person } from '../support/person.ts';
import { until } from '../support/until.ts';

let line: Line;
let next = 20;

beforeAll(async () => {
  line = await Line.start({
    flowChanges: [
      // A menu that only this test puts first may last longer.
      ['settings.yaml', 'menu-seconds: 25', 'menu-seconds: 60'],
      [
        'numbers.yaml',
        'lines:\n',
        'lines:\n  prova-documenti: { number: "0655520000", title: Test, flow: documenti, language: it }\n',
      ],
    ],
  });
}, 600_000);

afterAll(async () => {
  await line?.stop();
});

afterEach(async () => {
  await line.everybodyHangsUp();
  await line.nobodyLeft();
}, 60_000);

/** Somebody who has asked for nothing yet, and has a residence in Italy. */
function somebody(): ListedCitizen {
  // The first of each twenty; the fifth has no residence (see contacts.ts).
  const citizen = line.citizen(() => true, next);
  next += 20;
  return citizen;
}

/** From the number to the question whether the extract of the payments is to be sent. */
async function toTheQuestion({ tasti }: ListedCitizen): Promise<Person> {
  const person = await line.call({ to: '0655520000' });
  await person.hears('identificazione.chiedi-codice-fiscale');
  await person.presses(tasti);
  await person.hearsAtLast('documenti.scelta');
  await person.presses('1');
  await person.hears('invio-documento.conferma');
  return person;
}

async function references(): Promise<readonly string[]> {
  return (await line.requests()).map(({ reference }) => reference);
}

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

test('without an address in the registry it is refused, and nothing is written', async () => {
  const before = await references();
  const citizen = line.citizen(() => true, 24);
  const person = await toTheQuestion(citizen);
  await person.presses('1');
  await person.hearsAtLast('invio-documento.senza-indirizzo');
  expect(await references()).toEqual(before);
  await person.hangsUp();
}, 60_000);

test('the records killed: the caller is told; when they are back, the same call is served', async () => {
  const person = await toTheQuestion(somebody());
  await killWorker();
  await person.presses('1');
  await person.hearsAtLast('invio-documento.archivi-assenti');
  await line.restartWorker();
  // The engine spares whoever failed it for some seconds.
  for (let heard = ['invio-documento.archivi-assenti']; !heard.includes('invio-documento.accettata'); ) {
    await person.presses('1');
    heard = namesOf(await person.hearsOneOf('invio-documento.accettata', 'invio-documento.archivi-assenti'));
  }
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
