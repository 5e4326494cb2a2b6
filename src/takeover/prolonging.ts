import type { LeaseTimings } from './lease-timings.ts';
import { Pulse } from './pulse.ts';
import type { Registry } from './registry.ts';

export interface ProlongingGiven {
  readonly pulse: Pulse;
  readonly registry: Pick<Registry, 'prolong'>;
  readonly timings: Pick<LeaseTimings, 'leaseMs' | 'beatMs' | 'busyMs'>;
}

/**
 * One look at the engine's thread: where that is late with a beat, and ran not too long ago, its lease is prolonged in its
 * place. Whoever hangs for longer is left to the others. Never rejects.
 * @returns whether it was prolonged
 */
export async function prolongIfBusy({ pulse, registry, timings }: ProlongingGiven): Promise<boolean> {
  const { leaseMs, beatMs, busyMs } = timings;
  const { epoch } = pulse;
  if (epoch === undefined || pulse.sinceConfirmedMs <= beatMs || pulse.sinceAliveMs > busyMs) return false;
  const asked = Pulse.now();
  try {
    if (!(await registry.prolong(epoch, leaseMs))) return false;
    pulse.confirm(asked);
    return true;
  } catch {
    // Without Redis nobody can take anything either.
    return false;
  }
}
