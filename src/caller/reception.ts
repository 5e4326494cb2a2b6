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
  /** When the last packet came, or the watch for pauses began. */
  #lastAt = 0;
  #maxPauseMs = 0;

  get stats(): ReceptionStats {
    return {
      received: this.#received,
      lost: Math.max(0, this.#lost),
      outOfOrder: this.#outOfOrder,
      maxGapMs: this.#maxGapMs,
    };
  }

  /** Pauses are watched from now on. @param now performance.now() */
  watchPauses(now: number): void {
    this.#lastAt = now;
    this.#maxPauseMs = 0;
  }

  /** The longest time without any packet since `watchPauses`, in ms, whatever the sender had in mind. */
  longestPauseMs(now: number): number {
    return Math.max(this.#maxPauseMs, now - this.#lastAt);
  }

  /** Counts one packet that arrived at `at` (ms, performance.now). */
  add(header: RtpHeader, at: number): void {
    this.#received++;
    this.#maxPauseMs = Math.max(this.#maxPauseMs, at - this.#lastAt);
    this.#lastAt = at;
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
