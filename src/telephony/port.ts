/**
 * What the engine needs of a telephone network: take a call, play, listen for keys, record, hang up; place legs
 * (leg-port.ts) and join those who are to talk (bridge-port.ts).
 * Drivers: asterisk/ (two transports) and simulated/ (text). telephony.contract.ts says how each must behave.
 */
import type { Digit } from '../input/keys.ts';
import type { Sensitive } from '../privacy/sensitive.ts';
import type { Bridge, BridgeListener, BridgeState } from './bridge-port.ts';
import type { FoundLeg, LegListener, LegOptions, SnoopOptions, Softphone } from './leg-port.ts';

export type { Bridge, BridgeEvent, BridgeListener, BridgeState } from './bridge-port.ts';
export type {
  Destination,
  FoundLeg,
  LegEnd,
  LegEvent,
  LegListener,
  LegOptions,
  SnoopOptions,
  Softphone,
} from './leg-port.ts';
export type { Digit };

/** One piece of a playback: an audio file (absolute path with extension), silence, or what was recorded under a name. */
export type Media =
  | { kind: 'file'; path: string }
  | { kind: 'silence'; ms: number }
  | { kind: 'recording'; name: string };

/** Why the driver ends a call; drivers map it to the network's own cause (Q.850 / SIP). */
export type HangUpReason = 'normal' | 'busy' | 'congestion' | 'rejected';

/** A call that the network offers, or one found alive when the engine (re)connected. */
export interface CallOffer {
  /** Where the caller may have dialled to, best first (DID, then P-Called-Party-ID, Diversion, To), as the network wrote it. */
  readonly dialled: readonly string[];
  /** The caller's number as the network wrote it, when it is given. */
  readonly caller: Sensitive | undefined;
  /** `up`: it was answered already. */
  readonly state: 'ringing' | 'up';
  /** It was offered before: to this engine before a restart, or to another that gave it up or died. */
  readonly before: boolean;
}

/** What happens to playbacks and recordings: of a channel and of a bridge alike. */
export type SoundEvent =
  | { readonly type: 'playback-started'; readonly id: string }
  /** Sent once for each accepted `play`, whatever ends it. */
  | {
      readonly type: 'playback-ended';
      readonly id: string;
      readonly outcome: 'finished' | 'stopped' | 'failed';
    }
  | {
      readonly type: 'recording-ended';
      readonly name: string;
      readonly outcome: 'finished' | 'failed';
      /** Undefined when it ended while the driver was away. */
      readonly durationMs: number | undefined;
    };

export type ChannelEvent =
  | { readonly type: 'key'; readonly digit: Digit; readonly durationMs: number }
  | SoundEvent
  /** This person has said something (Channel.awaitSpeech); once. */
  | { readonly type: 'speech' }
  /** The last event of a channel, whoever hung up, also when the network lost it while the driver was away. */
  | { readonly type: 'hang-up'; readonly cause: string }
  /** Instead of it: another engine has the channel now. Nothing is to be done to it any more, and nothing ends with it. */
  | { readonly type: 'taken' };

/** Takes a channel's events, in order; it must not throw. */
export type ChannelListener = (event: ChannelEvent) => void;

/** One leg of a call. Every method rejects with TelephonyError; `channel-gone` is an ordinary race with a hang-up. */
export interface Channel {
  readonly id: string;
  answer(): Promise<void>;
  /** Early media: the caller hears playbacks before the call is answered (and charged). */
  progress(): Promise<void>;
  /** Queues one playback under an id that the caller of this method chose; resolves once the network took it. */
  play(id: string, media: readonly Media[]): Promise<void>;
  /** Ends a playback, playing or queued; resolves also when it is over already. */
  stop(id: string): Promise<void>;
  record(name: string, options: RecordOptions): Promise<void>;
  stopRecording(name: string): Promise<void>;
  /**
   * Music whenever nothing else is played to this channel, until `stopMusic` or until it enters a bridge: after a
   * playback it comes back by itself.
   * @param music a class of the network's own; its usual one when left out
   */
  startMusic(music?: string): Promise<void>;
  /** Resolves also when there is none. */
  stopMusic(): Promise<void>;
  /**
   * A spy on this channel: a channel of its own, which is up at once, hears what this one says or hears, and may
   * speak to it alone. Put into a bridge with a supervisor it lets them listen, or whisper. (To barge in, add the
   * supervisor's leg to the conversation's own bridge.) It is gone when this channel is.
   */
  snoop(options: SnoopOptions, listener: LegListener): Promise<Channel>;
  /**
   * From now on it is listened for whether this person says anything, until they have: `speech` is told once. What is
   * played to them does not count; noise in a room may. Also told when nobody knows, after a loss of the link.
   */
  awaitSpeech(): Promise<void>;
  /**
   * Ends the channel; a leg that still rings is cancelled. Where the link is away, or is lost before the answer, this
   * rejects, but the channel ends all the same when the link is back.
   */
  hangUp(reason: HangUpReason): Promise<void>;
}

export interface RecordOptions {
  readonly maxSeconds: number;
  readonly maxSilenceSeconds: number;
  readonly beep: boolean;
  /** A key that ends the recording. */
  readonly terminateOn: 'none' | 'any' | '#' | '*';
}

/** A call that is coming in, before anybody has it. */
export interface ArrivingCall {
  /** The caller's number as the network wrote it, when it is given. */
  readonly caller: Sensitive | undefined;
  /** The way it came in by: a name of the network's configuration. */
  readonly trunk: string;
}

export interface TelephonyHandlers {
  /** Asked once about every call that is offered, to whichever engine: true turns it away as busy, unanswered. */
  refuses?(call: ArrivingCall): boolean;
  /** Asked before a broadcast call is claimed; false leaves it to another engine. Must answer at once. */
  accepts(): boolean;
  /**
   * Whether it is this engine's turn to claim a broadcast call, by its channel's id; the others leave it a moment. Without
   * this method all claim at once.
   */
  isFirst?(channelId: string): boolean;
  /**
   * The call is ours. Whatever happens on it goes to the listener that is returned; nothing is lost between
   * the claim and this call. Commands may be sent from inside.
   */
  offered(channel: Channel, offer: CallOffer): ChannelListener;
  /**
   * A leg or a spy that an engine of our name had placed before a restart is alive, with its id. Without this method,
   * or where it gives undefined, the leg is hung up.
   */
  found?(found: FoundLeg): LegListener | undefined;
  /** The link to the network came up (also after a loss) or went down. Calls go on meanwhile. */
  linkChanged?(up: boolean): void;
}

/** The recordings that a network holds, by the names they were made under. Methods reject with TelephonyError. */
export interface StoredRecordings {
  /**
   * The audio as a WAV file; undefined where there is none of this name.
   * @param maxBytes more than this is `refused`
   */
  read(name: string, maxBytes: number): Promise<Uint8Array<ArrayBuffer> | undefined>;
  /** Resolves also when there is none. */
  remove(name: string): Promise<void>;
  /** The names of all. */
  list(): Promise<readonly string[]>;
}

/** A call or a leg that an engine has at the network, or had when it died. */
export interface Holding {
  readonly id: string;
  /** One that an engine placed, or a spy. */
  readonly leg: boolean;
}

/** A telephone network. */
export interface Telephony {
  /** Connects and begins to take calls; resolves at the first connection, keeps reconnecting afterwards. */
  start(handlers: TelephonyHandlers): Promise<void>;
  readonly linkUp: boolean;
  /**
   * Places a leg. Resolves once the network took it: whatever comes of it is told to the listener, `gone` last. One
   * that nobody can be reached for is `gone` `unreachable`, not an error.
   * @throws TelephonyError `refused` for options that are not as they must be, an id in use, or a number outside
   *   where no trunk leads out; `unavailable` or `timed-out`: then a leg that came about all the same is hung up
   */
  originate(options: LegOptions, listener: LegListener): Promise<Channel>;
  /**
   * Makes a bridge under an id that the caller chose (form as of a leg's), or takes up the one of this id, whoever
   * made it: then the listener is first told who is in it. After a loss of the link it is told what was missed.
   * @throws TelephonyError
   */
  bridge(id: string, listener: BridgeListener): Promise<Bridge>;
  /** All bridges that engines made here, those of dead engines too. */
  bridges(): Promise<readonly BridgeState[]>;
  /**
   * Lets a softphone register from now on; a second time it replaces what was known of it. The driver enrols it again
   * by itself when the network forgot it (a restart of Asterisk), until it is dismissed.
   */
  enrol(softphone: Softphone): Promise<void>;
  /** The softphone can neither register nor be called any more. Resolves also when there is none. */
  dismiss(name: string): Promise<void>;
  /** Names this very network, as long as it runs: engines that hear the same are at the same one. */
  network(): Promise<string>;
  /** What an engine has here, also one that is gone. */
  holdings(engine: string): Promise<readonly Holding[]>;
  /**
   * Takes a channel that another engine had, as it is: who is in a bridge stays there, music goes on. Then it is offered, or
   * `found`, as one that was there before. What plays is stopped first: a channel that is played to cannot be had.
   * @param sounds ids of what may play, the likeliest first, names of what may be recorded; they need not exist
   * @returns whether it is ours now; false for one that is gone, or for a leg that still rang and is cancelled by this
   */
  take(
    holding: Holding,
    sounds: { readonly playbacks: readonly string[]; readonly recordings: readonly string[] },
  ): Promise<boolean>;
  /** Whether an engine answers when it is asked by way of the network. Never rejects. */
  answers(engine: string, withinMs: number): Promise<boolean>;
  /** Lets go of everything that this engine has, as it is, and tells nobody: others have it. New calls come on. */
  letGo(): void;
  /** Compares what we have with the network: what others took is `taken`, what we do not know is offered. */
  compare(): Promise<void>;
  /** Leaves the network; calls in progress are left as they are. */
  close(): Promise<void>;
}

export type TelephonyErrorCode = 'channel-gone' | 'unavailable' | 'timed-out' | 'refused';

/** A command that the network did not carry out. */
export class TelephonyError extends Error {
  readonly code: TelephonyErrorCode;

  constructor(code: TelephonyErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'TelephonyError';
    this.code = code;
  }
}
