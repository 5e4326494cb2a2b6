/** Legs that the engine places itself: to an operator's softphone, or to a number outside. */
import type { Sensitive } from '../privacy/sensitive.ts';
import type { Channel, ChannelEvent } from './port.ts';

/** Where a leg rings. */
export type Destination =
  /** A softphone, by the name it was enrolled under (Telephony.enrol). */
  | { readonly to: 'operator'; readonly softphone: string }
  /** A number in E.164 with `+`, by the trunk. Which numbers may be called is decided above; other forms are refused. */
  | { readonly to: 'outside'; readonly number: Sensitive };

export interface LegOptions {
  /**
   * Chosen by the caller of `originate`, so that another engine can find the leg again: 1 to 60 letters, digits,
   * `.`, `_`, `-`; one id is never used twice.
   */
  readonly id: string;
  readonly destination: Destination;
  /** The number to show; undefined shows none. On the trunk it must be one that the carrier lets us show. */
  readonly callerId: Sensitive | undefined;
  /** How long it may ring, in whole seconds, 1 to 120; then it ends with `no-answer`. */
  readonly ringSeconds: number;
  /** A word for a softphone's eyes only, in the header `X-Conversation` (1 to 60 letters, digits, `.`, `_`, `-`). */
  readonly reference?: string;
}

/**
 * How a leg ended. `hung-up`: it was answered, and whoever hung up. Never answered: `busy` (also a phone that is
 * set to do not disturb), `no-answer` (the ring time was over), `refused` (declined, or barred), `unreachable`
 * (nobody registered, no such number, no route), `cancelled` (we hung up before the answer). `lost`: it ended while
 * the link was away, and nobody knows how; a network may also end what is answered in that time.
 */
export type LegEnd = 'hung-up' | 'busy' | 'no-answer' | 'refused' | 'unreachable' | 'cancelled' | 'lost';

/** What happens on a leg. As on a call, save that it rings, is answered, and its last event is `gone`. */
export type LegEvent =
  | Exclude<ChannelEvent, { type: 'hang-up' }>
  /** Somebody's phone rings; at most once, and not by every network. */
  | { readonly type: 'ringing' }
  /** Once; from now on the leg can be played to and put into a bridge. */
  | { readonly type: 'answered' }
  /**
   * The last event, once, of every leg that `originate` resolved. `cause` is the network's own word (as in causes.ts):
   * `normal-clearing` where somebody hung up, `channel-unavailable` where a phone fell silent and was given up.
   */
  | { readonly type: 'gone'; readonly end: LegEnd; readonly cause: string };

/** Takes a leg's events, in order; it must not throw. */
export type LegListener = (event: LegEvent) => void;

/** A leg, or a spy, that was alive when the engine (re)connected, and which this driver did not know. */
export interface FoundLeg {
  readonly leg: Channel;
  readonly answered: boolean;
}

export interface SnoopOptions {
  /** Chosen like the id of a leg, and never that of another leg. */
  readonly id: string;
  /** What the spy hears: what the person on this channel says, what they hear, or both: the whole conversation. */
  readonly listen: 'nothing' | 'said' | 'heard' | 'both';
  /** Whether this person, and nobody else, hears what is played into the spy or said in its bridge. */
  readonly whisper: boolean;
}

/** How a softphone logs in at the network. */
export interface Softphone {
  /**
   * Its name at the network: 1 to 40 small letters, digits, `.`, `_`, `-`, a letter first and no number of a caller;
   * user of its SIP address and its log-in. It
   * stands in the network's logs: take a name of the session, not a person's.
   */
  readonly name: string;
  /** For this session only; the network keeps it in memory, never on a disk. At least 16 characters. */
  readonly password: string;
  /** `webrtc`: a browser (SIP over WebSocket, DTLS-SRTP, ICE). `sip`: an ordinary SIP phone (UDP or TCP, RTP). */
  readonly kind: 'webrtc' | 'sip';
}
