/** Bridges: where those who are to hear each other meet. */
import type { Channel, Media, RecordOptions, SoundEvent } from './port.ts';

export type BridgeEvent =
  /** By the id of the channel, whoever put it in. */
  | { readonly type: 'entered'; readonly channel: string }
  /** Taken out, or hung up (then the channel tells it too, in either order). */
  | { readonly type: 'left'; readonly channel: string }
  | SoundEvent
  /** The last event: destroyed, by whomever, or not there any more after a loss of the link. */
  | { readonly type: 'destroyed' };

/** Takes a bridge's events, in order; it must not throw. */
export type BridgeListener = (event: BridgeEvent) => void;

/**
 * Everybody in it hears everybody else. It stays, also empty, until `destroy`: an engine that dies leaves its
 * conversations talking. Methods reject with TelephonyError; `channel-gone` also means that the bridge is gone.
 */
export interface Bridge {
  readonly id: string;
  /** Puts a channel in that is up; its music ends. One that is in another bridge leaves that one. */
  add(channel: Channel): Promise<void>;
  /** Takes a channel out: it hears nothing until it is played to. Resolves also when it is not in. */
  remove(channel: Channel): Promise<void>;
  /** Plays to everybody in it, under an id that the caller chose. */
  play(id: string, media: readonly Media[]): Promise<void>;
  /** Ends a playback; resolves also when it is over. */
  stop(id: string): Promise<void>;
  /** Records everybody into a WAV file (StoredRecordings); a pause of everybody does not end it. */
  record(name: string, options: Pick<RecordOptions, 'maxSeconds' | 'beep'>): Promise<void>;
  /** Resolves also when there is no such recording under way. */
  stopRecording(name: string): Promise<void>;
  /** Has the end of a recording told that an engine before this one began here; at once when it is over already. */
  takeUpRecording(name: string): Promise<void>;
  /** Ends the bridge, not the channels in it. Resolves also when it is gone. */
  destroy(): Promise<void>;
}

/** A bridge as the network has it. */
export interface BridgeState {
  readonly id: string;
  /** Ids of the channels in it. */
  readonly channels: readonly string[];
}
