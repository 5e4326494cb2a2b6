/** Tells from arriving RTP when audio starts and stops. */
import { Beat } from './beat.ts';
import { CallEndedError, CallTimeoutError } from './errors.ts';
import { isLouderThan } from './g711.ts';
import { type RtpHeader, sequenceDistance } from './rtp-packet.ts';
import type { Codec } from './sdp.ts';

/**
 * Why a packet counts as a start of audio: the first one, the first after a gap without RTP, a marker bit, another
 * SSRC, a jump of the timestamp between neighbours, another beat (see Beat), or sound after digital silence.
 */
export type OnsetReason = 'first' | 'gap' | 'marker' | 'source' | 'timestamp' | 'beat' | 'energy';

export interface Onset {
  /** Arrival of the packet, performance.now() in ms. */
  readonly at: number;
  readonly reason: OnsetReason;
}

export interface HearingEvents {
  readonly onAudio: (onset: Onset) => void;
  /** `since`: when the last sound arrived, performance.now() in ms. */
  readonly onSilence: (since: number) => void;
}

/** Longest time between two packets of one stretch of audio; senders use 20 ms. */
const gapMs = 60;
/** Packets without energy for this long, then energy: a new start. */
const digitalSilenceMs = 200;
/** 'silence' is told after this long without sound; words have shorter pauses. */
const quietAfterMs = 300;
/** Linear amplitude above which a sample is sound (-43 dB of full scale). */
const soundThreshold = 230;
const rememberedOnsets = 64;
const maxWaiting = 64;

interface Waiting {
  readonly afterTime: number;
  readonly resolve: (at: number) => void;
  readonly reject: (error: Error) => void;
}

export class Hearing {
  readonly #events: HearingEvents;
  readonly #onsets: Onset[] = [];
  readonly #waiting = new Set<Waiting>();
  readonly #rejectOnEnd = new Set<(error: Error) => void>();
  #state: 'quiet' | 'sounding' = 'quiet';
  #ended = false;
  #ssrc: number | undefined;
  #sequence = 0;
  #timestamp = 0;
  #nextTimestamp = 0;
  readonly #beat = new Beat();
  #lastPacketAt = Number.NEGATIVE_INFINITY;
  #lastSoundAt = performance.now();
  #soundMs = 0;
  #quietTimer: NodeJS.Timeout | undefined;

  constructor(events: HearingEvents) {
    this.#events = events;
  }

  get state(): 'quiet' | 'sounding' {
    return this.#state;
  }

  /** Milliseconds of sound (packets with energy) heard so far. */
  get heardMs(): number {
    return this.#soundMs;
  }

  /** The latest starts of audio, oldest first; at most 64 are kept. */
  get onsets(): readonly Onset[] {
    return this.#onsets;
  }

  /** Takes one audio packet that arrived at `at` (performance.now(), ms). */
  packet(codec: Codec, header: RtpHeader, packet: Uint8Array, at: number): void {
    if (this.#ended) return;
    const distance = sequenceDistance(this.#sequence, header.sequence);
    const late = this.#ssrc === header.ssrc && distance <= 0 && distance > -100;
    const loud = isLouderThan(codec, packet, header.payloadStart, header.payloadEnd, soundThreshold);
    const samples = header.payloadEnd - header.payloadStart;
    const reason = late ? undefined : this.#reasonFor(header, distance, samples, loud, at);
    const moved = late || reason !== undefined ? undefined : this.#beat.packet(header.timestamp, at);
    if (!late) {
      if (reason !== undefined) this.#beat.restart(header.timestamp, at);
      this.#ssrc = header.ssrc;
      this.#sequence = header.sequence;
      this.#timestamp = header.timestamp;
      this.#nextTimestamp = (header.timestamp + samples) >>> 0;
      this.#lastPacketAt = at;
    }
    if (loud) {
      this.#lastSoundAt = at;
      this.#soundMs += samples / 8;
      if (this.#state === 'quiet') {
        this.#state = 'sounding';
        this.#watchForQuiet(quietAfterMs);
      }
    }
    if (reason !== undefined) this.#remember({ at, reason });
    else if (moved !== undefined) this.#remember({ at: moved, reason: 'beat' });
  }

  #reasonFor(
    header: RtpHeader,
    distance: number,
    samples: number,
    loud: boolean,
    at: number,
  ): OnsetReason | undefined {
    if (this.#ssrc === undefined) return 'first';
    if (this.#ssrc !== header.ssrc) return 'source';
    if (header.marker) return 'marker';
    if (at - this.#lastPacketAt > gapMs) return 'gap';
    // Asterisk advances by the new packet's length, which differs from the last one's only at the end of a file.
    const goesOn =
      header.timestamp === this.#nextTimestamp || header.timestamp === (this.#timestamp + samples) >>> 0;
    if (distance === 1 && !goesOn) return 'timestamp';
    return loud && at - this.#lastSoundAt > digitalSilenceMs && this.#state === 'quiet'
      ? 'energy'
      : undefined;
  }

  #remember(onset: Onset): void {
    this.#onsets.push(onset);
    if (this.#onsets.length > rememberedOnsets) this.#onsets.shift();
    for (const waiting of this.#waiting) if (onset.at > waiting.afterTime) waiting.resolve(onset.at);
    this.#events.onAudio(onset);
  }

  /** One lazy timer: it looks at the last sound when it fires instead of being moved by every packet. */
  #watchForQuiet(ms: number): void {
    this.#quietTimer = setTimeout(() => {
      const quietFor = performance.now() - this.#lastSoundAt;
      if (quietFor < quietAfterMs) return this.#watchForQuiet(quietAfterMs - quietFor);
      this.#state = 'quiet';
      this.#events.onSilence(this.#lastSoundAt);
    }, Math.ceil(ms));
  }

  /**
   * Arrival (performance.now(), ms) of the first start of audio after `afterTime` (default: now), also one that
   * came before this was asked.
   * @throws CallTimeoutError, CallEndedError
   */
  nextAudio(options: { afterTime?: number; timeoutMs: number }): Promise<number> {
    const afterTime = options.afterTime ?? performance.now();
    const known = this.#onsets.find((onset) => onset.at > afterTime);
    if (known !== undefined) return Promise.resolve(known.at);
    return this.#wait<number>(options.timeoutMs, 'no audio began', (resolve, reject) => {
      const waiting = { afterTime, resolve, reject };
      this.#waiting.add(waiting);
      return () => this.#waiting.delete(waiting);
    });
  }

  /**
   * Resolves once no sound was heard for `ms`; at once when that is so already.
   * @throws CallTimeoutError, CallEndedError
   */
  silence(options: { ms: number; timeoutMs: number }): Promise<void> {
    return this.#wait<void>(options.timeoutMs, `it was never silent for ${options.ms} ms`, (resolve) => {
      let timer: NodeJS.Timeout | undefined;
      const look = (): void => {
        const quietFor = performance.now() - this.#lastSoundAt;
        if (quietFor >= options.ms) resolve();
        else timer = setTimeout(look, Math.ceil(options.ms - quietFor));
      };
      look();
      return () => clearTimeout(timer);
    });
  }

  /** `begin` starts the wait and returns how to undo it. */
  #wait<Value>(
    timeoutMs: number,
    missing: string,
    begin: (resolve: (value: Value) => void, reject: (error: Error) => void) => () => void,
  ): Promise<Value> {
    if (this.#ended) return Promise.reject(new CallEndedError(`the call is over; ${missing}`));
    if (this.#rejectOnEnd.size >= maxWaiting) {
      return Promise.reject(new CallTimeoutError(`more than ${maxWaiting} waits at once on one call`));
    }
    return new Promise<Value>((resolve, reject) => {
      let undo: (() => void) | undefined;
      let settled = false;
      const settle = (): void => {
        settled = true;
        clearTimeout(timer);
        this.#rejectOnEnd.delete(fail);
        undo?.();
      };
      const fail = (error: Error): void => {
        settle();
        reject(error);
      };
      const timer = setTimeout(
        () => fail(new CallTimeoutError(`${missing} within ${timeoutMs} ms`)),
        timeoutMs,
      );
      this.#rejectOnEnd.add(fail);
      undo = begin((value) => {
        settle();
        resolve(value);
      }, fail);
      if (settled) undo();
    });
  }

  /** The call is over: every wait rejects with CallEndedError. */
  end(): void {
    this.#ended = true;
    this.#state = 'quiet';
    clearTimeout(this.#quietTimer);
    for (const reject of [...this.#rejectOnEnd]) {
      reject(new CallEndedError('the call ended while its audio was waited for'));
    }
  }
}
