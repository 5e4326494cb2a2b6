/** A PIN issued by the portal over HTTP, keyed in on the telephone: good, replaced, taken back. */
import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { z } from 'zod';
import { signature } from '../../src/codice-fiscale/keypad.ts';
import { Line } from '../support/line.ts';
import type { Person } from '../support/person.ts';

const token = randomBytes(16).toString('hex');
let line: Line;

beforeAll(async () => {
  line = await Line.start({ env: { PORTAL_TOKEN: token } });
}, 600_000);

afterAll(async () => {
  await line?.stop();
});

async function portal(path: string, body: Record<string, unknown>) {
  const response = await fetch(`${line.stack.backOfficeUrl}/portale/${path}`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      'idempotency-key': randomUUID(),
    },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(10_000),
  });
  expect(response.status).toBe(200);
  return z.object({ outcome: z.string(), value: z.looseObject({}) }).parse(await response.json());
}

test('what the portal issues and takes back is what the telephone takes', async () => {
  const citizen = line.citizen(({ caso, pratiche }) => caso === 'ordinario' && pratiche.length > 1);
  const { codiceFiscale } = citizen;
  const issue = async () => {
    const { value } = await portal('pin', { codiceFiscale, validita: 'giorno' });
    const pin = z.string().parse(value['pin']);
    line.personal.add('a PIN', pin);
    line.personal.add('keys of a PIN', signature(pin));
    return signature(pin);
  };
  const toPin = async (person: Person) => {
    await person.presses('1');
    await person.hears('identificazione.chiedi-codice-fiscale');
    await person.presses(citizen.tasti);
    await person.hears('stato-domanda.come');
    await person.presses('2');
    await person.hears('pin-telefonico.chiedi');
  };

  const old = await issue();
  const current = await issue();
  const person = await line.callToMenu();
  await toPin(person);
  await person.presses(old);
  await person.hears('pin-telefonico.errato');
  await person.hears('pin-telefonico.chiedi');
  await person.presses(current);
  await person.hearsAtLast('stato-domanda.elenco');
  await person.hangsUp();

  expect(await portal('pin/revoca', { codiceFiscale })).toMatchObject({ outcome: 'revoked' });
  expect(await portal('pin/stato', { codiceFiscale })).toMatchObject({ outcome: 'none' });
  const other = await line.callToMenu();
  await toPin(other);
  await other.presses(current);
  await other.hears('pin-telefonico.assente');
  await other.hangsUp();
  await line.nobodyLeft();
  expect(await line.leaks()).toEqual([]);
}, 240_000);
