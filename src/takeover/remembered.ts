import type { Telephony } from '../telephony/port.ts';
import type { Peer, Registry } from './registry.ts';

/** Engines at one Asterisk, with those that were replaced lately; the ones not heard of for longest are forgotten. */
const most = 100;

/**
 * The other engines of our Asterisk, as Redis told of them last. Redis forgets an engine a minute after its lease, or all
 * at once; whoever died meanwhile would be nobody's, and its callers in silence.
 */
export class Remembered {
  /** By name; the one heard of last is the last. */
  readonly #known = new Map<string, { readonly peer: Peer; readonly endsAt: number }>();

  /** What a beat told. */
  note(peers: readonly Peer[], asterisk: string): void {
    const now = performance.now();
    for (const peer of peers) {
      this.#known.delete(peer.name);
      if (peer.asterisk === asterisk) this.#known.set(peer.name, { peer, endsAt: now + peer.remainingMs });
    }
    for (const name of this.#known.keys()) {
      if (this.#known.size <= most) return;
      this.#known.delete(name);
    }
  }

  /**
   * Tells Redis of those that it does not know any more, where they are silent and Asterisk still has something of theirs:
   * by the next beat they are engines whose lease has ended. Nothing is taken here, and one that only is not back yet loses nothing.
   * @param peers those that Redis knows
   * @throws Error when Redis is away; TelephonyError
   */
  async remind(peers: readonly Peer[], { telephony, registry, patienceMs }: RemindGiven): Promise<void> {
    const known = new Set(peers.map(({ name }) => name));
    for (const [name, { peer, endsAt }] of [...this.#known]) {
      if (known.has(name) || (await telephony.answers(name, patienceMs))) continue;
      // Where nothing is left there is nobody to be taken; it is noted again when it comes back.
      if ((await telephony.holdings(name)).length === 0) this.#known.delete(name);
      else await registry.recall(peer, Math.max(0, Math.round(performance.now() - endsAt)));
    }
  }
}

export interface RemindGiven {
  readonly telephony: Pick<Telephony, 'answers' | 'holdings'>;
  readonly registry: Pick<Registry, 'recall'>;
  /** How long an engine may be silent when it is asked by way of Asterisk. */
  readonly patienceMs: number;
}
