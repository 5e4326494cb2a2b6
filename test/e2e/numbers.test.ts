/** The numbers that callers dial, in every form that networks write them, and calls that end too soon. */
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { flowsDir } from '../../src/cli/command.ts';
import { loadNumberPlan, type NumberPlan } from '../../src/numbers/plan.ts';
import { Line } from '../support/line.ts';

let line: Line;
let plan: NumberPlan;

beforeAll(async () => {
  [line, plan] = await Promise.all([Line.start(), loadNumberPlan(join(flowsDir, 'numbers.yaml'))]);
}, 600_000);

afterAll(async () => {
  await line?.stop();
});

describe('numbers', () => {
  test.concurrent.each([
    ['as it is dialled in its country', (given: { number: string }) => given.number],
    ['with 00', (given: { e164: string }) => given.e164.replace('+', '00')],
    ['with +', (given: { e164: string }) => given.e164],
  ])(
    'each number of the plan, %s, is greeted by its own line in its own language',
    async (_form, write) => {
      expect(plan.lines.length).toBeGreaterThan(14);
      await Promise.all(
        plan.lines.map(async (one) => {
          const person = await line.call({ to: write(one) });
          const first = one.flow === 'riscossione-enti' ? `${one.flow}.scelta` : `${one.flow}.saluto`;
          await person.hears(first, { language: one.language, withinMs: 60_000 });
          const journal = await person.hangsUp();
          expect(journal.line).toBe(one.id);
        }),
      );
    },
    120_000,
  );

  test.concurrent('a number that only a header names is found', async () => {
    const diverted = await line.call({
      to: '0699999999',
      headers: { Diversion: '<sip:0800904332@carrier.example>;reason=unconditional' },
    });
    await diverted.hears('benvenuto.saluto', { language: 'fr' });
    expect((await diverted.hangsUp()).line).toBe('francia');
    const called = await line.call({
      to: '0699999999',
      headers: { 'P-Called-Party-ID': '<sip:+34900993926@carrier.example;user=phone>' },
    });
    await called.hears('benvenuto.saluto', { language: 'es' });
    expect((await called.hangsUp()).line).toBe('spagna');
  }, 60_000);

  test.concurrent('a number that is not ours: a spoken apology to its end, then the call is over', async () => {
    const person = await line.call({ to: '0699999999' });
    await person.hearsWhole('sistema.numero-sconosciuto', { withinMs: 60_000 });
    const { end, journal } = await person.isHungUpOn();
    expect(end.cause).toBe(16);
    expect(journal.line).toBe('unknown');
  }, 120_000);
});

describe('hanging up leaves nothing behind', () => {
  afterEach(async () => {
    await line.everybodyHangsUp();
    await line.nobodyLeft();
  }, 60_000);

  test('right at the answer, many times', async () => {
    const before = (await line.calls()).length;
    await Promise.all(
      Array.from({ length: 10 }, async () => {
        const call = await line.dial();
        await call.hangUp();
      }),
    );
    await line.nobodyLeft();
    expect((await line.calls()).length).toBe(before + 10);
  }, 60_000);

  test('during the greeting', async () => {
    const person = await line.call();
    await person.hears('benvenuto.saluto');
    const { entries } = await person.hangsUp();
    // The flow does not go on for nobody.
    expect(entries.slice(-2).map(({ type }) => type)).toEqual(['heard', 'ended']);
    await line.nobodyLeft();
  }, 60_000);

  test('in the middle of a code', async () => {
    const { tasti } = line.citizen(({ caso }) => caso === 'ordinario');
    const person = await line.callToMenu();
    await person.presses('1');
    await person.hears('identificazione.chiedi-codice-fiscale');
    await person.presses(tasti.slice(0, 8));
    await person.hangsUp();
    await line.nobodyLeft();
  }, 60_000);

  test('while the archives are being asked', async () => {
    const { tasti } = line.citizen(({ caso }) => caso === 'ordinario');
    const person = await line.callToMenu();
    await person.presses('1');
    await person.hears('identificazione.chiedi-codice-fiscale');
    await line.backOffice({ hang: true });
    await person.presses(tasti);
    await person.sees('the look-up', ({ type }) => type === 'look-up');
    const journal = await person.hangsUp();
    expect(journal.entries.some(({ type }) => type === 'answer')).toBe(false);
    await line.nobodyLeft();
    await line.backOffice();
  }, 60_000);

  test('while a key is being pressed, and while the goodbye is spoken', async () => {
    const pressing = await line.callToMenu();
    const pressed = pressing.presses('11111111').catch(() => undefined);
    await pressing.sees('a key', ({ type, ms }) => type === 'pressed' && ms > 0);
    await pressing.hangsUp();
    await pressed;
    const leaving = await line.callToMenu();
    await leaving.presses('00');
    // No operator: none is there, or none answers at this hour.
    await leaving.hearsAtLast('operatore.richiamata', { withinMs: 60_000 });
    await leaving.presses('3');
    await leaving.hearsAtLast('saluto.arrivederci');
    await leaving.hangsUp();
    await line.nobodyLeft();
  }, 150_000);
});

test('nothing personal came out', async () => {
  expect(await line.leaks()).toEqual([]);
});
