/** Hanging up in the middle of a service and calling back, on real Asterisk and Redis. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Line } from '../support/line.ts';

let line: Line;

beforeAll(async () => {
  line = await Line.start();
}, 600_000);

afterAll(async () => {
  await line?.stop();
});

test('whoever calls back goes on where they were, once, after being identified again', async () => {
  const from = line.newNumber();
  const citizen = line.citizen(({ caso, pratiche }) => caso === 'ordinario' && pratiche.length > 0);
  const [practice] = citizen.pratiche;
  if (practice === undefined) throw new Error('this citizen has no practice');

  const first = await line.callToMenu(from);
  await first.presses('1');
  await first.hears('identificazione.chiedi-codice-fiscale');
  await first.presses(citizen.tasti);
  await first.hears('stato-domanda.come');
  const cut = await first.hangsUp();
  expect(cut.entries.filter((entry) => entry.type === 'left')).toMatchObject([{ flow: 'stato-domanda' }]);

  // Somebody else is not asked.
  const other = await line.call();
  await other.hears('benvenuto.saluto');
  expect((await other.journal()).entries.filter(({ type }) => type === 'came-back')).toEqual([]);
  await other.hangsUp();

  const second = await line.call({ from });
  await second.hears('benvenuto.saluto');
  await second.hearsAtLast('ripresa.offerta');
  await second.presses('1');
  await second.hears('identificazione.chiedi-codice-fiscale');
  await second.presses(citizen.tasti);
  await second.hears('stato-domanda.come');
  await second.presses('1');
  await second.hears('stato-domanda.chiedi-pratica');
  await second.presses(`${practice.domus}#`);
  await second.hears('stato-domanda.esito');
  await second.hearsAtLast('stato-domanda.dopo');
  const whole = await second.hangsUp();
  expect(whole.entries[0]).toMatchObject({ type: 'came-back', flow: 'stato-domanda', language: 'it' });
  expect(whole.entries.filter((entry) => entry.type === 'left')).toEqual([]);

  // The service had come to its end, so that there is nothing to go on with.
  const third = await line.callThroughWelcome(from);
  await third.hangsUp();
  await line.nobodyLeft();
  expect(await line.leaks()).toEqual([]);
}, 180_000);

test('who withholds the number is not offered what somebody else left', async () => {
  for (const time of ['first', 'again']) {
    const person = await line.callThroughWelcome(null);
    await person.presses('1');
    await person.hears('identificazione.chiedi-codice-fiscale');
    const { entries } = await person.hangsUp();
    expect([time, entries.filter(({ type }) => type === 'left' || type === 'came-back')]).toEqual([time, []]);
  }
}, 120_000);
