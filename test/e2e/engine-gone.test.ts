/** The only engine dies and does not come back for a while: Asterisk itself takes care of the callers it had. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Call } from '../../src/caller/call.ts';
import { decodeInto } from '../../src/caller/g711.ts';
import type { FallbackSound } from '../../src/provision/fallback.ts';
import { Desks } from '../../src/rig/desks.ts';
import { queueChanges, queueNumber } from '../../src/rig/queue-line.ts';
import { Line } from '../support/line.ts';
import { ended } from '../support/person.ts';
import { samplesOf } from '../support/tone.ts';
import { until } from '../support/until.ts';
import { hearEachOther } from '../support/voice.ts';

const recordSeconds = 120;
/** How the dialplan ends a call. */
const congestion = { by: 'remote', cause: 42 };

let line: Line;
let desks: Desks;

beforeAll(async () => {
  line = await Line.start({ flowChanges: queueChanges, env: { RESCUE_SECONDS: '8' } });
  desks = await Desks.open(line);
}, 600_000);

afterAll(async () => {
  await desks?.close();
  await line?.stop();
});

/** Whether what was heard holds a sound of the dialplan: A-law arrives as it is in the file. */
async function hasHeard(call: Call, language: string, sound: FallbackSound): Promise<boolean> {
  const file = await readFile(join(line.dataDir, 'fallback', language, `${sound}.alaw`));
  const spoken = new Int16Array(file.length);
  decodeInto('PCMA', file, 0, file.length, spoken, 0);
  const heard = Buffer.from(samplesOf(call.recording() ?? Buffer.alloc(0)).buffer);
  // Pieces of 0.1 s of its first second; a packet may have been late.
  const pieces = Array.from({ length: 10 }, (_, piece) => spoken.slice(800 * piece, 800 * (piece + 1)));
  const loud = pieces.filter((piece) => piece.some((sample) => sample > 1_000));
  return loud.some((piece) => heard.includes(Buffer.from(piece.buffer)));
}

async function isTold(call: Call, language: string): Promise<void> {
  for (const sound of ['interrupted', 'unreachable'] as const)
    await until(`"${sound}" in ${language}`, () => hasHeard(call, language, sound));
  expect(await ended(call)).toMatchObject(congestion);
}

async function rescued(): Promise<string | undefined> {
  const response = await fetch(`${line.stack.httpUrl}/metrics`, { signal: AbortSignal.timeout(10_000) });
  return /^centralino_calls_rescued_total\S* (\d+)$/m.exec(await response.text())?.[1];
}

test('callers in a flow and in line hear that it was interrupted, each in their language; who talks goes on talking', async () => {
  const anna = await desks.operator('anna', ['pensioni']);
  const maria = await line.call({ to: queueNumber, recordSeconds });
  await maria.hearsAtLast('operatore.coda');
  await anna.ready();
  const voices = [
    { phone: maria.sip, hz: 1_850 },
    { phone: await anna.answer(recordSeconds), hz: 2_350 },
  ] as const;
  await anna.is('talking');
  await hearEachOther(...voices);
  const waiting = await line.call({ to: queueNumber, recordSeconds });
  await waiting.hearsAtLast('operatore.coda');
  const german = await line.call({ to: '+498001821138', recordSeconds });
  await until('a prompt', () => german.sip.heardMs > 500);
  expect(await rescued()).toBe('0');

  line.engine.kill('SIGKILL');
  await line.engine.exited;
  await Promise.all([isTold(german.sip, 'de'), isTold(waiting.sip, 'it')]);
  await hearEachOther(...voices);
  const [, { phone: operator }] = voices;
  await operator.hangUp();
  await until('"interrupted" in it', () => hasHeard(maria.sip, 'it', 'interrupted'));
  await maria.sip.hangUp();
  await until('an Asterisk without calls', async () => (await line.channels()).length === 0);

  await line.startEngine();
  await until('what Asterisk did in the metrics', async () => (await rescued()) === '3');
  const next = await line.callToMenu();
  await next.hangsUp();
  await line.nobodyLeft();
  await until('an Asterisk without bridges', async () => (await line.bridges()).length === 0);
  await until('an operator who talks with nobody', async () => !/talking/.test(await anna.state()));
  expect(await rescued()).toBe('3');
}, 180_000);

test('an engine that stood still for too long lets go of who was told by Asterisk, and takes new calls', async () => {
  const caller = await line.call({ to: '+33800904332', recordSeconds });
  await until('a prompt', () => caller.sip.heardMs > 500);
  line.engine.kill('SIGSTOP');
  await until('"interrupted" in fr', () => hasHeard(caller.sip, 'fr', 'interrupted'));
  line.engine.kill('SIGCONT');
  // The caller is still on the line, and hears the rest of it.
  await until('an engine without calls', async () => (await line.readiness()).calls === 0);
  const journal = await caller.journal();
  expect(journal.entries.at(-1)).toMatchObject({ type: 'ended' });
  await until('the end of a session', async () => (await line.checkpoint(caller.callId)) === undefined);
  const next = await line.callToMenu();
  await next.hangsUp();
  await caller.sip.hangUp();
  await line.nobodyLeft();
}, 120_000);
