/** What operators do with a caller, on a real line: everybody speaks on a tone of their own, and who hears whom is measured. */
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { Call } from '../../src/caller/call.ts';
import { Desks, type LineOperator } from '../../src/rig/desks.ts';
import { queueChanges, queueNumber } from '../../src/rig/queue-line.ts';
import { Line } from '../support/line.ts';
import { ended, type Person } from '../support/person.ts';
import { until } from '../support/until.ts';
import { hearEachOther, hearsOnlyMusic, type Voice } from '../support/voice.ts';

const recordSeconds = 300;

let line: Line;
let desks: Desks;
beforeAll(async () => {
  line = await Line.start({ flowChanges: queueChanges });
  desks = await Desks.open(line);
}, 600_000);
afterEach(async () => {
  await line?.everybodyHangsUp();
});
afterAll(async () => {
  if (process.env['KEEP_LOGS'] !== undefined)
    await cp(join(line.dataDir, 'log'), process.env['KEEP_LOGS'], { recursive: true });
  await desks?.close();
  await line?.stop();
});

interface Talk {
  readonly caller: Person;
  readonly anna: LineOperator;
  readonly maria: Voice;
  readonly operator: Voice;
}

/** Maria, who called, and Anna, who is an operator, hear each other. */
async function talking(number: number): Promise<Talk> {
  const anna = await desks.operator(`anna-${number}`, ['pensioni']);
  const caller = await line.call({ to: queueNumber, recordSeconds });
  await caller.hearsAtLast('operatore.coda');
  await anna.ready();
  const operator = { phone: await anna.answer(recordSeconds), hz: 2_350 };
  const maria = { phone: caller.sip, hz: 1_850 };
  await anna.is('talking');
  await hearEachOther(maria, operator);
  return { caller, anna, maria, operator };
}

async function colleague(name: string, topic: string, ready = true): Promise<LineOperator> {
  const desk = await desks.operator(name, [topic]);
  if (ready) await desk.ready();
  return desk;
}

const voiceOf = (phone: Call): Voice => ({ phone, hz: 2_850 });

test('a colleague is asked: music for the caller, who hears nothing of it; cancelled, the first goes on', async () => {
  const { caller, anna, maria, operator } = await talking(1);
  const boris = await colleague('boris-1', 'famiglia');
  expect(await anna.command({ type: 'consult', to: { type: 'operator', operator: boris.name } })).toBe(
    'done',
  );
  const asked = voiceOf(await boris.answer(recordSeconds));
  await hearsOnlyMusic(maria, operator, asked);

  expect(await anna.command({ type: 'cancel-consult' })).toBe('done');
  await ended(asked.phone);
  await boris.is('wrap-up');
  expect(await anna.command({ type: 'unhold' })).toBe('done');
  await hearEachOther(maria, operator);
  await caller.hangsUp();
  await ended(operator.phone);
  await line.nobodyLeft();
  await Promise.all([anna.close(), boris.close()]);
}, 180_000);

test.each(['operator', 'queue'] as const)(
  'a colleague who was asked, by %s, gets the caller: the two talk, the first is free',
  async (how) => {
    const number = how === 'operator' ? 2 : 3;
    const { caller, anna, maria, operator } = await talking(number);
    const boris = await colleague(`boris-${number}`, 'famiglia');
    const to =
      how === 'operator'
        ? ({ type: 'operator', operator: boris.name } as const)
        : ({ type: 'queue', queue: 'famiglia' } as const);
    expect(await anna.command({ type: 'consult', to })).toBe('done');
    const asked = voiceOf(await boris.answer(recordSeconds));
    await hearEachOther(operator, asked);
    expect(await anna.command({ type: 'complete-transfer' })).toBe('done');
    await ended(operator.phone);
    await anna.is('wrap-up');
    await hearEachOther(maria, asked);
    await asked.phone.hangUp();
    await caller.hearsAtLast('questionario-operatore.invito');
    await caller.hangsUp();
    await line.nobodyLeft();
    await Promise.all([anna.close(), boris.close()]);
  },
  180_000,
);

test.each(['operator', 'queue'] as const)(
  'a caller is given to another %s without asking: music until somebody answers',
  async (how) => {
    const number = how === 'operator' ? 4 : 5;
    const { caller, anna, maria, operator } = await talking(number);
    const boris = await colleague(`boris-${number}`, how === 'operator' ? 'pensioni' : 'famiglia');
    const to =
      how === 'operator'
        ? ({ type: 'operator', operator: boris.name } as const)
        : ({ type: 'queue', queue: 'famiglia' } as const);
    expect(await anna.command({ type: 'transfer', to })).toBe('done');
    await ended(operator.phone);
    await anna.is('wrap-up');
    const ringing = await boris.rings();
    const before = maria.phone.heardMs;
    await until('music', () => maria.phone.heardMs > before + 500);
    const next = voiceOf(await ringing.answer({ sending: 'silence', recordSeconds }));
    await boris.is('talking');
    await hearEachOther(maria, next);
    await caller.hangsUp();
    await ended(next.phone);
    await line.nobodyLeft();
    await Promise.all([anna.close(), boris.close()]);
  },
  180_000,
);

test('three in a conference all hear each other; who asked leaves it, the other two go on', async () => {
  const { caller, anna, maria, operator } = await talking(6);
  const boris = await colleague('boris-6', 'famiglia');
  expect(await anna.command({ type: 'consult', to: { type: 'operator', operator: boris.name } })).toBe(
    'done',
  );
  const asked = voiceOf(await boris.answer(recordSeconds));
  await hearEachOther(operator, asked);
  expect(await anna.command({ type: 'conference' })).toBe('done');
  await hearEachOther(maria, operator, asked);
  await operator.phone.hangUp();
  await anna.is('wrap-up');
  await hearEachOther(maria, asked);
  await caller.hangsUp();
  await ended(asked.phone);
  await line.nobodyLeft();
  await Promise.all([anna.close(), boris.close()]);
}, 180_000);

test('a caller keys in who they are, in private: the operator hears nothing, then talks with who is known', async () => {
  const citizen = line.citizen(
    ({ caso, pinTelefonico }) => caso === 'ordinario' && pinTelefonico !== undefined,
  );
  const { caller, anna, maria, operator } = await talking(7);
  expect((await desks.known(anna)).level).toBe(null);
  // The whisper may still be on its way into the recording; from here on it is silence.
  await operator.phone.silence({ ms: 300, timeoutMs: 20_000 });
  const before = operator.phone.heardMs;
  expect(await anna.command({ type: 'transfer', to: { type: 'flow', flow: 'identificazione' } })).toBe(
    'done',
  );
  await caller.hearsAtLast('identificazione.chiedi-codice-fiscale');
  await maria.phone.speak(300);
  await caller.presses(citizen.tasti);
  await caller.hearsAtLast('pin-telefonico.chiedi');
  expect(operator.phone.heardMs).toBe(before);
  await caller.presses(citizen.pinTelefonico?.tasti ?? '');
  await until('the level at the desk', async () => (await desks.known(anna)).level === 'pin');
  await anna.is('talking');
  expect(operator.phone.heardMs).toBe(before);
  await hearEachOther(maria, operator);
  await operator.phone.hangUp();
  await caller.hearsAtLast('questionario-operatore.invito');
  await caller.hangsUp();
  await line.nobodyLeft();
  await anna.close();
  expect(await line.leaks()).toEqual([]);
}, 240_000);

test('the operator sends the caller to the questionnaire and is free', async () => {
  const { caller, anna, operator } = await talking(8);
  expect(await anna.command({ type: 'transfer', to: { type: 'flow', flow: 'questionario' } })).toBe('done');
  await ended(operator.phone);
  await anna.is('wrap-up');
  await caller.hearsAtLast('questionario-operatore.invito');
  await caller.hangsUp();
  await line.nobodyLeft();
  await anna.close();
}, 120_000);
