import type { Peer } from './registry.ts';

/** Why a call came here: its engine died, hung or was cut off; it said that it goes; it was our own before a restart. */
export type TakenBecause = 'dead' | 'handed-over' | 'restart';

/** Is told of a call that came. @param seconds since its engine's last sign of life; undefined where that was this one */
export type TellArrival = (why: TakenBecause, seconds: number | undefined) => void;

/** An engine whose calls are being taken. */
export interface Departed {
  readonly name: string;
  readonly why: Exclude<TakenBecause, 'restart'>;
  /** Its last sign of life: a beat, or its word that it goes; performance.now() in ms. */
  readonly lastSeen: number;
}

/** What an engine that is gone has told by its last beat. @param leaseMs for how long that beat was good */
export function departed({ name, left, remainingMs }: Peer, leaseMs: number): Departed {
  // Who goes ends the lease with that word; who only cannot reach Asterisk still beats.
  const silentMs = left ? -remainingMs : leaseMs - remainingMs;
  return { name, why: left ? 'handed-over' : 'dead', lastSeen: performance.now() - Math.max(0, silentMs) };
}

/** Tells calls that come from other engines from those that were in our application before we were started. */
export class Arrivals {
  readonly #tell: TellArrival;
  /** On their way here: as many as are being taken at this moment. */
  readonly #coming = new Set<string>();

  constructor(tell: TellArrival = () => {}) {
    this.#tell = tell;
  }

  /** Whether a call is on its way here at this moment. */
  isComing(callId: string): boolean {
    return this.#coming.has(callId);
  }

  /** A call will come, or not; whichever it is, `came` resolves with it. @returns what it resolved with */
  async expect(callId: string, from: Departed, came: () => Promise<boolean>): Promise<boolean> {
    this.#coming.add(callId);
    try {
      const yes = await came();
      if (yes) this.#tell(from.why, (performance.now() - from.lastSeen) / 1000);
      return yes;
    } finally {
      this.#coming.delete(callId);
    }
  }

  /** A call was in our application before we knew it. */
  found(callId: string): void {
    if (!this.#coming.has(callId)) this.#tell('restart', undefined);
  }
}
