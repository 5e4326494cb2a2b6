/** The whole service "stato domanda", called over SIP and RTP by several at once: every way that goes well. */
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { ListedCitizen } from '../../src/backoffice/reference/citizens.ts';
import { flowsDir, promptsDir } from '../../src/cli/command.ts';
import { loadCalendars } from '../../src/numbers/calendar.ts';
import { languages } from '../../src/speech/language.ts';
import { loadMessages } from '../../src/speech/load-messages.ts';
import type { Messages } from '../../src/speech/messages.ts';
import type { JournalEntry } from '../support/journals.ts';
import { Line } from '../support/line.ts';
import { namesOf, type Person } from '../support/person.ts';

type Practice = ListedCitizen['pratiche'][number];

let line: Line;
let messages: Messages;

beforeAll(async () => {
  [line, { messages }] = await Promise.all([Line.start(), loadMessages(promptsDir, languages)]);
}, 600_000);

afterAll(async () => {
  await line?.stop();
});

const ordinary = (citizen: ListedCitizen) => citizen.caso === 'ordinario' && citizen.pratiche.length > 0;

function firstOf(citizen: ListedCitizen): Practice {
  const [practice] = citizen.pratiche;
  if (practice === undefined) throw new Error('this citizen has no practice');
  return practice;
}

/** What is said of a practice, as far as the town of its office. */
function saidOf({ prestazione, stato, presentata, aggiornata }: Practice): string {
  const values = { prestazione, stato, presentata, aggiornata, sede: '|' };
  const [said = ''] = messages.format('stato-domanda.esito', 'it', values).masked.split('|');
  return said;
}

function expectStatus(entry: JournalEntry, practice: Practice): void {
  expect(entry.text).toContain(saidOf(practice));
}

/** From the main menu to what is asked after the code. */
async function identify(person: Person, keys: string): Promise<void> {
  await person.presses('1');
  await person.hears('identificazione.chiedi-codice-fiscale');
  await person.presses(keys);
}

/** From the menu behind the code to the status of a practice. */
async function askByNumber(person: Person, number: string, practice: Practice): Promise<void> {
  await person.hears('stato-domanda.come');
  await person.presses('1');
  await person.hears('stato-domanda.chiedi-pratica');
  await person.presses(`${number}#`);
  expectStatus(await person.hears('stato-domanda.esito'), practice);
}

test.concurrent('by the DOMUS number, listening to everything', async () => {
  const citizen = line.citizen(ordinary);
  const practice = firstOf(citizen);
  const person = await line.call();
  await person.hearsWhole('benvenuto.saluto');
  await person.hearsWhole('benvenuto.privacy', { withinMs: 30_000 });
  await person.hears('lingua.scelta', { language: 'it' });
  await person.presses('1');
  await person.hears('principale.scelta', { language: 'it' });
  await identify(person, citizen.tasti);
  await askByNumber(person, practice.domus, practice);
  await person.hears('stato-domanda.dopo');
  const journal = await person.hangsUp();
  expect(journal.line).toBe('contact-center');
}, 90_000);

test.concurrent('by the protocol as it is written, and by its last seven digits', async () => {
  const citizen = line.citizen(({ caso, pratiche }) => caso === 'ordinario' && pratiche.length > 1, 1);
  const [first = firstOf(citizen), second = first] = citizen.pratiche;
  const person = await line.callToMenu();
  await identify(person, citizen.tasti);
  await askByNumber(person, first.tasti, first);
  await person.presses('2');
  await person.hearsAtLast('stato-domanda.chiedi-pratica');
  await person.presses(`${second.tasti.slice(-7)}#`);
  expectStatus(await person.hears('stato-domanda.esito'), second);
  await person.hangsUp();
}, 60_000);

test.concurrent('by PIN telefonico: the list is read out and one is chosen, then another', async () => {
  const citizen = line.citizen(
    ({ pinTelefonico, pratiche }) =>
      pinTelefonico !== undefined &&
      pratiche.length > 1 &&
      new Set(pratiche.map(({ presentata }) => presentata)).size === pratiche.length,
  );
  const [newest = firstOf(citizen), second = newest] = [...citizen.pratiche].sort((a, b) =>
    b.presentata.localeCompare(a.presentata),
  );
  const person = await line.callToMenu();
  await identify(person, citizen.tasti);
  await person.hears('stato-domanda.come');
  await person.presses('2');
  await person.hears('pin-telefonico.chiedi');
  await person.presses(citizen.pinTelefonico?.tasti ?? '');
  const list = await person.hears('stato-domanda.elenco');
  expect(namesOf(list).filter((name) => name === 'stato-domanda.voce')).toHaveLength(citizen.pratiche.length);
  await person.presses('2');
  expectStatus(await person.hears('stato-domanda.esito'), second);
  await person.presses('2');
  await person.hearsAtLast('stato-domanda.elenco');
  await person.presses('1');
  expectStatus(await person.hears('stato-domanda.esito'), newest);
  await person.hangsUp();
}, 60_000);

test.concurrent('by PIN telefonico with one practice: it is read out at once', async () => {
  const citizen = line.citizen(
    ({ pinTelefonico, pratiche }) => pinTelefonico !== undefined && pratiche.length === 1,
  );
  const person = await line.callToMenu();
  await identify(person, citizen.tasti);
  await person.hears('stato-domanda.come');
  await person.presses('2');
  await person.hears('pin-telefonico.chiedi');
  await person.presses(citizen.pinTelefonico?.tasti ?? '');
  expectStatus(await person.hears('stato-domanda.esito'), firstOf(citizen));
  await person.hangsUp();
}, 60_000);

test.concurrent('a provisional code of 11 digits, ended with #', async () => {
  const citizen = line.citizen(({ caso, pratiche }) => caso === 'provvisorio' && pratiche.length > 0);
  const practice = firstOf(citizen);
  const person = await line.callToMenu();
  await identify(person, `${citizen.tasti}#`);
  await askByNumber(person, practice.domus, practice);
  await person.hangsUp();
}, 60_000);

test.concurrent('omocodia: the code of an older card is that of another person; the practice tells whose it is', async () => {
  const first = line.citizen(({ caso }) => caso === 'omocodia');
  const second = line.citizen(({ caso, tasti }) => caso === 'omocodia' && tasti !== first.tasti);
  expect(second.tasti.slice(0, 13)).toBe(first.tasti.slice(0, 13));
  const person = await line.callToMenu();
  await identify(person, first.tasti);
  await person.hears('stato-domanda.chiedi-pratica');
  await person.presses(`${firstOf(second).domus}#`);
  expectStatus(await person.hears('stato-domanda.esito'), firstOf(second));
  await person.hangsUp();
  // The code on the new card is nobody else's.
  const again = await line.callToMenu();
  await identify(again, second.tasti);
  await askByNumber(again, firstOf(second).domus, firstOf(second));
  await again.hangsUp();
}, 90_000);

test.concurrent('two people with the same keys: the month of birth tells them apart', async () => {
  const january = line.citizen(({ caso }) => caso === 'stesse-chiavi-mese');
  const february = line.citizen(({ tasti, mese }) => tasti === january.tasti && mese !== january.mese);
  for (const citizen of [january, february]) {
    const person = await line.callToMenu();
    await identify(person, citizen.tasti);
    await person.hears('identificazione.chiedi-mese');
    await person.presses(String(citizen.mese).padStart(2, '0'));
    await askByNumber(person, firstOf(citizen).domus, firstOf(citizen));
    await person.hangsUp();
  }
}, 90_000);

test.concurrent('two people with the same keys, born in one month: the first letter of the surname tells them apart', async () => {
  const first = line.citizen(({ caso }) => caso === 'stesse-chiavi-iniziale');
  const second = line.citizen(({ tasti, iniziale }) => tasti === first.tasti && iniziale !== first.iniziale);
  const keys: Readonly<Record<string, string>> = { R: '73', E: '32' };
  for (const citizen of [first, second]) {
    const person = await line.callToMenu();
    await identify(person, citizen.tasti);
    await person.hears('identificazione.chiedi-iniziale');
    await person.presses(keys[citizen.iniziale] ?? '');
    await askByNumber(person, firstOf(citizen).domus, firstOf(citizen));
    await person.hangsUp();
  }
}, 90_000);

test.concurrent('repeat, * back, main menu, operator by the hours, goodbye', async () => {
  const citizen = line.citizen(ordinary);
  const practice = firstOf(citizen);
  const person = await line.callToMenu();
  await person.presses('9');
  await person.hears('principale.scelta');
  await identify(person, citizen.tasti.slice(0, 5));
  // * clears what was keyed; with nothing keyed it goes back.
  await person.presses('*');
  await person.hears('sistema.cancellato');
  await person.presses(citizen.tasti);
  await person.hears('stato-domanda.come');
  await person.presses('1');
  await person.hears('stato-domanda.chiedi-pratica');
  await person.presses('*');
  await askByNumber(person, practice.domus, practice);
  await person.presses('1');
  expectStatus(await person.hearsAtLast('stato-domanda.esito'), practice);
  await person.presses('3');
  await person.hearsAtLast('principale.scelta');

  const calendars = await loadCalendars(join(flowsDir, 'hours.yaml'));
  const before = calendars.isOpen('operatori-it', Date.now());
  await person.presses('0');
  await person.hears('operatore.argomento');
  await person.presses('0');
  const answer = await person.hears(before ? 'operatore.paese' : 'operatore.chiuso').catch(async (error) => {
    // They may have opened or closed in this very moment.
    if (calendars.isOpen('operatori-it', Date.now()) === before) throw error;
    return undefined;
  });
  expect(answer === undefined || answer.prompts?.length === 1).toBe(true);
  // Nobody is logged in: in hours too the menu of what can be done without an operator comes.
  const choices = namesOf(await person.hearsAtLast('operatore.chiudi', { withinMs: 60_000 }));
  await person.presses(choices.includes('operatore.richiamata') ? '3' : '2');
  await person.hearsAtLast('saluto.arrivederci');
  const { end, journal } = await person.isHungUpOn();
  expect(end.cause).toBe(16);
  expect(journal.state).toBe('ended');
}, 120_000);

test.concurrent('a caller who chooses German is spoken to in German', async () => {
  const citizen = line.citizen(ordinary);
  const practice = firstOf(citizen);
  const person = await line.call();
  await person.hears('benvenuto.saluto', { language: 'it' });
  await person.presses('2');
  await person.hearsAtLast('principale.scelta', { language: 'de', withinMs: 30_000 });
  await person.presses('1');
  await person.hears('identificazione.chiedi-codice-fiscale', { language: 'de' });
  await person.presses(citizen.tasti);
  await person.hears('stato-domanda.come', { language: 'de' });
  await person.presses('1');
  await person.hears('stato-domanda.chiedi-pratica', { language: 'de' });
  await person.presses(`${practice.domus}#`);
  const { text } = await person.hears('stato-domanda.esito', { language: 'de' });
  const { prestazione, stato, presentata, aggiornata } = practice;
  const values = { prestazione, stato, presentata, aggiornata, sede: '|' };
  expect(text).toContain(messages.format('stato-domanda.esito', 'de', values).masked.split('|')[0]);
  const journal = await person.hangsUp();
  expect(journal.language).toBe('de');
}, 60_000);

test.concurrent('all keys of the dialog at once, right after the answer: none is lost', async () => {
  const citizen = line.citizen(ordinary);
  const practice = firstOf(citizen);
  const person = await line.call();
  await person.presses(`11${citizen.tasti}1${practice.domus}#`);
  expectStatus(await person.hearsAtLast('stato-domanda.esito'), practice);
  const journal = await person.hangsUp();
  const keys = journal.entries.filter(({ type }) => type === 'pressed');
  expect(keys).toHaveLength(3 + citizen.tasti.length + practice.domus.length + 1);
}, 60_000);

test('the same dialog with the other transport, ari-client', async () => {
  await line.everybodyHangsUp();
  await line.engine.stop();
  await line.startEngine({ ARI_TRANSPORT: 'ari-client' });
  const citizen = line.citizen(ordinary);
  const practice = firstOf(citizen);
  const person = await line.callToMenu();
  await identify(person, citizen.tasti);
  await askByNumber(person, practice.domus, practice);
  await person.hangsUp();
  const ahead = await line.call();
  await ahead.presses(`11${citizen.tasti}1${practice.domus}#`);
  expectStatus(await ahead.hearsAtLast('stato-domanda.esito'), practice);
  await ahead.hangsUp();
}, 120_000);

test('nobody is left, and nothing personal came out', async () => {
  await line.everybodyHangsUp();
  await line.nobodyLeft();
  expect(line.personal.size).toBeGreaterThan(30);
  expect(await line.leaks()).toEqual([]);
  // The search does look where calls leave their traces: a word that is everywhere is found everywhere.
  line.personal.add('a word', 'contact-center');
  const places = (await line.leaks()).map(({ where }) => where);
  expect(places).toContain('log/engine.log');
  expect(places).toContain('the list of calls');
  expect(places.some((where) => where.startsWith('Redis centralino:journal:'))).toBe(true);
  expect(places.some((where) => where.startsWith('the journal of '))).toBe(true);
});
