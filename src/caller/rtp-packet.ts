/** RTP packets (RFC 3550 section 5.1) and telephone events in them (RFC 4733), without allocation. */

/** Header of a received packet and where its payload lies; made once and filled again for every packet. */
export interface RtpHeader {
  marker: boolean;
  payloadType: number;
  /** 16 bits. */
  sequence: number;
  /** 32 bits, in samples. */
  timestamp: number;
  ssrc: number;
  payloadStart: number;
  payloadEnd: number;
}

export const rtpHeaderBytes = 12;

export function emptyRtpHeader(): RtpHeader {
  return {
    marker: false,
    payloadType: 0,
    sequence: 0,
    timestamp: 0,
    ssrc: 0,
    payloadStart: 0,
    payloadEnd: 0,
  };
}

/** Fills `header` from a datagram; false (and `header` undefined in content) when it is not RTP, or is RTCP. */
export function readRtp(packet: Buffer, header: RtpHeader): boolean {
  const size = packet.length;
  const first = packet[0];
  const second = packet[1];
  if (first === undefined || second === undefined || size < rtpHeaderBytes || first >> 6 !== 2) return false;
  if (second >= 192 && second <= 223) return false; // RTCP on the same port, RFC 5761 section 4
  let start = rtpHeaderBytes + (first & 0x0f) * 4;
  if (first & 0x10) {
    if (start + 4 > size) return false;
    start += 4 + packet.readUInt16BE(start + 2) * 4;
  }
  const padding = first & 0x20 ? (packet[size - 1] ?? 0) : 0;
  if (first & 0x20 && padding === 0) return false;
  if (start > size - padding) return false;
  header.marker = second >= 128;
  header.payloadType = second & 0x7f;
  header.sequence = packet.readUInt16BE(2);
  header.timestamp = packet.readUInt32BE(4);
  header.ssrc = packet.readUInt32BE(8);
  header.payloadStart = start;
  header.payloadEnd = size - padding;
  return true;
}

/** Writes a 12-byte header at the start of `packet`; numbers are taken modulo their width. */
export function writeRtp(
  packet: Buffer,
  marker: boolean,
  payloadType: number,
  sequence: number,
  timestamp: number,
  ssrc: number,
): void {
  packet[0] = 0x80;
  packet[1] = (marker ? 0x80 : 0) | (payloadType & 0x7f);
  packet.writeUInt16BE(sequence & 0xffff, 2);
  packet.writeUInt32BE(timestamp >>> 0, 4);
  packet.writeUInt32BE(ssrc >>> 0, 8);
}

/** Writes the 4-byte telephone event behind a header (RFC 4733 section 2.3), volume -10 dBm0. */
export function writeEvent(packet: Buffer, event: number, end: boolean, durationSamples: number): void {
  packet[rtpHeaderBytes] = event;
  packet[rtpHeaderBytes + 1] = (end ? 0x80 : 0) | 10;
  packet.writeUInt16BE(Math.min(durationSamples, 0xffff), rtpHeaderBytes + 2);
}

/** Signed distance between two 16-bit sequence numbers, -32768..32767. */
export function sequenceDistance(from: number, to: number): number {
  return ((to - from) << 16) >> 16;
}
