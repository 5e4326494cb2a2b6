/** What an RTP stream's numbers tell about the way it came: loss, order, gaps (RFC 3550 appendix A). */
import { type RtpHeader, sequenceDistance } from './rtp-packet.ts';

export interface ReceptionStats {
  readonly received: number;
  readonly lost: number;
  readonly outOfOrder: number;
  /** Longest time between two packets that belong together (no pause of the sender in between), in ms. */
  readonly maxGapMs: number;
}

/** A jump this far is another stream, not loss. */
const plausibleJump = 3000;

export class Reception {
  #received = 0;
  #lost = 0;
  #outOfOrder = 0;
  #maxGapMs = 0;
  #ssrc: number | undefined;
  #sequence = 0;
  #timestamp = 0;
  #at = 0;

  get stats(): ReceptionStats {
    return {
      received: this.#received,
      lost: Math.max(0, this.#lost),
      outOfOrder: this.#outOfOrder,
      maxGapMs: this.#maxGapMs,
    };
  }

  /** Counts one packet that arrived at `at` (ms, performance.now). */
  add(header: RtpHeader, at: number): void {
    this.#received++;
    const distance = sequenceDistance(this.#sequence, header.sequence);
    const newStream = this.#ssrc !== header.ssrc || Math.abs(distance) > plausibleJump;
    if (!newStream && distance <= 0) {
      // Late: counted as lost when it was jumped over. Distance 0 is a duplicate.
      this.#outOfOrder++;
      if (distance < 0) this.#lost--;
      return;
    }
    if (!newStream) {
      this.#lost += distance - 1;
      const advance = (header.timestamp - this.#timestamp) | 0;
      const paused = header.marker || advance <= 0 || advance > distance * 240;
      if (!paused) this.#maxGapMs = Math.max(this.#maxGapMs, at - this.#at);
    }
    this.#ssrc = header.ssrc;
    this.#sequence = header.sequence;
    this.#timestamp = header.timestamp;
    this.#at = at;
  }
}
