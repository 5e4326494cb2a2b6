import { setImmediate as tick } from 'node:timers/promises';
import { afterEach, describe, expect, test } from '@jest/globals';
import { pino } from 'pino';
import { project } from '../../test/support/small-project.ts';
import { until } from '../../test/support/until.ts';
import { Project } from '../flow/project.ts';
import type { Variables } from '../flow/values.ts';
import { Sensitive } from '../privacy/sensitive.ts';
import type { SimulatedCall } from '../telephony/simulated/simulated-call.ts';
import { SimulatedNetwork, SimulatedTelephony } from '../telephony/simulated/simulated-telephony.ts';
import { Calls, type CallsOptions } from './calls.ts';
import { Journals } from './journals.ts';
import { notOurs } from './ports.ts';
import type { Release } from './release.ts';

const flow = `
flow: prova
title: Prova
start: scelta
steps:
  scelta:
    menu: { "1": numero, "2": fine }
    say: p.scelta
    failed: fine
  numero:
    ask: digits
    between: [3, 5]
    say: p.numero
    save: numero
    then: ricerca
    failed: fine
  ricerca:
    look-up: cose.cerca
    with: { numero: $numero }
    save: cosa
    found: trovata
    not-found: scelta
    unavailable: assente
  trovata: { say: p.trovata, with: $cosa, then: scelta }
  assente: { say: p.assente, then: scelta }
  fine: { hang-up: normal }
`;

type Parts = Partial<CallsOptions> & Partial<Pick<Release, 'voice'>>;

/** A version of the flow above. */
const releaseOf = (version: string, parts: Parts = {}): Release => ({
  project: new Project({ ...project({ prova: flow }), version }),
  resolve: (dialled) => (dialled.includes('803164') ? { id: 'l', flow: 'prova', language: 'it' } : undefined),
  voice: {
    ready: (prompt) => [`/audio/${prompt}.alaw`],
    render: async (prompt) => [`/audio/${prompt}.alaw`],
    fallback: () => ['/audio/scuse.alaw'],
  },
  texts: { masked: (prompt) => `<${prompt}>` },
  ...parts,
});

const placed: SimulatedCall[] = [];

afterEach(async () => {
  for (const call of placed.splice(0)) call.hangUp();
  await settle();
});

/** An engine on a simulated line; `settle` lets everything that is under way happen. */
async function line(parts: Parts = {}) {
  const saved = new Map<string, unknown>();
  const journals = new Journals({ put: async () => {}, get: async () => undefined, list: async () => [] });
  const lines: string[] = [];
  const release = releaseOf('one', parts);
  const calls = new Calls({
    releases: { current: release, find: async (version) => (version === 'one' ? release : undefined) },
    backOffice: { call: async () => ({ outcome: 'found', value: { colore: 'rosso' } }) },
    checkpoints: {
      save: (id, session) => saved.set(id, session),
      load: async (id) => saved.get(id),
      forget: (id) => saved.delete(id),
    },
    journals,
    logger: pino({ level: 'trace' }, { write: (text: string) => lines.push(text) }),
    maxCalls: 2,
    maxCallMs: 60_000,
    ...parts,
  });
  const network = new SimulatedNetwork();
  const telephony = new SimulatedTelephony(network);
  await telephony.start({
    accepts: () => calls.accepts(),
    offered: (channel, offer) => calls.offered(channel, offer),
    linkChanged: (up) => {
      if (up) calls.linkIsBack();
    },
  });
  const call = () => {
    const taken = network.call({ dialled: '803164', caller: '+390655512345' });
    if (taken === undefined) throw new Error('no engine took the call');
    placed.push(taken);
    return taken;
  };
  return { calls, network, telephony, call, journals, saved, log: () => lines.join('') };
}

/** Promises and immediates that are under way come to their end. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await tick();
}

describe('a call', () => {
  test('is answered, spoken to, and its keys lead on', async () => {
    const { call } = await line();
    const caller = call();
    await settle();
    expect(caller.state).toBe('up');
    expect(caller.playing?.media).toEqual([{ kind: 'file', path: '/audio/p.scelta.alaw' }]);
    caller.press(['1', '1', '2', '3', '#']);
    await settle();
    expect(caller.playing?.media).toEqual([{ kind: 'file', path: '/audio/p.trovata.alaw' }]);
  });

  test('to a number that is not ours ends up in the flow for that', async () => {
    const { network } = await line();
    const caller = network.call({ dialled: '1234567' });
    await settle();
    expect(caller?.playing?.media).toEqual([{ kind: 'file', path: '/audio/p.operatore.alaw' }]);
    caller?.hangUp();
    await settle();
  });

  test('hears the apology when a prompt cannot be rendered, and goes on', async () => {
    const { call, journals } = await line({
      voice: {
        ready: () => undefined,
        render: async () => Promise.reject(new Error('no voice')),
        fallback: () => ['/audio/scuse.alaw'],
      },
    });
    const caller = call();
    await settle();
    expect(caller.playing?.media).toEqual([{ kind: 'file', path: '/audio/scuse.alaw' }]);
    caller.press(['1']);
    await settle();
    const journal = await journals.find(caller.channel.id);
    expect(journal?.entries.filter((entry) => entry.type === 'trouble').length).toBeGreaterThan(0);
    expect(journal?.entries.at(-2)).toMatchObject({ type: 'heard', prompts: [{ prompt: 'p.numero' }] });
  });

  test('is told when the back office is away', async () => {
    const { call } = await line({
      backOffice: { call: async () => ({ outcome: 'unavailable', value: { fault: 'timeout' } }) },
    });
    const caller = call();
    caller.press(['1', '1', '2', '3', '#']);
    await settle();
    expect(caller.playing?.media).toEqual([{ kind: 'file', path: '/audio/p.assente.alaw' }]);
  });

  test('that hangs up during a look-up gives the look-up up and leaves nothing behind', async () => {
    const asked: AbortSignal[] = [];
    const { call, calls, saved, journals } = await line({
      backOffice: {
        call: (_operation: string, _args: Variables, { signal }: { signal: AbortSignal }) =>
          new Promise((resolve) => {
            asked.push(signal);
            signal.addEventListener('abort', () => resolve({ outcome: 'unavailable', value: null }));
          }),
      },
    });
    const caller = call();
    caller.press(['1', '1', '2', '3', '#']);
    await settle();
    expect(saved.size).toBe(1);
    caller.hangUp();
    await settle();
    expect(asked.map((signal) => signal.aborted)).toEqual([true]);
    expect(calls.size).toBe(0);
    expect(saved.size).toBe(0);
    expect((await journals.find(caller.channel.id))?.entries.at(-1)).toMatchObject({
      type: 'ended',
      by: 'caller',
    });
  });

  test('whose flow breaks hears the apology and is hung up', async () => {
    const { call } = await line({
      checkpoints: {
        save: () => {
          throw new Error('broken');
        },
        load: async () => undefined,
        forget: () => {},
      },
    });
    const caller = call();
    await settle();
    caller.press(['1']);
    await settle();
    expect(caller.playing?.media).toEqual([{ kind: 'file', path: '/audio/scuse.alaw' }]);
    caller.finishPlayback();
    await caller.ended;
    expect(caller.commands.at(-1)).toEqual({ type: 'hang-up', reason: 'congestion' });
  });
});

describe('a caller who hung up in the middle of a service', () => {
  const asking = `
  inizio: { choose: [{ when: 'call.left == "prova"', then: ripresa }], otherwise: scelta }
  ripresa: { menu: { "1": quale, "2": scelta }, say: p.ripresa, failed: fine }
  quale: { choose: [{ when: 'call.left == "prova"', then: di-nuovo }], otherwise: scelta }
  di-nuovo: { go: prova }
`;
  const prova = flow.replace('start: scelta', 'resumable: true\nstart: inizio') + asking.slice(1);
  const release: Release = {
    ...releaseOf('one'),
    project: new Project({ ...project({ prova }), version: 'one' }),
  };
  const releases = { current: release, find: async () => release };
  /** What is left, by number; like Redis, but nobody waits for it. */
  const store = () => {
    const kept = new Map<string, { flow: string; language: string }>();
    return {
      kept,
      keep: (caller: Sensitive, left: { flow: string; language: string }) =>
        void kept.set(caller.reveal(), left),
      take: async (caller: Sensitive) => {
        const left = kept.get(caller.reveal());
        kept.delete(caller.reveal());
        return left;
      },
    };
  };
  const plays = (caller: SimulatedCall) =>
    caller.playing?.media.map((media) => (media.kind === 'file' ? media.path : ''));

  test('is asked about it when calling back, once', async () => {
    const leavings = store();
    const { call, journals, log } = await line({ releases, leavings });
    const first = call();
    await settle();
    expect(plays(first)).toEqual(['/audio/p.scelta.alaw']);
    first.hangUp();
    await settle();
    expect(leavings.kept.get('+390655512345')).toEqual({ flow: 'prova', language: 'it' });
    const second = call();
    await settle();
    expect(plays(second)).toEqual(['/audio/p.ripresa.alaw']);
    const journal = await journals.find(second.channel.id);
    expect(journal?.entries[0]).toMatchObject({ type: 'came-back', flow: 'prova', language: 'it' });
    expect(leavings.kept.size).toBe(0);
    expect(log()).not.toContain('390655512345');
  });

  test('leaves nothing when the service itself ended the call', async () => {
    const leavings = store();
    const { call } = await line({ releases, leavings });
    const caller = call();
    await settle();
    caller.press(['2']);
    await caller.ended;
    expect(leavings.kept.size).toBe(0);
  });

  test('is not asked about a flow that is not there any more, and speaks no language that is not served', async () => {
    const leavings = store();
    leavings.kept.set('+390655512345', { flow: 'altrove', language: 'fr' });
    const { call, journals } = await line({ releases, leavings });
    const caller = call();
    await settle();
    expect(plays(caller)).toEqual(['/audio/p.scelta.alaw']);
    expect((await journals.find(caller.channel.id))?.language).toBe('it');
  });

  test('with a withheld number leaves nothing and waits for nothing', async () => {
    const asked: Sensitive[] = [];
    const leavings = { ...store(), take: async (caller: Sensitive) => void asked.push(caller) };
    const { network } = await line({ releases, leavings });
    const caller = network.call({ dialled: '803164' });
    if (caller === undefined) throw new Error('no engine took the call');
    placed.push(caller);
    await settle();
    expect(plays(caller)).toEqual(['/audio/p.scelta.alaw']);
    expect(asked).toEqual([]);
  });

  test('is answered all the same when nobody says what was left, keys pressed meanwhile included', async () => {
    const { call } = await line({
      releases,
      leavings: { ...store(), take: () => new Promise<undefined>(() => {}) },
    });
    const caller = call();
    caller.press(['1']);
    await until('the answer', () => caller.state === 'up');
    await settle();
    expect(plays(caller)).toEqual(['/audio/p.numero.alaw']);
  });

  test('is answered and spoken to when the link is back that was lost before the answer', async () => {
    let answer: () => void = () => {};
    const leavings = {
      ...store(),
      take: () =>
        new Promise<undefined>((resolve) => {
          answer = () => resolve(undefined);
        }),
    };
    const { call, network } = await line({ releases, leavings });
    const caller = call();
    network.setLink(false);
    answer();
    await settle();
    expect(caller.state).toBe('ringing');
    network.setLink(true);
    await settle();
    expect(caller.state).toBe('up');
    expect(plays(caller)).toEqual(['/audio/p.scelta.alaw']);
  });

  test('may be gone again before the answer', async () => {
    const { call, calls } = await line({
      releases,
      leavings: { ...store(), take: () => new Promise<undefined>(() => {}) },
    });
    const caller = call();
    caller.hangUp();
    await until('the end', () => calls.size === 0);
  });
});

describe('an engine', () => {
  test('takes no more calls than it may, and none while it drains', async () => {
    const { call, network, calls } = await line();
    const [first, second] = [call(), call()];
    expect(network.call({ dialled: '803164' })).toBeUndefined();
    first.hangUp();
    await first.ended;
    const drained = calls.drain(60_000);
    expect(network.call({ dialled: '803164' })).toBeUndefined();
    second.hangUp();
    await drained;
    expect(calls.size).toBe(0);
  });

  test('that comes back takes its live calls up where they were', async () => {
    const first = await line();
    const caller = first.call();
    caller.press(['1', '1', '2']);
    await settle();
    await first.telephony.close();
    first.calls.abandon();
    const second = await line({
      checkpoints: { save: () => {}, load: async (id) => first.saved.get(id), forget: () => {} },
    });
    const telephony = new SimulatedTelephony(first.network);
    await telephony.start({
      accepts: () => true,
      offered: (channel, offer) => second.calls.offered(channel, offer),
    });
    await settle();
    const media = caller.playing?.media.map((one) => (one.kind === 'file' ? one.path : ''));
    expect(media).toEqual(['/audio/sistema.riprendiamo.alaw', '/audio/p.numero.alaw']);
    caller.press(['3', '#']);
    await settle();
    expect(caller.playing?.media).toEqual([{ kind: 'file', path: '/audio/p.trovata.alaw' }]);
  });

  test('that comes back to a call which another engine has takes it up when that engine dies, and not before', async () => {
    const first = await line();
    const caller = first.call();
    caller.press(['1', '1']);
    await settle();
    await first.telephony.close();
    first.calls.abandon();
    let isOurs = false;
    let asked = 0;
    const second = await line({
      checkpoints: {
        save: () => {},
        load: async (id) => {
          asked += 1;
          // The store is away the second time: that says nothing about whose the call is.
          if (asked > 1 && asked < 4) throw new Error('away');
          return isOurs ? first.saved.get(id) : notOurs;
        },
        forget: () => {},
      },
    });
    const telephony = new SimulatedTelephony(first.network);
    await telephony.start({
      accepts: () => true,
      offered: (channel, offer) => second.calls.offered(channel, offer),
    });
    await until('the store asked again', () => asked >= 4);
    expect(second.log()).not.toContain('call taken');
    isOurs = true;
    const media = () => caller.playing?.media.map((one) => (one.kind === 'file' ? one.path : ''));
    await until('riprendiamo', () => media()?.[0] === '/audio/sistema.riprendiamo.alaw');
    expect(media()).toEqual(['/audio/sistema.riprendiamo.alaw', '/audio/p.numero.alaw']);
  });

  test('forgets a call of another engine that ends', async () => {
    const first = await line();
    const caller = first.call();
    await first.telephony.close();
    first.calls.abandon();
    const second = await line({
      checkpoints: { save: () => {}, load: async () => notOurs, forget: () => {} },
    });
    const telephony = new SimulatedTelephony(first.network);
    await telephony.start({
      accepts: () => true,
      offered: (channel, offer) => second.calls.offered(channel, offer),
    });
    await settle();
    expect(second.calls.size).toBe(1);
    caller.hangUp();
    await until('no calls', () => second.calls.size === 0);
    expect(second.log()).not.toContain('call taken');
  });
});

describe('a link to the network that is lost', () => {
  const paths = (caller: SimulatedCall) =>
    caller.playing?.media.map((media) => (media.kind === 'file' ? media.path : ''));

  test('takes no prompt from the caller: what could not be played is, when it is back', async () => {
    let answer: () => void = () => {};
    const answered = new Promise<void>((resolve) => {
      answer = resolve;
    });
    const { call, network, calls } = await line({
      backOffice: {
        call: async () => {
          await answered;
          return { outcome: 'found', value: { colore: 'rosso' } };
        },
      },
    });
    const caller = call();
    caller.press(['1', '1', '2', '3', '#']);
    await settle();
    network.setLink(false);
    answer();
    await settle();
    expect(paths(caller)).toBeUndefined();
    network.setLink(true);
    await settle();
    expect(paths(caller)).toEqual(['/audio/p.trovata.alaw']);
    expect(calls.size).toBe(1);
  });

  test('keeps no call that was hung up meanwhile', async () => {
    const { call, network, calls } = await line();
    const caller = call();
    await settle();
    caller.press(['2']);
    network.setLink(false);
    await settle();
    network.setLink(true);
    await caller.ended;
    await until('no call', () => calls.size === 0);
  });
});

describe('a call that is looked up', () => {
  test('gets no runner when everything was let go of meanwhile', async () => {
    const first = await line();
    const caller = first.call();
    await settle();
    await first.telephony.close();
    first.calls.abandon();
    let found: () => void = () => {};
    const asked = new Promise<void>((resolve) => {
      found = resolve;
    });
    const second = await line({
      checkpoints: {
        save: () => {},
        load: async (id) => {
          await asked;
          return first.saved.get(id);
        },
        forget: () => {},
      },
    });
    const telephony = new SimulatedTelephony(first.network);
    await telephony.start({
      accepts: () => true,
      offered: (channel, offer) => second.calls.offered(channel, offer),
    });
    await settle();
    second.calls.abandon();
    found();
    await settle();
    expect(second.calls.size).toBe(0);
    expect(second.log()).not.toContain('call taken');
    caller.hangUp();
  });
});

describe('a change of the flows', () => {
  /** Audio that tells which version it is of. */
  const voiceOf = (version: string) => ({
    ready: (prompt: string) => [`/${version}/${prompt}.alaw`],
    render: async (prompt: string) => [`/${version}/${prompt}.alaw`],
    fallback: () => ['/audio/scuse.alaw'],
  });
  const [one, two] = ['one', 'two'].map((version) => releaseOf(version, { voice: voiceOf(version) }));
  if (one === undefined || two === undefined) throw new RangeError('two versions');
  const plays = (caller: SimulatedCall) =>
    caller.playing?.media.map((media) => (media.kind === 'file' ? media.path : ''));

  test('is heard by the next call; the one under way stays on the version it began with', async () => {
    const releases = { current: one, find: async () => undefined };
    const { call, saved } = await line({ releases });
    const before = call();
    await settle();
    releases.current = two;
    const after = call();
    before.press(['1']);
    await settle();
    expect(plays(before)).toEqual(['/one/p.numero.alaw']);
    expect(plays(after)).toEqual(['/two/p.scelta.alaw']);
    expect(saved.get(before.channel.id)).toMatchObject({ version: 'one' });
    expect(saved.get(after.channel.id)).toMatchObject({ version: 'two' });
  });

  test.each([
    { kept: [one, two], hears: ['/one/sistema.riprendiamo.alaw', '/one/p.numero.alaw'] },
    { kept: [two], hears: ['/two/p.scelta.alaw'] },
  ])('does not lose a call that is taken over: $hears', async ({ kept, hears }) => {
    const first = await line({ releases: { current: one, find: async () => one } });
    const caller = first.call();
    caller.press(['1', '1', '2']);
    await settle();
    await first.telephony.close();
    first.calls.abandon();
    const second = await line({
      releases: {
        current: two,
        find: async (version) => kept.find(({ project }) => project.version === version),
      },
      checkpoints: { save: () => {}, load: async (id) => first.saved.get(id), forget: () => {} },
    });
    await new SimulatedTelephony(first.network).start({
      accepts: () => true,
      offered: (channel, offer) => second.calls.offered(channel, offer),
    });
    await settle();
    expect(plays(caller)).toEqual(hears);
  });
});

describe('the journal and the log', () => {
  test('show choices of menus, and never a key of an entry or a caller number', async () => {
    const { call, journals, log } = await line();
    const caller = call();
    caller.press(['1', '4', '7', '1', '1', '#']);
    await settle();
    const journal = await journals.find(caller.channel.id);
    const pressed = journal?.entries.flatMap((entry) => (entry.type === 'pressed' ? [entry.keys] : []));
    expect(pressed).toEqual(['1', '•', '•', '•', '•', '•']);
    expect(JSON.stringify(journal) + log()).not.toMatch(/390655512345|4711/);
    expect(new Sensitive('telefono', 'x').toString()).not.toBe('x');
  });
});
