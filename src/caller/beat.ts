/**
 * Hears that a prompt was cut off and the next one began at once. Asterisk then goes on with sequence, timestamp and
 * no marker; only the beat at which packets come moves, to the moment the new prompt began.
 */

/** Packets wander less than this around their beat on one machine (measured +-0.4 ms). */
const earlyMs = 1.2;
/** Lateness is also what a busy machine does, so it must be larger, and last. */
const lateMs = 2;
const latePackets = 5;
/** The first packets of a prompt only set the beat: the very first may itself be late. */
const settlingPackets = 5;
/** The beat may drift this much a packet without being a new one. */
const driftMs = 0.02;

export class Beat {
  #packets = 0;
  #originAt = 0;
  #originTimestamp = 0;
  #offset = 0;
  #late: { readonly at: number; offset: number; packets: number } | undefined;

  /** Audio begins anew with this packet. */
  restart(timestamp: number, at: number): void {
    this.#packets = 0;
    this.#originAt = at;
    this.#originTimestamp = timestamp;
    this.#offset = 0;
    this.#late = undefined;
  }

  /**
   * Takes the next packet in order. Returns when (ms) the first packet of a new prompt came, once that is clear:
   * at once when the beat moved forward, five packets later when it moved back. A move of under 1.2 ms forward or
   * 2 ms back (about one cut in six) cannot be told.
   */
  packet(timestamp: number, at: number): number | undefined {
    const offset = at - this.#originAt - ((timestamp - this.#originTimestamp) | 0) / 8;
    this.#packets++;
    if (this.#packets <= settlingPackets) {
      this.#offset = Math.min(this.#offset, offset);
      return undefined;
    }
    if (offset < this.#offset - earlyMs) {
      this.restart(timestamp, at);
      return at;
    }
    if (offset < this.#offset + lateMs) {
      this.#late = undefined;
      this.#offset = Math.min(this.#offset + driftMs, offset);
      return undefined;
    }
    this.#late ??= { at, offset, packets: 0 };
    this.#late.offset = Math.min(this.#late.offset, offset);
    this.#late.packets++;
    if (this.#late.packets < latePackets) return undefined;
    const began = this.#late.at;
    this.#offset = this.#late.offset;
    this.#late = undefined;
    return began;
  }
}
