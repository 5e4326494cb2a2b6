/** Nobody is left in silence: a call on a simulated line, with time that the test moves. */
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import fc from 'fast-check';
import { pino } from 'pino';
import { project } from '../../test/support/small-project.ts';
import { Project } from '../flow/project.ts';
import type { SimulatedCall } from '../telephony/simulated/simulated-call.ts';
import { SimulatedNetwork, SimulatedTelephony } from '../telephony/simulated/simulated-telephony.ts';
import { Calls, type CallsOptions } from './calls.ts';
import { type Air, DeadAir } from './dead-air.ts';
import { Journals } from './journals.ts';
import type { Silence } from './observer.ts';
import type { Release } from './release.ts';

const flow = `
flow: prova
title: Prova
defaults: { silence: 20, look-up: 60 }
start: scelta
steps:
  scelta:
    menu: { "1": ricerca }
    say: p.scelta
    failed: fine
  ricerca:
    look-up: cose.cerca
    with: { numero: "1" }
    save: cosa
    found: trovata
    not-found: scelta
    unavailable: assente
  trovata: { say: p.trovata, with: $cosa, then: scelta }
  assente: { say: p.assente, then: scelta }
  fine: { hang-up: normal }
`;

beforeEach(() => {
  jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask', 'performance'] });
});
afterEach(() => {
  jest.useRealTimers();
});

/** Everything that is under way happens; no time passes. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

async function passes(ms: number): Promise<void> {
  for (let left = ms; left > 0; left -= 500) {
    jest.advanceTimersByTime(Math.min(500, left));
    await settle();
  }
}

async function line(parts: Partial<CallsOptions> = {}) {
  const silences: Silence[] = [];
  const release: Release = {
    project: new Project({ ...project({ prova: flow }), version: 'one' }),
    resolve: () => ({ id: 'l', flow: 'prova', language: 'it' }),
    voice: {
      ready: (prompt) => [`/audio/${prompt}.alaw`],
      render: async (prompt) => [`/audio/${prompt}.alaw`],
      fallback: () => ['/audio/scuse.alaw'],
    },
    texts: { masked: (prompt) => prompt },
  };
  const calls = new Calls({
    releases: { current: release, find: async () => release },
    backOffice: { call: () => new Promise(() => {}) },
    checkpoints: { save: () => {}, load: async () => undefined, forget: () => {} },
    journals: new Journals({ put: async () => {}, get: async () => undefined, list: async () => [] }),
    logger: pino({ level: 'silent' }),
    maxCalls: 2,
    maxCallMs: 3_600_000,
    observe: [() => ({ silence: (what) => void silences.push(what) })],
    ...parts,
  });
  const network = new SimulatedNetwork();
  await new SimulatedTelephony(network).start({
    accepts: () => calls.accepts(),
    offered: (channel, offer) => calls.offered(channel, offer),
  });
  const caller = network.call({ dialled: '803164' });
  if (caller === undefined) throw new Error('no engine took the call');
  await settle();
  return { caller, silences };
}

const playing = (caller: SimulatedCall) => caller.playing?.media.map((one) => 'path' in one && one.path);

const recording = { maxSeconds: 600, maxSilenceSeconds: 0, beep: false, terminateOn: 'none' } as const;

/** What is playing is heard to its end, in no time. */
async function hearsOut(caller: SimulatedCall): Promise<void> {
  caller.finishPlayback();
  await settle();
}

describe('a call that is silent', () => {
  test('while archives do not answer: it is asked to wait, again and again', async () => {
    const { caller, silences } = await line();
    caller.press(['1']);
    await settle();
    await passes(1_500);
    expect(playing(caller)).toEqual(['/audio/sistema.attesa.alaw']);
    await hearsOut(caller);
    for (let time = 1; time <= 4; time += 1) {
      await passes(7_500);
      expect(playing(caller)).toBeUndefined();
      await passes(500);
      expect(playing(caller)).toEqual(['/audio/sistema.attesa.alaw']);
      expect(silences).toHaveLength(time);
      await hearsOut(caller);
    }
    expect(new Set(silences)).toEqual(new Set(['request']));
    caller.hangUp();
    await settle();
    await passes(60_000);
    expect(silences).toHaveLength(4);
  });

  test('while it is the turn of the caller is not silent: the flow speaks when it says', async () => {
    const { caller, silences } = await line();
    await hearsOut(caller);
    await passes(19_500);
    expect(playing(caller)).toBeUndefined();
    await passes(1_000);
    expect(playing(caller)).toBeDefined();
    expect(silences).toEqual([]);
    caller.hangUp();
    await settle();
  });

  test('because a prompt does not begin: the apology is tried, then the line is closed', async () => {
    const { caller, silences } = await line();
    caller.press(['1']);
    await settle();
    // Something else holds the line: nothing that is played begins.
    await caller.channel.record('elsewhere', recording);
    await passes(1_500);
    await passes(8_000);
    expect(silences[0]).toBe('audio');
    await passes(40_000);
    expect(caller.state).toBe('over');
  });

  test('because the end of a prompt is never told: it goes on when it must long be over', async () => {
    const { caller } = await line();
    caller.press(['1']);
    await settle();
    await passes(1_500);
    expect(playing(caller)).toEqual(['/audio/sistema.attesa.alaw']);
    // The length of this file is not known, so it counts as the longest there is.
    await passes(610_000);
    expect(playing(caller)).not.toEqual(['/audio/sistema.attesa.alaw']);
    caller.hangUp();
    await settle();
  });
});

test('whatever happens in whatever order, silence is ended after 8 s at the latest, and nothing else is', () => {
  const event = fc.record({
    after: fc.integer({ min: 0, max: 20_000 }),
    air: fc.constantFrom<Air>('sound', 'turn', 'silence'),
    acted: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(event, { maxLength: 50 }), (events) => {
      const spoken: number[] = [];
      const expected: number[] = [];
      const deadAir = new DeadAir(8_000, () => spoken.push(Date.now()));
      let silentSince: number | undefined;
      for (const { after, air, acted } of events) {
        jest.advanceTimersByTime(after);
        while (silentSince !== undefined && silentSince + 8_000 <= Date.now()) {
          silentSince += 8_000;
          expected.push(silentSince);
        }
        deadAir.now(air, acted);
        if (air !== 'silence') silentSince = undefined;
        else if (silentSince === undefined || acted) silentSince = Date.now();
      }
      expect(spoken).toEqual(expected);
      deadAir.stop();
    }),
  );
});
