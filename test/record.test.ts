/** Voice messages on a real Asterisk: a caller leaves one, says nothing, or hangs up after speaking. */
import { existsSync, statSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { pino } from 'pino';
import { Calls } from '../src/call/calls.ts';
import { Journals } from '../src/call/journals.ts';
import type { Recordings } from '../src/call/ports.ts';
import type { Call } from '../src/caller/call.ts';
import { SipCaller } from '../src/caller/sip-caller.ts';
import { AsteriskTelephony } from '../src/telephony/asterisk/asterisk-telephony.ts';
import { startTestAsterisk, type TestAsterisk, testDir } from './support/parts.ts';
import { project } from './support/small-project.ts';

const flow = `
flow: prova
title: Prova
start: messaggio
steps:
  messaggio:
    record: certificati
    say: p.lasci
    max: 20
    silence: 2
    save: nota
    done: grazie
    silent: muto
    failed: muto
  grazie: { say: p.grazie, then: fine }
  muto: { say: p.muto, then: fine }
  fine: { hang-up: normal }
`;

let asterisk: TestAsterisk;
let telephony: AsteriskTelephony;
let caller: SipCaller;
let removeDir: () => Promise<void>;
const journals = new Journals({ put: async () => {}, get: async () => undefined, list: async () => [] });
type Message = Parameters<Recordings['keep']>[0];
const kept: (Message & { readonly callId: string })[] = [];
const discarded: string[] = [];
const waiting = new Set<() => void>();
const wake = () => {
  for (const look of waiting) look();
};

/** Resolves when it holds; looked at whenever a message was kept or thrown away. */
function until(holds: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      if (!holds()) return;
      waiting.delete(look);
      resolve();
    };
    waiting.add(look);
    look();
  });
}

beforeAll(async () => {
  const dir = await testDir();
  removeDir = dir.remove;
  asterisk = await startTestAsterisk({ dataDir: dir.path });
  const prompt = join(dir.path, 'prompt.alaw');
  await writeFile(prompt, Buffer.alloc(2_400, 0x80));
  const logger = pino({ level: 'silent' });
  const calls = new Calls({
    releases: {
      current: {
        project: project({ prova: flow }),
        resolve: () => ({ id: 'l', flow: 'prova', language: 'it' }),
        voice: { ready: () => [prompt], render: async () => [prompt], fallback: () => [prompt] },
        texts: { masked: (name) => name },
      },
      find: async () => undefined,
    },
    backOffice: { call: async () => ({ outcome: 'unavailable', value: null }) },
    checkpoints: { save: () => {}, load: async () => undefined, forget: () => {} },
    recordings: {
      keep: async (message, { call }) => {
        kept.push({ ...message, callId: call.id });
        wake();
        return { outcome: 'done', value: { riferimento: '47120385' } };
      },
      discard: (name) => {
        discarded.push(name);
        wake();
      },
    },
    journals,
    logger,
    maxCalls: 5,
    maxCallMs: 60_000,
  });
  telephony = new AsteriskTelephony(
    {
      url: `http://127.0.0.1:${asterisk.ariPort}`,
      user: asterisk.ariUser,
      password: asterisk.ariPassword,
      application: 'centralino-record',
      transport: 'websocket',
      silenceFolder: join(dir.path, 'silence'),
    },
    logger,
  );
  await telephony.start({
    accepts: () => calls.accepts(),
    offered: (channel, offer) => calls.offered(channel, offer),
  });
  caller = await SipCaller.open({
    server: { host: '127.0.0.1', port: asterisk.sipPort },
    bindAddress: '127.0.0.1',
  });
}, 300_000);

afterAll(async () => {
  await caller?.close();
  await telephony?.close();
  await asterisk?.stop();
  await removeDir?.();
});

/** A call whose prompt and beep were heard. */
async function afterBeep(): Promise<Call> {
  const call = await caller.call({
    to: '803164',
    from: '0655512345',
    ringTimeoutMs: 20_000,
    sending: 'silence',
  });
  await call.nextAudio({ afterTime: 0, timeoutMs: 10_000 });
  await call.silence({ ms: 600, timeoutMs: 20_000 });
  return call;
}

const audioOf = (name: string) => join(asterisk.recordingsDir, `${name}.wav`);

async function stepsOf(id: string): Promise<readonly string[]> {
  const journal = await journals.find(id);
  return journal?.entries.flatMap((entry) => (entry.type === 'step' ? [entry.step] : [])) ?? [];
}

test('a message is recorded after the beep, ended by #, and kept with its audio', async () => {
  const call = await afterBeep();
  await call.speak(2_500);
  await call.press('#');
  await until(() => kept.length === 1);
  const [message] = kept;
  expect(message).toMatchObject({ box: 'certificati' });
  expect(message?.seconds).toBeGreaterThanOrEqual(1);
  expect(statSync(audioOf(message?.name ?? '')).size).toBeGreaterThan(20_000);
  await call.ended;
  expect(await stepsOf(message?.callId ?? '')).toEqual(['messaggio', 'grazie', 'fine']);
}, 60_000);

test('who says nothing is told so', async () => {
  const call = await afterBeep();
  await until(() => discarded.length === 1);
  await call.ended;
  const [name = ''] = discarded;
  expect(await stepsOf(name.slice(0, name.lastIndexOf('-')))).toEqual(['messaggio', 'muto', 'fine']);
  expect(kept).toHaveLength(1);
}, 60_000);

test('who speaks and hangs up has left a message', async () => {
  const call = await afterBeep();
  await call.speak(2_500);
  await call.hangUp();
  await until(() => kept.length === 2);
  expect(existsSync(audioOf(kept[1]?.name ?? ''))).toBe(true);
}, 60_000);
