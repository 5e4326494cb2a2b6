/** The institution's systems slow, failing and absent: the caller is told, and the call goes on. */
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { ListedCitizen } from '../../src/backoffice/reference/citizens.ts';
import type { FaultSettings } from '../../src/backoffice/reference/fault-switch.ts';
import { Line } from '../support/line.ts';
import { namesOf, type Person } from '../support/person.ts';

let line: Line;

beforeAll(async () => {
  line = await Line.start();
}, 600_000);

afterAll(async () => {
  await line?.stop();
});

afterEach(async () => {
  await line.everybodyHangsUp();
  await line.nobodyLeft();
}, 60_000);

const ordinary = ({ caso, pratiche }: ListedCitizen) => caso === 'ordinario' && pratiche.length > 0;

async function askedForPractice(citizen: ListedCitizen): Promise<Person> {
  const person = await line.callToMenu();
  await person.presses('1');
  await person.hears('identificazione.chiedi-codice-fiscale');
  await person.presses(citizen.tasti);
  // Whoever was just asked in vain may be spared for some seconds.
  await retry(person, 'stato-domanda.come', citizen.tasti);
  await person.presses('1');
  await person.hears('stato-domanda.chiedi-pratica');
  return person;
}

/** Tries again as often as the archives are said to be away; `keys` are those of the question that is asked anew. */
async function retry(person: Person, prompt: string, keys = ''): Promise<void> {
  for (;;) {
    const heard = namesOf(
      await person.hearsOneOf(
        prompt,
        'stato-domanda.archivi-assenti',
        'identificazione.chiedi-codice-fiscale',
      ),
    );
    if (heard.includes(prompt)) return;
    await person.presses(heard.includes('stato-domanda.archivi-assenti') ? '1' : keys);
  }
}

test('slow: the caller is asked to wait, hears the answer, and keys pressed meanwhile are not lost', async () => {
  const citizen = line.citizen(
    ({ pinTelefonico, pratiche }) => pinTelefonico !== undefined && pratiche.length > 1,
  );
  const person = await line.callToMenu();
  await person.presses('1');
  await person.hears('identificazione.chiedi-codice-fiscale');
  await person.presses(citizen.tasti);
  await person.hears('stato-domanda.come');
  await person.presses('2');
  await person.hears('pin-telefonico.chiedi');
  await line.backOffice({ delayMs: 2_200, requests: 1 });
  await person.presses(citizen.pinTelefonico?.tasti ?? '');
  await person.hears('sistema.attesa');
  await person.presses('2');
  await person.hearsAtLast('stato-domanda.esito');
  const { entries } = await person.hangsUp();
  expect(entries.flatMap(namesOf)).not.toContain('stato-domanda.archivi-assenti');
}, 60_000);

test('one answer that never comes is asked for once more, unnoticed', async () => {
  const citizen = line.citizen(ordinary);
  const person = await line.callToMenu();
  await person.presses('1');
  await person.hears('identificazione.chiedi-codice-fiscale');
  await line.backOffice({ hang: true, requests: 1 });
  await person.presses(citizen.tasti);
  await person.hearsAtLast('stato-domanda.come');
  const { entries } = await person.hangsUp();
  expect(entries.filter(({ type }) => type === 'look-up')).toHaveLength(1);
}, 60_000);

test.each<[string, Partial<FaultSettings>]>([
  ['errors', { errorRate: 1, status: 500 }],
  ['answers that mean nothing', { garbage: 'json' }],
  ['broken connections', { disconnect: true }],
  ['no answer at all', { hang: true }],
])(
  '%s: the caller is told, and gets the status from the same call when all is well again',
  async (_what, faults) => {
    const citizen = line.citizen(ordinary);
    const person = await askedForPractice(citizen);
    await line.backOffice(faults);
    await person.presses(`${citizen.pratiche[0]?.domus}#`);
    await person.hearsAtLast('stato-domanda.archivi-assenti');
    await person.presses('1');
    await person.hearsAtLast('stato-domanda.archivi-assenti');
    await line.backOffice();
    await person.presses('1');
    // The number was keyed once: trying again is one key.
    await retry(person, 'stato-domanda.esito');
    await person.hangsUp();
  },
  90_000,
);

test('absent: the rest of the menu works; when it is back, so does the status', async () => {
  const citizen = line.citizen(ordinary);
  const person = await askedForPractice(citizen);
  line.stack.backOffice.kill('SIGKILL');
  await line.stack.backOffice.exited;
  await person.presses(`${citizen.pratiche[0]?.domus}#`);
  await person.hearsAtLast('stato-domanda.archivi-assenti');
  await person.presses('2');
  await person.hears('principale.scelta');
  await person.presses('7');
  await person.hears('principale.menu-altro.inizio');
  await person.presses('4');
  await person.hears('principale.informazioni');
  const another = await line.callToMenu();
  await another.presses('1');
  await another.hears('identificazione.chiedi-codice-fiscale');
  await another.presses(citizen.tasti);
  await another.hearsAtLast('stato-domanda.archivi-assenti');
  await line.stack.restartBackOffice();
  await another.presses('1');
  await retry(another, 'stato-domanda.come', citizen.tasti);
  await another.hangsUp();
  await person.hangsUp();
}, 180_000);

test('nothing personal came out', async () => {
  expect(await line.leaks()).toEqual([]);
});
