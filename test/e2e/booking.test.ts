/** A desk booked over the telephone: made, heard, moved and cancelled; and two callers who want the last one. */
import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import pino from 'pino';
import { type BackOfficeClient, createBackOfficeClient } from '../../src/backoffice/client.ts';
import { prenotazione } from '../../src/backoffice/operations/sportello.ts';
import type { ListedCitizen } from '../../src/backoffice/reference/citizens.ts';
import { Sensitive } from '../../src/privacy/sensitive.ts';
import { Line } from '../support/line.ts';
import { namesOf, type Person } from '../support/person.ts';

let line: Line;
let backOffice: BackOfficeClient;
let next = 100;

beforeAll(async () => {
  line = await Line.start();
  const { backOfficeUrl: baseUrl, backOfficeToken: token } = line.stack;
  backOffice = createBackOfficeClient({ baseUrl, token, logger: pino({ level: 'silent' }) });
}, 600_000);

afterAll(async () => {
  backOffice?.close();
  await line?.stop();
});

afterEach(async () => {
  await line.everybodyHangsUp();
  await line.nobodyLeft();
}, 60_000);

/** Somebody who has booked nothing yet. */
function somebody(): ListedCitizen {
  const citizen = line.citizen(({ caso }) => caso === 'ordinario', next);
  next += 20;
  return citizen;
}

/** A mobile number that has not called yet, with the code of Italy. */
function mobile(): string {
  next += 1;
  return `+39333${String(7_000_000 + next)}`;
}

async function toTheDesks(from: string): Promise<Person> {
  const person = await line.callToMenu(from);
  await person.presses('5');
  await person.hears('principale.menu-sportello.inizio');
  return person;
}

/** From the menu of the desks to the slots of the only desk of Civitavecchia. */
async function toTheSlots(person: Person, { tasti }: ListedCitizen): Promise<void> {
  await person.presses('1');
  await person.hears('identificazione.chiedi-codice-fiscale');
  await person.presses(tasti);
  await person.hears('prenotazione.come');
  await person.presses('2');
  await person.hears('sedi.chiedi-cap');
  await person.presses('00053');
  const offices = await person.hears('sedi.quale');
  expect(offices.text).toContain('Civitavecchia');
  await person.presses('1');
  await person.hears('prenotazione.motivo');
  await person.presses('1');
  await person.hears('prenotazione.precedenza');
  await person.presses('1');
  await person.hears('prenotazione.posti');
}

/** From the slots to the question whether to confirm, with the number that calls. */
async function toTheQuestion(person: Person, slot: string): Promise<void> {
  await person.presses(slot);
  await person.hears('prenotazione.cellulare');
  await person.presses('1');
  await person.hears('prenotazione.riepilogo');
}

/** What the institution knows of somebody's booking: asked for once more, it tells the one that there is. */
async function bookingOf(citizen: ListedCitizen): Promise<ReturnType<typeof prenotazione.parse> | undefined> {
  const ask = (operation: string, args: Record<string, unknown>) =>
    backOffice.call(operation, args, { idempotencyKey: randomUUID() });
  const chiavi = new Sensitive('codice-fiscale', citizen.tasti);
  const { persona } = (await ask('persone.cerca', { chiavi })).value;
  const { outcome, value } = await ask('sportello.conferma', {
    persona,
    posto: 'none',
    cellulare: new Sensitive('telefono', '+393337000000'),
    modo: 'in-presenza',
    motivo: 'informazioni',
    precedenza: 'nessuna',
  });
  // The code is spoken, so it is no Sensitive value: without the person's own code it leads to nobody.
  return outcome === 'already' ? prenotazione.parse(value) : undefined;
}

test('a desk is booked, and its code leads back to it: heard, moved, cancelled', async () => {
  const citizen = somebody();
  const from = mobile();
  const person = await toTheDesks(from);
  await toTheSlots(person, citizen);
  await toTheQuestion(person, '2');
  await person.presses('1');
  await person.hears('prenotazione.fatta');
  await person.hears('prenotazione.codice');
  const told = await person.hears('prenotazione.dettagli', { withinMs: 60_000 });
  expect(told.text).toContain('Civitavecchia');
  const receipt = await person.hearsOneOf('prenotazione.sms-inviato', 'prenotazione.senza-sms');
  expect(namesOf(receipt)).toEqual(['prenotazione.sms-inviato']);
  await person.hangsUp();

  const booked = await bookingOf(citizen);
  expect(booked).toMatchObject({ sede: 'Civitavecchia', motivo: 'informazioni', modo: 'in-presenza' });
  const again = await toTheDesks(from);
  await again.presses('2');
  await again.hears('identificazione.chiedi-codice-fiscale');
  await again.presses(`${citizen.tasti}${booked?.codice}`);
  await again.hearsAtLast('prenotazione.dettagli');
  await again.presses('1');
  await again.hearsAtLast('prenotazione.posti');
  await again.presses('3');
  await again.hears('prenotazione.riepilogo');
  await again.presses('1');
  await again.hears('prenotazione-esistente.spostata');
  const moved = await bookingOf(citizen);
  expect(moved?.codice).toBe(booked?.codice);
  expect(`${moved?.data} ${moved?.ora}`).not.toBe(`${booked?.data} ${booked?.ora}`);
  await again.hangsUp();

  const last = await toTheDesks(from);
  await last.presses('2');
  await last.hears('identificazione.chiedi-codice-fiscale');
  await last.presses(`${citizen.tasti}${booked?.codice}2`);
  await last.hearsAtLast('prenotazione-esistente.conferma-disdetta');
  await last.presses('1');
  await last.hears('prenotazione-esistente.disdetta');
  await last.hangsUp();
  expect(await bookingOf(citizen)).toBeUndefined();
}, 240_000);

test('two callers want the last desk of a slot: one has it, the other is told and takes the next', async () => {
  const citizens = [somebody(), somebody()];
  const people = [await toTheDesks(mobile()), await toTheDesks(mobile())];
  await Promise.all(
    people.map(async (person, index) => {
      await toTheSlots(person, citizens[index] ?? somebody());
      await toTheQuestion(person, '1');
    }),
  );
  await Promise.all(people.map((person) => person.presses('1')));
  const ends = await Promise.all(
    people.map(async (person) => {
      const heard = namesOf(await person.hearsOneOf('prenotazione.fatta', 'prenotazione.preso'));
      if (heard.includes('prenotazione.fatta')) return 'booked';
      await person.hears('prenotazione.posti');
      await person.presses('1');
      await person.hears('prenotazione.riepilogo');
      await person.presses('1');
      await person.hears('prenotazione.fatta');
      return 'the next';
    }),
  );
  expect(ends.sort()).toEqual(['booked', 'the next']);
  const bookings = await Promise.all(citizens.map(bookingOf));
  const slots = bookings.map((one) => `${one?.sede} ${one?.data} ${one?.ora}`);
  expect(new Set(slots).size).toBe(2);
  for (const person of people) await person.hangsUp();
}, 240_000);

test('nothing personal came out', async () => {
  expect(await line.leaks()).toEqual([]);
});
