import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { formatSdp, mirrored, parseSdp } from './sdp.ts';

describe('parseSdp', () => {
  test('reads what formatSdp wrote', () => {
    fc.assert(
      fc.property(
        fc.ipV4(),
        fc.integer({ min: 1, max: 65_535 }),
        fc.constantFrom('PCMA' as const, 'PCMU' as const),
        fc.integer({ min: 96, max: 127 }),
        fc.constantFrom('sendrecv' as const, 'sendonly' as const, 'recvonly' as const, 'inactive' as const),
        (address, port, codec, eventPayloadType, direction) => {
          const codecs = codec === 'PCMA' ? (['PCMA', 'PCMU'] as const) : (['PCMU'] as const);
          const text = formatSdp({
            address,
            port,
            codecs,
            eventPayloadType,
            direction,
            sessionId: 1,
            version: 1,
          });
          expect(parseSdp(text)).toEqual({ address, port, codec, eventPayloadType, direction });
        },
      ),
    );
  });

  test('skips other media, and takes what is written for the audio first', () => {
    const media = parseSdp(
      'v=0\r\nc=IN IP4 10.0.0.1\r\na=sendonly\r\nm=video 6000 RTP/AVP 8\r\nc=IN IP4 10.0.0.2\r\n' +
        'm=audio 4000 RTP/AVP 9 0 101\r\nc=IN IP4 10.0.0.3\r\na=rtpmap:101 telephone-event/8000\r\na=recvonly\r\n',
    );
    expect(media).toEqual({
      address: '10.0.0.3',
      port: 4000,
      codec: 'PCMU',
      eventPayloadType: 101,
      direction: 'recvonly',
    });
  });

  test('undefined where there is nothing to talk to', () => {
    expect(parseSdp('v=0\r\nc=IN IP4 1.2.3.4\r\nm=audio 0 RTP/AVP 8\r\n')).toBeUndefined();
    expect(parseSdp('v=0\r\nc=IN IP4 1.2.3.4\r\nm=audio 4000 RTP/AVP 9\r\n')).toBeUndefined();
    expect(parseSdp('v=0\r\nm=audio 4000 RTP/AVP 8\r\n')).toBeUndefined();
    fc.assert(fc.property(fc.string(), (junk) => expect(parseSdp(junk)).toBeUndefined()));
  });
});

test('a hold is answered by its mirror image', () => {
  expect(mirrored('sendonly')).toBe('recvonly');
  expect(mirrored('recvonly')).toBe('sendonly');
  expect(mirrored('sendrecv')).toBe('sendrecv');
  expect(mirrored('inactive')).toBe('inactive');
});
