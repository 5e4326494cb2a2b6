import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseChannel, parseEvent } from './events.ts';

const channel = {
  id: '17.1',
  name: 'PJSIP/trunk-00000001',
  state: 'Ring',
  caller: { name: '', number: '+390600000000' },
  dialplan: { context: 'trunk', exten: '803164', priority: 4 },
};

describe('what ARI sends becomes an event of the driver', () => {
  test('a key', () => {
    const timestamp = '2026-11-22T17:34:17.338+0000';
    const told = { type: 'ChannelDtmfReceived', digit: '#', duration_ms: 80, channel, timestamp };
    expect(parseEvent(told)).toEqual({
      type: 'key',
      channelId: '17.1',
      digit: '#',
      durationMs: 80,
      at: Date.parse(timestamp),
    });
  });

  test.each(['anonymous', 'unavailable', ''])('a caller whose number is withheld, as %p', (number) => {
    expect(parseChannel({ ...channel, caller: { name: 'Anonymous', number } })).toMatchObject({ caller: '' });
  });

  test('the keys A to D of other networks are no keys of ours', () => {
    expect(parseEvent({ type: 'ChannelDtmfReceived', digit: 'A', duration_ms: 80, channel })).toBeUndefined();
  });

  test('a start, with its arguments', () => {
    expect(parseEvent({ type: 'StasisStart', args: ['803164', '', '06164164'], channel })).toEqual({
      type: 'stasis-start',
      channelId: '17.1',
      channel: { id: '17.1', up: false, caller: '+390600000000', extension: '803164', args: [] },
      args: ['803164', '', '06164164'],
    });
  });

  test.each([
    ['StasisBroadcast', '500,^centralino,803164:::06164164', ['803164', '', '', '06164164']],
    ['Stasis', 'centralino-1,803164', ['803164']],
    ['Playback', 'a&b', []],
  ])('what the dialplan gave, to be read by whoever gets the channel later: %s', (name, data, args) => {
    const dialplan = { ...channel.dialplan, app_name: name, app_data: data };
    expect(parseChannel({ ...channel, dialplan })).toMatchObject({ args });
  });

  test('a word of another engine', () => {
    const event = {
      type: 'ChannelUserevent',
      eventname: 'centralino-here',
      userevent: { from: 'centralino-2' },
    };
    expect(parseEvent(event)).toEqual({ type: 'word', word: 'centralino-here', from: 'centralino-2' });
  });

  test('sound after silence, and silence after sound', () => {
    expect(parseEvent({ type: 'ChannelTalkingStarted', channel })).toEqual({
      type: 'talking-started',
      channelId: '17.1',
    });
    expect(parseEvent({ type: 'ChannelTalkingFinished', duration: 900, channel })).toEqual({
      type: 'talking-ended',
      channelId: '17.1',
      durationMs: 900,
    });
    expect(parseEvent({ type: 'ChannelTalkingStarted' })).toBeUndefined();
  });

  test('a playback and its end, of a channel or a bridge', () => {
    const playback = { id: 'p1', target_uri: 'channel:17.1', state: 'failed' };
    expect(parseEvent({ type: 'PlaybackStarted', playback })).toEqual({
      type: 'playback-started',
      channelId: '17.1',
      id: 'p1',
    });
    expect(parseEvent({ type: 'PlaybackFinished', playback })).toEqual({
      type: 'playback-finished',
      channelId: '17.1',
      id: 'p1',
      failed: true,
    });
    const onBridge = { ...playback, target_uri: 'bridge:b1' };
    expect(parseEvent({ type: 'PlaybackFinished', playback: onBridge })).toEqual({
      type: 'playback-finished',
      bridgeId: 'b1',
      id: 'p1',
      failed: true,
    });
    const onDevice = { ...playback, target_uri: 'deviceState:x' };
    expect(parseEvent({ type: 'PlaybackFinished', playback: onDevice })).toBeUndefined();
  });

  test('a leg rings, and how the attempt ended', () => {
    const ringing = { ...channel, state: 'Ringing' };
    expect(parseEvent({ type: 'ChannelStateChange', channel: ringing })).toEqual({
      type: 'ringing',
      channelId: '17.1',
    });
    expect(parseEvent({ type: 'ChannelStateChange', channel })).toBeUndefined();
    expect(parseEvent({ type: 'Dial', peer: channel, dialstatus: '' })).toBeUndefined();
    expect(parseEvent({ type: 'Dial', peer: channel, dialstatus: 'RINGING' })).toMatchObject({
      type: 'ringing',
    });
    expect(parseEvent({ type: 'Dial', peer: channel, dialstatus: 'BUSY' })).toEqual({
      type: 'dial-ended',
      channelId: '17.1',
      status: 'BUSY',
    });
  });

  test('who enters and leaves a bridge, and its end', () => {
    const bridge = { id: 'b1', channels: [] };
    for (const [type, told] of [
      ['ChannelEnteredBridge', 'entered'],
      ['ChannelLeftBridge', 'left'],
    ])
      expect(parseEvent({ type, bridge, channel })).toEqual({
        type: told,
        bridgeId: 'b1',
        channelId: '17.1',
      });
    expect(parseEvent({ type: 'BridgeDestroyed', bridge })).toEqual({ type: 'destroyed', bridgeId: 'b1' });
  });

  test('a recording: seconds become milliseconds, what was not done failed', () => {
    const recording = { name: 'r', target_uri: 'channel:17.1', state: 'done', duration: 3 };
    expect(parseEvent({ type: 'RecordingFinished', recording })).toMatchObject({
      failed: false,
      durationMs: 3000,
    });
    expect(
      parseEvent({ type: 'RecordingFinished', recording: { ...recording, state: 'canceled' } }),
    ).toMatchObject({ failed: true });
    expect(parseEvent({ type: 'RecordingFailed', recording })).toMatchObject({ failed: true });
  });

  test('the end of a call and its cause', () => {
    expect(parseEvent({ type: 'ChannelHangupRequest', cause: 16, channel })).toMatchObject({ cause: 16 });
    const request = { type: 'ChannelHangupRequest', channel };
    expect(parseEvent(request)).toMatchObject({ cause: 16 });
    // Bits of Asterisk's, no causes of Q.850: we hung up; no audio came any more; the longest time was over.
    expect(parseEvent({ ...request, soft: true, cause: 32 })).toMatchObject({ cause: 16 });
    expect(parseEvent({ ...request, soft: true, cause: 1 })).toMatchObject({ cause: 44 });
    expect(parseEvent({ ...request, soft: true, cause: 8 })).toMatchObject({ cause: 102 });
    expect(parseEvent({ type: 'StasisEnd', channel })).toEqual({
      type: 'left-us',
      channelId: '17.1',
      cause: undefined,
    });
  });

  test('anything else is nothing, and nothing throws', () => {
    const type = fc.constantFrom(
      'ChannelDtmfReceived',
      'StasisStart',
      'StasisEnd',
      'PlaybackFinished',
      'RecordingFinished',
      'CallBroadcast',
      'ChannelHangupRequest',
      'ChannelStateChange',
      'ChannelEnteredBridge',
      'Dial',
      'ChannelVarset',
    );
    fc.assert(
      fc.property(type, fc.anything(), fc.anything(), (name, one, other) => {
        const event = parseEvent({ type: name, channel: one, playback: other, recording: other, digit: one });
        if (event !== undefined && 'channelId' in event) expect(event.channelId).not.toBe('');
        parseEvent(one);
        parseChannel(other);
      }),
    );
  });
});
