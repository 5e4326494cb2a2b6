import { randomBytes } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';
import { pino } from 'pino';
import { Calls } from '../call/calls.ts';
import { Journals } from '../call/journals.ts';
import { type CheckpointStore, RedisCheckpoints } from '../call/redis-checkpoints.ts';
import type { DialledLine, Release } from '../call/release.ts';
import { Sealer } from '../privacy/seal.ts';
import { SimulatedNetwork, SimulatedTelephony } from '../telephony/simulated/simulated-telephony.ts';

/** Calls of one round. */
const atOnce = 20;
/** So many turns of the event loop, and everything that was begun has come to its end. */
const turns = 20;
const noAudio = ['/dev/null'];

export interface RehearsalGiven {
  readonly release: Release;
  /** Whose flows are gone through; at least one. */
  readonly lines: readonly DialledLine[];
  /** A round that has begun is ended. */
  readonly boundMs: number;
}

/**
 * Lets calls that nobody makes go through the flows, and from one engine to another, in memory: Node compiles what is run
 * often, and the first real calls of an engine, or a hundred that it takes over just after its start, do not wait for that.
 * Nothing is spoken, asked, kept or logged. @returns how many calls there were
 */
export async function rehearse({ release, lines, boundMs }: RehearsalGiven): Promise<number> {
  const began = performance.now();
  const sealer = new Sealer(randomBytes(32));
  let placed = 0;
  const silent: Release = {
    project: release.project,
    resolve: () => lines[placed % lines.length],
    voice: { ready: () => noAudio, render: async () => noAudio, fallback: () => noAudio },
    texts: { masked: () => '' },
  };
  while (performance.now() - began < boundMs) {
    const network = new SimulatedNetwork();
    const kept = new Map<string, string>();
    const first = engineOf(silent, sealer, kept);
    const leave = await first.join(network);
    const callers = Array.from({ length: atOnce }, () => {
      placed += 1;
      return network.call({ dialled: '', caller: '+390600000000' });
    });
    await settle();
    for (const caller of callers) caller?.press(['1', '2']);
    await settle();
    await leave();
    await first.calls.letGo();
    const second = engineOf(silent, sealer, kept);
    for (const [id, sealed] of kept) second.calls.expect(id, sealed);
    const end = await second.join(network);
    await settle();
    for (const caller of callers) caller?.press(['1']);
    await settle();
    for (const caller of callers) caller?.hangUp();
    await settle();
    await end();
    second.calls.abandon();
  }
  return placed;
}

/** @param kept where sessions are, sealed */
function engineOf(release: Release, sealer: Sealer, kept: Map<string, string>) {
  const store: CheckpointStore = {
    claim: async (id) => kept.get(id) ?? '',
    save: async (sessions) => {
      for (const [id, sealed] of sessions) {
        if (sealed === null) kept.delete(id);
        else kept.set(id, sealed);
      }
      return [];
    },
  };
  const calls = new Calls({
    releases: { current: release, find: async () => release },
    backOffice: { call: async () => ({ outcome: 'unavailable', value: null }) },
    checkpoints: new RedisCheckpoints({ status: 'ready' }, store, sealer, () => {}),
    journals: new Journals({ put: async () => {}, get: async () => undefined, list: async () => [] }),
    logger: pino({ level: 'silent' }),
    maxCalls: atOnce,
    maxCallMs: 60_000,
  });
  const join = async (network: SimulatedNetwork) => {
    const telephony = new SimulatedTelephony(network, 'rehearsal');
    await telephony.start({
      accepts: () => true,
      offered: (channel, offer) => calls.offered(channel, offer),
    });
    return () => telephony.close();
  };
  return { calls, join };
}

async function settle(): Promise<void> {
  for (let left = turns; left > 0; left -= 1) await turn();
}
