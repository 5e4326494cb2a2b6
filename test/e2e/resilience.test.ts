/** A line whose engine goes away, is full, or waits for archives that do not answer: what callers hear. */
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { SipCallError } from '../../src/caller/errors.ts';
import { SipPhone } from '../../src/caller/sip-phone.ts';
import { Line } from '../support/line.ts';
import { testPort } from '../support/parts.ts';
import { ended } from '../support/person.ts';
import { until } from '../support/until.ts';

let phone: SipPhone;
let line: Line;

beforeAll(async () => {
  const sipPort = await testPort();
  line = await Line.start({
    env: {
      SILENCE_SECONDS: '3',
      MAX_CALLS: '1',
      CALLER_CALLS_PER_MINUTE: '2',
      FALLBACK_QUEUE: `sip:operatori@127.0.0.1:${sipPort}`,
      // Operators are there whenever this test is run.
      FALLBACK_CALENDAR: 'automatici',
    },
    // Nobody asks to wait: that is what the watchdog is for.
    flowChanges: [['settings.yaml', 'please-wait: 1.5', 'please-wait: 50']],
  });
  const server = { host: '127.0.0.1', port: line.stack.sipPort };
  phone = await SipPhone.open({ server, bindAddress: '127.0.0.1', sipPort });
}, 600_000);

afterAll(async () => {
  phone?.close();
  await line?.stop();
});

afterEach(async () => {
  await line.everybodyHangsUp();
  await line.nobodyLeft();
}, 60_000);

async function metric(name: RegExp): Promise<number> {
  const text = await (await fetch(`${line.stack.httpUrl}/metrics`)).text();
  return Number(new RegExp(`^${name.source} (\\d+)`, 'm').exec(text)?.[1] ?? 0);
}

test('archives that hang: the caller is not left in silence, and it is reported', async () => {
  const citizen = line.citizen(({ caso, pratiche }) => caso === 'ordinario' && pratiche.length > 0);
  const person = await line.callToMenu();
  await person.presses('1');
  await person.hears('identificazione.chiedi-codice-fiscale');
  await line.backOffice({ hang: true });
  try {
    await person.presses(citizen.tasti);
    await person.sees(
      'the end of a silence',
      (one) => one.type === 'trouble' && one.what === 'silence: request',
    );
    expect(await metric(/centralino_silence_total{what="request"}/)).toBeGreaterThan(0);
  } finally {
    await line.backOffice();
  }
  await person.sip.hangUp();
}, 120_000);

test('a full engine: a second caller hears that all lines are busy, and is not kept', async () => {
  const person = await line.callToMenu();
  const second = await line.dial();
  await until('the words', () => second.heardMs > 1_000);
  expect(await ended(second)).toMatchObject({ by: 'remote', cause: 42 });
  expect(await metric(/centralino_calls_turned_away_total{why="calls"}/)).toBeGreaterThan(0);
  await person.hangsUp();
  await line.nobodyLeft();
  const third = await line.callToMenu();
  await third.hangsUp();
}, 120_000);

test('one number that calls again and again is busy; others are served', async () => {
  const from = line.newNumber();
  for (let count = 0; count < 2; count += 1) {
    const person = await line.callToMenu(from);
    await person.hangsUp();
    await line.nobodyLeft();
  }
  const refused = await line.dial({ from }).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(SipCallError);
  expect(refused).toMatchObject({ status: 486 });
  const other = await line.callToMenu();
  await other.hangsUp();
}, 120_000);

test('without an engine the dialplan offers an operator, whose phone rings; a new engine serves the next', async () => {
  line.engine.kill('SIGKILL');
  await line.engine.exited;
  const rings = phone.incoming(90_000);
  // It had said that it was full: that counts for nobody who calls afterwards.
  const person = await line.dial();
  const incoming = await rings;
  expect(incoming.dialled).toBe('operatori');
  const operator = await incoming.answer();
  // They are together: who hangs up ends it for both.
  await operator.hangUp();
  await ended(person);
  await line.startEngine();
  await line.nobodyLeft();
  const next = await line.callToMenu();
  await next.hangsUp();
}, 180_000);

test('nothing personal came out', async () => {
  expect(await line.leaks()).toEqual([]);
});
