/** One call that we placed or answered: keys, hearing, recording, hanging up. */
import { EventEmitter } from 'node:events';
import { CallEndedError } from './errors.ts';
import type { Hearing, Onset } from './hearing.ts';
import type { CallEnd } from './invite-session.ts';
import { KeySender, type PressOptions } from './key-sender.ts';
import type { ReceptionStats } from './reception.ts';
import type { Recording } from './recording.ts';
import type { RtpSession } from './rtp-session.ts';

export interface CallEvents {
  answered: [at: number];
  audio: [onset: Onset];
  /** `since`: when the last sound arrived, performance.now() in ms. */
  silence: [since: number];
  ended: [end: CallEnd];
}

/** The signalling of a call: InviteSession, or AnswerSession. */
export interface CallSession {
  hangUp(): Promise<void>;
  vanish(): void;
  abandon(): void;
}

/** What a call is made of; SipCaller or SipPhone puts it together. */
export interface CallParts {
  readonly session: CallSession;
  readonly rtp: RtpSession;
  readonly hearing: Hearing;
  readonly recording: Recording | undefined;
  /** When INVITE left, or the call was picked up, performance.now() in ms. */
  readonly invitedAt: number;
}

/** Times are performance.now() in ms, taken when the packet reached or left this process. */
export class Call extends EventEmitter<CallEvents> {
  /** How the call ended; never rejects. */
  readonly ended: Promise<CallEnd>;
  readonly hearing: Hearing;
  readonly invitedAt: number;
  readonly #session: CallSession;
  readonly #rtp: RtpSession;
  readonly #recording: Recording | undefined;
  readonly #keys: KeySender;
  readonly #resolveEnded: (end: CallEnd) => void;
  #answeredAt: number | undefined;
  #over = false;

  constructor(parts: CallParts) {
    super();
    const { promise, resolve } = promiseOf<CallEnd>();
    this.ended = promise;
    this.#resolveEnded = resolve;
    this.#session = parts.session;
    this.#rtp = parts.rtp;
    this.hearing = parts.hearing;
    this.#recording = parts.recording;
    this.invitedAt = parts.invitedAt;
    this.#keys = new KeySender(parts.rtp);
  }

  /** When the call was answered; undefined while it only rings (early media). */
  get answeredAt(): number | undefined {
    return this.#answeredAt;
  }

  /** Milliseconds of sound heard so far. */
  get heardMs(): number {
    return this.hearing.heardMs;
  }

  get stats(): ReceptionStats {
    return this.#rtp.reception.stats;
  }

  /** The longest time in which nothing came, in ms, is measured from now on. */
  watchPauses(): void {
    this.#rtp.reception.watchPauses(performance.now());
  }

  /** Since `watchPauses`; what a slow process of ours adds is in it. */
  get longestPauseMs(): number {
    return this.#rtp.reception.longestPauseMs(performance.now());
  }

  /**
   * Presses keys (0-9 * # A-D) one after the other. Resolves when the last one's first end packet left, with that
   * time for every key.
   * @throws CallEndedError; RangeError for what is no key; Error when the far end takes no telephone events
   */
  async press(keys: string, options: PressOptions = {}): Promise<number[]> {
    if (this.#over) throw new CallEndedError('the call is over; no key can be pressed');
    if (!this.#rtp.takesEvents) throw new Error('the far end did not accept telephone-event (RFC 4733)');
    return this.#keys.press(keys, options);
  }

  /**
   * Speaks: a tone in place of silence, on a call that was placed with `sending: 'silence'`. Resolves when its last
   * packet left, or when the call ends.
   * @param ms rounded up to packets of 20 ms
   * @param hz a multiple of 50; 400 unless given: whoever is one of many has a voice of its own
   */
  async speak(ms: number, hz?: number): Promise<void> {
    if (this.#over) throw new CallEndedError('the call is over; nobody hears');
    await this.#rtp.sendTone(ms, hz);
  }

  /** See Hearing.nextAudio. */
  nextAudio(options: { afterTime?: number; timeoutMs: number }): Promise<number> {
    return this.hearing.nextAudio(options);
  }

  /** See Hearing.silence. */
  silence(options: { ms: number; timeoutMs: number }): Promise<void> {
    return this.hearing.silence(options);
  }

  /** What was heard so far as a WAV file; undefined when recording is off. */
  recording(): Buffer | undefined {
    return this.#recording?.wav();
  }

  /** BYE, or CANCEL when it was not answered yet. Resolves when the far end confirmed (32 s at most). */
  hangUp(): Promise<void> {
    return this.#session.hangUp();
  }

  /**
   * Like a phone that lost its network: nothing is sent, heard or answered any more. `ended` still tells when the
   * far end gives up (its BYE is seen, not answered).
   */
  vanish(): void {
    this.#session.vanish();
    this.#keys.close();
    this.hearing.end();
    this.#rtp.goSilent();
  }

  /** For SipCaller and SipPhone: the far end answered. */
  markAnswered(): void {
    this.#answeredAt = performance.now();
    this.emit('answered', this.#answeredAt);
  }

  /** For SipCaller and SipPhone: the signalling is over. */
  markEnded(end: CallEnd): void {
    if (this.#over) return;
    this.#over = true;
    this.#keys.close();
    this.hearing.end();
    this.#rtp.close();
    this.emit('ended', end);
    this.#resolveEnded(end);
  }

  /** For SipCaller and SipPhone: the socket closes. */
  abandon(): void {
    this.#session.abandon();
  }
}

/** Promise.withResolvers, which Node 20 does not have. */
export function promiseOf<Value>(): { promise: Promise<Value>; resolve: (value: Value) => void } {
  let resolve: (value: Value) => void = () => undefined;
  const promise = new Promise<Value>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
