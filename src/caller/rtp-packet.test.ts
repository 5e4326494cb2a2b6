import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { emptyRtpHeader, readRtp, sequenceDistance, writeEvent, writeRtp } from './rtp-packet.ts';

test('readRtp reads what writeRtp wrote', () => {
  fc.assert(
    fc.property(
      fc.boolean(),
      fc.integer({ min: 0, max: 63 }),
      fc.nat(0xffff),
      fc.nat(0xffffffff),
      fc.nat(0xffffffff),
      fc.nat(160),
      (marker, payloadType, sequence, timestamp, ssrc, payload) => {
        const packet = Buffer.alloc(12 + payload);
        writeRtp(packet, marker, payloadType, sequence, timestamp, ssrc);
        const header = emptyRtpHeader();
        expect(readRtp(packet, header)).toBe(true);
        expect(header).toEqual({
          marker,
          payloadType,
          sequence,
          timestamp,
          ssrc,
          payloadStart: 12,
          payloadEnd: 12 + payload,
        });
      },
    ),
  );
});

test('the payload is always inside the packet, whatever came', () => {
  const header = emptyRtpHeader();
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), fc.boolean(), (junk, likeRtp) => {
      const packet = Buffer.from(junk);
      if (likeRtp && packet.length > 0) packet[0] = 0x80 | ((packet[0] ?? 0) & 0x3f);
      if (!readRtp(packet, header)) return;
      expect(header.payloadStart).toBeGreaterThanOrEqual(12);
      expect(header.payloadStart).toBeLessThanOrEqual(header.payloadEnd);
      expect(header.payloadEnd).toBeLessThanOrEqual(packet.length);
    }),
  );
});

test('RTCP on the same port is not audio', () => {
  expect(readRtp(Buffer.from([0x80, 200, ...new Array(26).fill(0)]), emptyRtpHeader())).toBe(false);
});

test('contributing sources, extension and padding are not payload', () => {
  const packet = Buffer.from([
    0xb1, 8, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3, 9, 9, 9, 9, 0, 0, 0, 1, 7, 7, 7, 7, 5, 6, 0, 2,
  ]);
  const header = emptyRtpHeader();
  expect(readRtp(packet, header)).toBe(true);
  expect([...packet.subarray(header.payloadStart, header.payloadEnd)]).toEqual([5, 6]);
});

test('an event carries key, end and duration', () => {
  const packet = Buffer.alloc(16);
  writeEvent(packet, 11, true, 800);
  expect([...packet.subarray(12)]).toEqual([11, 0x8a, 0x03, 0x20]);
});

test('sequence numbers wrap', () => {
  expect(sequenceDistance(65_535, 0)).toBe(1);
  expect(sequenceDistance(0, 65_535)).toBe(-1);
  expect(sequenceDistance(10, 7)).toBe(-3);
});
