import { setImmediate as tick } from 'node:timers/promises';
import { afterEach, describe, expect, test } from '@jest/globals';
import { pino } from 'pino';
import { project } from '../../test/support/small-project.ts';
import type { SimulatedCall } from '../telephony/simulated/simulated-call.ts';
import { SimulatedNetwork, SimulatedTelephony } from '../telephony/simulated/simulated-telephony.ts';
import { Calls, type CallsOptions } from './calls.ts';
import { Journals } from './journals.ts';
import type { HandedOver, Recordings } from './ports.ts';
import type { Release } from './release.ts';

const flow = `
flow: prova
title: Prova
start: scelta
steps:
  scelta:
    menu: { "1": invio, "2": coda, "3": sede, "4": messaggio, "5": domanda }
    say: p.scelta
    failed: fine
  invio:
    send-document: certificazione-unica
    to: residence
    save: richiesta
    accepted: fatto
    already: fatto
    refused: fatto
    unavailable: guasto
  coda:
    queue: pensioni
    news: p.posizione
    call-back-key: "1"
    answered: fatto
    callback: fatto
    no-number: fatto
    closed: guasto
    full: guasto
    nobody: guasto
    timeout: guasto
    unavailable: guasto
  sede:
    transfer: ufficio
    answered: fatto
    busy: guasto
    no-answer: guasto
    unavailable: guasto
  messaggio:
    record: certificati
    say: p.lasci
    save: nota
    done: fatto
    silent: messaggio
    failed: guasto
  domanda:
    survey: gradimento
    questions: [{ name: voto, say: p.voto }]
    save: risposte
    done: fatto
    skipped: saltato
    unavailable: guasto
  saltato: { say: p.saltato, then: fine }
  fatto: { say: p.fatto, then: fine }
  guasto: { say: p.guasto, then: fine }
  fine: { hang-up: normal }
`;

const placed: SimulatedCall[] = [];
afterEach(async () => {
  for (const call of placed.splice(0)) call.hangUp();
  await settle();
});

async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await tick();
}

/** A call that stands before the menu; `heard` is what plays. */
async function call(parts: Partial<CallsOptions> = {}) {
  const journals = new Journals({ put: async () => {}, get: async () => undefined, list: async () => [] });
  const release: Release = {
    project: project({ prova: flow }),
    resolve: () => ({ id: 'l', flow: 'prova', language: 'it' }),
    voice: {
      ready: (prompt) => [`/audio/${prompt}.alaw`],
      render: async () => [],
      fallback: () => ['/audio/scuse.alaw'],
    },
    texts: { masked: (prompt) => prompt },
  };
  const calls = new Calls({
    releases: { current: release, find: async () => release },
    backOffice: { call: async () => ({ outcome: 'unavailable', value: null }) },
    checkpoints: { save: () => {}, load: async () => undefined, forget: () => {} },
    journals,
    logger: pino({ level: 'silent' }),
    maxCalls: 2,
    maxCallMs: 60_000,
    ...parts,
  });
  const network = new SimulatedNetwork();
  await new SimulatedTelephony(network).start({
    accepts: () => calls.accepts(),
    offered: (channel, offer) => calls.offered(channel, offer),
  });
  const caller = network.call({ dialled: '803164', caller: '+390655512345' });
  if (caller === undefined) throw new Error('no engine took the call');
  placed.push(caller);
  await settle();
  const press = async (key: '#' | '1' | '2' | '3' | '4' | '5') => {
    caller.press([key]);
    await settle();
  };
  const heard = () => caller.playing?.media.map((one) => (one.kind === 'file' ? one.path : '')).join();
  return { caller, press, heard, journals };
}

describe('without anybody to ask', () => {
  test.each(['1', '2', '3'] as const)('key %s ends up where the service is unavailable', async (key) => {
    const { press, heard } = await call();
    await press(key);
    expect(heard()).toBe('/audio/p.guasto.alaw');
  });

  test('no questions are asked, and the call goes on', async () => {
    const { press, heard } = await call();
    await press('5');
    expect(heard()).toBe('/audio/p.saltato.alaw');
  });
});

describe('with somebody to ask', () => {
  test('a document is ordered in the language of the call, under a key', async () => {
    const asked: unknown[] = [];
    const { press, heard, journals, caller } = await call({
      requests: {
        request: async (service, operation, args, { idempotencyKey, call: facts }) => {
          asked.push({ service, operation, args, idempotencyKey, language: facts.language });
          return { outcome: 'accepted', value: { riferimento: 'R1' } };
        },
      },
    });
    await press('1');
    expect(asked).toEqual([
      {
        service: 'document',
        operation: 'certificazione-unica',
        args: { to: 'residence', values: {} },
        idempotencyKey: expect.stringContaining(caller.channel.id),
        language: 'it',
      },
    ]);
    expect(heard()).toBe('/audio/p.fatto.alaw');
    const journal = await journals.find(caller.channel.id);
    expect(journal?.entries).toContainEqual(
      expect.objectContaining({ type: 'request', operation: 'document certificazione-unica' }),
    );
  });

  test('a service that throws is unavailable', async () => {
    const { press, heard } = await call({
      requests: { request: async () => Promise.reject(new Error('broken')) },
    });
    await press('1');
    expect(heard()).toBe('/audio/p.guasto.alaw');
  });

  test('answers of a questionnaire are kept', async () => {
    const saved: unknown[] = [];
    const { press, heard } = await call({
      surveys: {
        begin: async (survey, days) => {
          saved.push([survey, days]);
          return { outcome: 'due', value: null };
        },
        save: async (survey, answers) => {
          saved.push([survey, answers]);
          return { outcome: 'done', value: null };
        },
      },
    });
    await press('5');
    await press('4');
    expect(saved).toEqual([
      ['gradimento', 7],
      ['gradimento', { voto: 4 }],
    ]);
    expect(heard()).toBe('/audio/p.fatto.alaw');
  });

  test('a queue has the caller until it says how it ended; whoever hangs up is let go', async () => {
    const told: string[] = [];
    const entered: HandedOver[] = [];
    let over: () => void = () => {};
    const operators = {
      enter: async (_queue: string, _context: unknown, handed: HandedOver) => {
        entered.push(handed);
        await new Promise<void>((resolve) => {
          over = resolve;
        });
        return { outcome: 'answered', value: null };
      },
      pendingCallBack: async () => ({ outcome: 'none', value: null }),
      callBack: async () => ({ outcome: 'accepted', value: { finale: '000' } }),
      transfer: async () => ({ outcome: 'busy', value: null }),
      tell: (_id: string, word: string) => told.push(word),
    };
    const first = await call({ operators });
    await first.press('2');
    entered[0]?.news({ connected: false, value: { posizione: 2, attesa: 3 } });
    await settle();
    expect(first.heard()).toBe('/audio/p.posizione.alaw');
    await first.press('1');
    expect(told).toEqual(['call-back']);
    entered[0]?.news({ connected: true, value: null });
    await settle();
    expect(first.heard()).toBeUndefined();
    over();
    await settle();
    expect(first.heard()).toBe('/audio/p.fatto.alaw');

    const second = await call({ operators });
    await second.press('2');
    second.caller.hangUp();
    await settle();
    expect(entered.map(({ signal }) => signal.aborted)).toEqual([false, true]);
    entered[1]?.news({ connected: true, value: null });
    over();
  });
});

describe('a voice message', () => {
  const box = () => {
    const kept: unknown[] = [];
    const discarded: string[] = [];
    const recordings: Recordings = {
      keep: async ({ box: name, seconds }) => {
        kept.push([name, seconds]);
        return { outcome: 'done', value: { riferimento: '47120385' } };
      },
      discard: (name) => discarded.push(name),
    };
    return { kept, discarded, recordings };
  };
  const recording = async (recordings?: Recordings) => {
    const line = await call(recordings === undefined ? {} : { recordings });
    await line.press('4');
    line.caller.finishPlayback();
    await settle();
    return line;
  };

  test('is recorded with a beep and its limits, ended by #, and kept', async () => {
    const { kept, recordings } = box();
    const { caller, heard } = await recording(recordings);
    expect(caller.commands.at(-1)).toMatchObject({
      type: 'record',
      options: { beep: true, terminateOn: '#', maxSeconds: 120, maxSilenceSeconds: 4 },
    });
    caller.finishRecording(5_000);
    await settle();
    expect(kept).toEqual([['certificati', 5]]);
    expect(heard()).toBe('/audio/p.fatto.alaw');
  });

  test('with nothing in it is thrown away and asked for again', async () => {
    const { kept, discarded, recordings } = box();
    const { caller, heard } = await recording(recordings);
    caller.finishRecording(0);
    await settle();
    expect([kept.length, discarded.length]).toEqual([0, 1]);
    expect(heard()).toBe('/audio/p.lasci.alaw');
  });

  test('that nobody can keep has failed', async () => {
    const { caller, heard } = await recording();
    caller.finishRecording(2_000);
    await settle();
    expect(heard()).toBe('/audio/p.guasto.alaw');
  });

  test('that cannot be kept is said to have failed', async () => {
    const { recordings } = box();
    const { caller, heard } = await recording({
      ...recordings,
      keep: async () => ({ outcome: 'unavailable', value: null }),
    });
    caller.finishRecording(2_000);
    await settle();
    expect(heard()).toBe('/audio/p.guasto.alaw');
  });

  test('of a caller who hangs up after speaking is kept', async () => {
    const { kept, recordings } = box();
    const { caller } = await recording(recordings);
    caller.hangUp(3_000);
    await settle();
    expect(kept).toEqual([['certificati', 3]]);
  });
});
