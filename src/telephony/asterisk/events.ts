/**
 * ARI's events as the driver uses them, read from parsed JSON by hand: this runs for every key and playback
 * of every call. Events of other kinds, and those without what they must hold, give undefined.
 */
import { type Digit, isDigit } from '../../input/keys.ts';
import { fieldOf, isRecord, numberOf, textOf, textsOf } from './json.ts';

/** A channel as ARI describes it. */
export interface AriChannel {
  readonly id: string;
  readonly up: boolean;
  /** The caller's number, empty when it is not given. */
  readonly caller: string;
  /** Where the channel is in the dialplan: the number that was dialled. */
  readonly extension: string;
  /** What the dialplan gave its Stasis application, which stays to be read whoever has the channel. */
  readonly args: readonly string[];
}

export type AriEvent =
  /** `trunk`: the endpoint of the call. */
  | {
      readonly type: 'broadcast';
      readonly channelId: string;
      readonly caller: string;
      readonly trunk: string;
    }
  | {
      readonly type: 'stasis-start';
      readonly channelId: string;
      readonly channel: AriChannel;
      readonly args: readonly string[];
    }
  | {
      readonly type: 'key';
      readonly channelId: string;
      readonly digit: Digit;
      readonly durationMs: number;
      /** When Asterisk noticed its end, epoch ms; NaN where it does not say. */
      readonly at: number;
    }
  | (AriSoundEvent & { readonly channelId: string })
  /** Sound after silence, silence after sound: from channels that are listened to (speech-detection.ts). */
  | { readonly type: 'talking-started'; readonly channelId: string }
  | { readonly type: 'talking-ended'; readonly channelId: string; readonly durationMs: number }
  /** A leg that we place rings. */
  | { readonly type: 'ringing'; readonly channelId: string }
  /** How the attempt to reach somebody ended, in Asterisk's word (`ANSWER`, `BUSY`, `NOANSWER` and so on). */
  | { readonly type: 'dial-ended'; readonly channelId: string; readonly status: string }
  /** Someone hangs up; the channel's end follows. `cause` is a Q.850 number. */
  | { readonly type: 'hang-up-request'; readonly channelId: string; readonly cause: number }
  /** It left our application: hung up, if that was asked for; else another engine has it. */
  | { readonly type: 'left-us'; readonly channelId: string; readonly cause: number | undefined }
  /** The channel is no more. */
  | { readonly type: 'gone'; readonly channelId: string; readonly cause: number | undefined }
  | AriBridgeEvent
  /** Another connection took our application's name; this one is deaf from now on. */
  | { readonly type: 'replaced' }
  /** A word of an engine to another, by way of Asterisk. */
  | { readonly type: 'word'; readonly word: string; readonly from: string };

/** What becomes of a playback or a recording, of whatever. */
export type AriSoundEvent =
  | { readonly type: 'playback-started'; readonly id: string }
  | { readonly type: 'playback-finished'; readonly id: string; readonly failed: boolean }
  | {
      readonly type: 'recording-ended';
      readonly name: string;
      readonly failed: boolean;
      readonly durationMs: number;
    };

/** An event of a bridge. */
export type AriBridgeEvent = (
  | AriSoundEvent
  | { readonly type: 'entered' | 'left'; readonly channelId: string }
  | { readonly type: 'destroyed' }
) & { readonly bridgeId: string };

/** An event that belongs to a call or a leg which is ours. */
export type AriCallEvent = Exclude<
  AriEvent,
  { type: 'broadcast' | 'stasis-start' | 'replaced' | 'word' } | { bridgeId: string }
>;

export function parseChannel(value: unknown): AriChannel | undefined {
  if (!isRecord(value)) return undefined;
  const id = textOf(value['id']);
  if (id === '') return undefined;
  return {
    id,
    up: value['state'] === 'Up',
    caller: callerOf(value),
    extension: textOf(fieldOf(value['dialplan'], 'exten')),
    args: dialplanArgs(value['dialplan']),
  };
}

/** `StasisBroadcast(timeout,filter,a:b:c)` has its arguments behind colons, `Stasis(application,a,b)` behind commas. */
function dialplanArgs(dialplan: unknown): readonly string[] {
  const [first, ...others] = textOf(fieldOf(dialplan, 'app_data')).split(',');
  if (first === undefined) return [];
  switch (fieldOf(dialplan, 'app_name')) {
    case 'StasisBroadcast':
      return others.at(-1)?.split(':') ?? [];
    case 'Stasis':
      return others;
    default:
      return [];
  }
}

/** Who withholds the number is called `anonymous` by the network, or the like: that is the number of nobody. */
function callerOf(channel: Record<string, unknown>): string {
  const number = textOf(fieldOf(channel['caller'], 'number'));
  return /\d/.test(number) ? number : '';
}

/** `PJSIP/trunk-0000002a` came in by `trunk`. */
function trunkOf(channel: Record<string, unknown>): string {
  return textOf(channel['name']).replace(/^[^/]*\/|-[^-]*$/g, '');
}

export function parseEvent(value: unknown): AriEvent | undefined {
  if (!isRecord(value)) return undefined;
  switch (value['type']) {
    case 'ChannelDtmfReceived': {
      const digit = textOf(value['digit']);
      const channelId = channelIdOf(value);
      if (!isDigit(digit) || channelId === '') return undefined;
      const at = Date.parse(textOf(value['timestamp']));
      return { type: 'key', channelId, digit, durationMs: numberOf(value['duration_ms']), at };
    }
    case 'PlaybackStarted':
    case 'PlaybackFinished': {
      const playback = value['playback'];
      const id = textOf(fieldOf(playback, 'id'));
      if (id === '') return undefined;
      return withTarget(
        playback,
        value['type'] === 'PlaybackStarted'
          ? { type: 'playback-started', id }
          : { type: 'playback-finished', id, failed: fieldOf(playback, 'state') === 'failed' },
      );
    }
    case 'RecordingFinished':
    case 'RecordingFailed': {
      const recording = value['recording'];
      const name = textOf(fieldOf(recording, 'name'));
      if (name === '') return undefined;
      return withTarget(recording, {
        type: 'recording-ended',
        name,
        failed: value['type'] === 'RecordingFailed' || fieldOf(recording, 'state') !== 'done',
        durationMs: numberOf(fieldOf(recording, 'duration')) * 1000,
      });
    }
    case 'ChannelTalkingStarted':
    case 'ChannelTalkingFinished': {
      const channelId = channelIdOf(value);
      if (channelId === '') return undefined;
      return value['type'] === 'ChannelTalkingStarted'
        ? { type: 'talking-started', channelId }
        : { type: 'talking-ended', channelId, durationMs: numberOf(value['duration']) };
    }
    case 'ChannelStateChange': {
      const channelId = channelIdOf(value);
      const rings = fieldOf(value['channel'], 'state') === 'Ringing';
      return rings && channelId !== '' ? { type: 'ringing', channelId } : undefined;
    }
    case 'Dial': {
      const channelId = textOf(fieldOf(value['peer'], 'id'));
      const status = textOf(value['dialstatus']);
      // Empty when the attempt begins.
      if (channelId === '' || status === '') return undefined;
      return status === 'RINGING'
        ? { type: 'ringing', channelId }
        : { type: 'dial-ended', channelId, status };
    }
    case 'ChannelEnteredBridge':
    case 'ChannelLeftBridge': {
      const bridgeId = textOf(fieldOf(value['bridge'], 'id'));
      const channelId = channelIdOf(value);
      if (bridgeId === '' || channelId === '') return undefined;
      return { type: value['type'] === 'ChannelEnteredBridge' ? 'entered' : 'left', bridgeId, channelId };
    }
    case 'BridgeDestroyed': {
      const bridgeId = textOf(fieldOf(value['bridge'], 'id'));
      return bridgeId === '' ? undefined : { type: 'destroyed', bridgeId };
    }
    case 'CallBroadcast': {
      const { channel } = value;
      const channelId = channelIdOf(value);
      if (channelId === '' || !isRecord(channel)) return undefined;
      return { type: 'broadcast', channelId, caller: callerOf(channel), trunk: trunkOf(channel) };
    }
    case 'StasisStart': {
      const channel = parseChannel(value['channel']);
      if (channel === undefined) return undefined;
      return { type: 'stasis-start', channelId: channel.id, channel, args: textsOf(value['args']) };
    }
    case 'ChannelHangupRequest': {
      const channelId = channelIdOf(value);
      return channelId === ''
        ? undefined
        : { type: 'hang-up-request', channelId, cause: requestCause(value) };
    }
    case 'StasisEnd':
    case 'ChannelDestroyed': {
      const channelId = channelIdOf(value);
      const cause = value['cause'];
      const type = value['type'] === 'StasisEnd' ? 'left-us' : 'gone';
      return channelId === ''
        ? undefined
        : { type, channelId, cause: typeof cause === 'number' ? cause : undefined };
    }
    case 'ChannelUserevent':
      return {
        type: 'word',
        word: textOf(value['eventname']),
        from: textOf(fieldOf(value['userevent'], 'from')),
      };
    case 'ApplicationReplaced':
      return { type: 'replaced' };
    default:
      return undefined;
  }
}

/**
 * Why a hang-up is asked for, as a Q.850 number. A far end that just hangs up gives none: normal clearing. Of a `soft`
 * request, one of Asterisk's own, `cause` is not a number of Q.850 but AST_SOFTHANGUP_ bits: 1 is the device, when no
 * audio came any more (rtp_timeout); 4 a shutdown; 8 the longest time a call may take; 32 is us.
 */
function requestCause(request: Record<string, unknown>): number {
  const cause = numberOf(request['cause']);
  if (request['soft'] !== true) return cause === 0 ? 16 : cause;
  if ((cause & 1) !== 0) return 44;
  if ((cause & 4) !== 0) return 38;
  return (cause & 8) !== 0 ? 102 : 16;
}

function channelIdOf(event: Record<string, unknown>): string {
  return textOf(fieldOf(event['channel'], 'id'));
}

/** What a playback or a recording belongs to stands in its `target_uri`: `channel:ID` or `bridge:ID`. */
function withTarget(thing: unknown, event: AriSoundEvent): AriEvent | undefined {
  const uri = textOf(fieldOf(thing, 'target_uri'));
  if (uri.startsWith('channel:')) return { ...event, channelId: uri.slice('channel:'.length) };
  if (uri.startsWith('bridge:')) return { ...event, bridgeId: uri.slice('bridge:'.length) };
  return undefined;
}
