/** What callers key in wrongly, in part or not at all. The silences are short here: everything else is as it is. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { ListedCitizen } from '../../src/backoffice/reference/citizens.ts';
import { inspectKeys } from '../../src/codice-fiscale/inspect.ts';
import { Line } from '../support/line.ts';
import { namesOf, type Person } from '../support/person.ts';

let line: Line;

beforeAll(async () => {
  line = await Line.start({
    flowChanges: [
      ['settings.yaml', 'silence: 7 ', 'silence: 1 '],
      ['settings.yaml', 'between-keys: 5 ', 'between-keys: 2 '],
      ['lingua.yaml', /silence: 4/g, 'silence: 1'],
      ['lingua.yaml', /tries: 2/g, 'tries: 1'],
    ],
  });
}, 600_000);

afterAll(async () => {
  await line?.stop();
});

const withPin = ({ caso, pinTelefonico, pratiche }: ListedCitizen) =>
  caso === 'ordinario' && pinTelefonico !== undefined && pratiche.length > 0;

async function askedForCode(from?: string): Promise<Person> {
  const person = await line.callToMenu(from);
  await person.presses('1');
  await person.hears('identificazione.chiedi-codice-fiscale');
  return person;
}

/** To where the PIN is asked for. */
async function askedForPin(citizen: ListedCitizen, from: string): Promise<Person> {
  const person = await askedForCode(from);
  await person.presses(citizen.tasti);
  await person.hears('stato-domanda.come');
  await person.presses('2');
  await person.hears('pin-telefonico.chiedi');
  return person;
}

/** A code of the right form that nobody has: one key of a citizen's code is another. */
function nobodysKeys(citizen: ListedCitizen): string {
  for (let key = 2; key <= 9; key += 1) {
    const keys = `${key}${citizen.tasti.slice(1)}`;
    if (keys !== citizen.tasti && inspectKeys(keys) === 'possible') return keys;
  }
  throw new Error('every other first key is impossible for this citizen');
}

// Those that listen longest come first: five calls run at a time.
test.concurrent('who chooses no language goes on in Italian', async () => {
  const person = await line.call();
  await person.hearsWhole('benvenuto.saluto');
  await person.hearsWhole('benvenuto.privacy', { withinMs: 30_000 });
  await person.hears('lingua.scelta');
  await person.hears('principale.scelta', { language: 'it', withinMs: 90_000 });
  await person.hangsUp();
}, 120_000);

test.concurrent('who presses nothing is told so, not that a key was wrong, and after three times hears goodbye', async () => {
  const person = await line.callToMenu();
  await person.presses('5');
  await person.hearsAtLast('principale.menu-sportello.inizio');
  for (let again = 0; again < 2; again += 1) {
    const entry = await person.hears('sistema.silenzio', { withinMs: 60_000 });
    expect(namesOf(entry).slice(0, 2)).toEqual(['sistema.silenzio', 'principale.menu-sportello.inizio']);
  }
  await person.hears('saluto.arrivederci', { withinMs: 60_000 });
  await person.isHungUpOn();
}, 180_000);

test.concurrent('a telephone that is suddenly gone: Asterisk lets go of its call', async () => {
  const person = await line.call();
  await person.hears('benvenuto.saluto');
  person.sip.vanish();
  await person.sees('the end', ({ type }) => type === 'ended', 120_000);
}, 180_000);

test.concurrent('too few keys, then a whole code', async () => {
  const { tasti } = line.citizen(({ caso }) => caso === 'ordinario');
  const person = await askedForCode();
  await person.presses(`${tasti.slice(0, 9)}#`);
  await person.hears('input.codice-fiscale.troppo-corto');
  await person.presses(tasti);
  await person.hears('stato-domanda.come');
  await person.hangsUp();
}, 60_000);

test.concurrent('keys that no code has: the block is named, help comes, and after three tries the operator', async () => {
  const { tasti } = line.citizen(({ caso }) => caso === 'ordinario');
  const person = await askedForCode();
  await person.presses(`21${tasti.slice(2)}`);
  await person.hears('input.codice-fiscale.cognome-nome');
  await person.presses(`${tasti.slice(0, 8)}1${tasti.slice(9)}`);
  const second = await person.hears('input.codice-fiscale.nascita');
  expect(namesOf(second)).toContain('identificazione.aiuto-codice-fiscale');
  await person.presses(`${tasti.slice(0, 11)}0${tasti.slice(12)}`);
  await person.hears('stato-domanda.fallito');
  await person.hearsAtLast('operatore.argomento');
  await person.hangsUp();
}, 90_000);

test.concurrent('a code that nobody has: a block is suggested, and after three tries the operator', async () => {
  const keys = nobodysKeys(line.citizen(({ caso }) => caso === 'ordinario'));
  const person = await askedForCode();
  await person.presses(keys);
  const first = await person.hears('identificazione.non-trovato');
  expect(first.text).not.toBe('');
  await person.presses(keys);
  await person.hears('identificazione.non-trovato');
  await person.presses(keys);
  await person.hears('stato-domanda.sconosciuto');
  await person.hearsAtLast('operatore.argomento');
  await person.hangsUp();
}, 90_000);

test.concurrent('a wrong choice, then a practice number that is too short, then one of nobody', async () => {
  const citizen = line.citizen(({ caso, pratiche }) => caso === 'ordinario' && pratiche.length > 0);
  const person = await askedForCode();
  await person.presses(citizen.tasti);
  await person.hears('stato-domanda.come');
  await person.presses('7');
  await person.hears('sistema.tasto-errato');
  await person.presses('1');
  await person.hears('stato-domanda.chiedi-pratica');
  await person.presses('123#');
  await person.hears('input.digits.troppo-corto');
  await person.presses('9999999999999#');
  await person.hears('stato-domanda.non-trovata');
  await person.presses('1');
  await person.hears('stato-domanda.chiedi-pratica');
  await person.presses(`${citizen.pratiche[0]?.domus}#`);
  await person.hears('stato-domanda.esito');
  await person.hangsUp();
}, 90_000);

test.concurrent('who stops in the middle of a code is asked for it again', async () => {
  const { tasti } = line.citizen(({ caso }) => caso === 'ordinario');
  const person = await askedForCode();
  await person.presses(tasti.slice(0, 7));
  await person.hears('input.codice-fiscale.troppo-corto');
  await person.presses(tasti);
  await person.hears('stato-domanda.come');
  await person.hangsUp();
}, 60_000);

test.concurrent('three wrong PINs lock the PIN: for that person whoever calls, and for that number whoever is asked for', async () => {
  const guessed = line.citizen(withPin);
  const another = line.citizen((citizen) => withPin(citizen) && citizen.tasti !== guessed.tasti);
  const guesser = line.newNumber();
  const wrong = [...(guessed.pinTelefonico?.tasti ?? '')].reverse().join('').replace(/^./, '5');
  const person = await askedForPin(guessed, guesser);
  await person.presses(wrong);
  const twoLeft = await person.hears('pin-telefonico.errato');
  await person.hears('pin-telefonico.chiedi');
  await person.presses(wrong);
  const oneLeft = await person.hears('pin-telefonico.errato');
  expect(oneLeft.text).not.toBe(twoLeft.text);
  await person.hears('pin-telefonico.chiedi');
  await person.presses(wrong);
  await person.hears('pin-telefonico.bloccato');
  await person.hangsUp();

  const samePerson = await askedForPin(guessed, line.newNumber());
  await samePerson.presses(guessed.pinTelefonico?.tasti ?? '');
  await samePerson.hears('pin-telefonico.bloccato');
  await samePerson.hangsUp();

  const sameNumber = await askedForPin(another, guesser);
  await sameNumber.presses(another.pinTelefonico?.tasti ?? '');
  await sameNumber.hears('pin-telefonico.bloccato');
  await sameNumber.hangsUp();

  const neither = await askedForPin(another, line.newNumber());
  await neither.presses(another.pinTelefonico?.tasti ?? '');
  await neither.hearsAtLast('stato-domanda.esito');
  await neither.hangsUp();
}, 120_000);

test('nobody is left, and nothing personal came out', async () => {
  await line.everybodyHangsUp();
  await line.nobodyLeft();
  expect(line.personal.size).toBeGreaterThan(20);
  expect(await line.leaks()).toEqual([]);
});
