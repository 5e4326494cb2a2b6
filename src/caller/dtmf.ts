/** A key press as a train of RFC 4733 packets. Pure: when each packet is due, not the sending. */

const keys = '0123456789*#ABCD';
const packetMs = 20;
const samplesPerMs = 8;
/** RFC 4733 section 2.5.1.4: the end is sent three times, so that losing one or two packets loses no key. */
const endPackets = 3;

export interface EventPacket {
  /** Due this long after the key went down. */
  readonly atMs: number;
  readonly marker: boolean;
  readonly end: boolean;
  /** Grows with every packet; final from the first end packet on. In samples at 8 kHz. */
  readonly durationSamples: number;
}

/** Event code of a key (RFC 4733 section 3.2), or undefined when there is no such key. */
export function eventOf(key: string): number | undefined {
  const code = key.length === 1 ? keys.indexOf(key.toUpperCase()) : -1;
  return code < 0 ? undefined : code;
}

/** Shortest pause after the first end packet that leaves room for its repetitions. */
export const shortestGapMs = packetMs * endPackets;

/** Longest key that one event can tell (a 16-bit duration). */
export const longestKeyMs = 8000;

/** Packets of one key of `durationMs` (20 to 8000). All carry the timestamp at which the key went down. */
export function eventTrain(durationMs: number): EventPacket[] {
  if (!(durationMs >= packetMs && durationMs <= longestKeyMs)) {
    throw new RangeError(`a key lasts ${packetMs} to ${longestKeyMs} ms, not ${durationMs}`);
  }
  const train: EventPacket[] = [];
  for (let atMs = 0; atMs < durationMs; atMs += packetMs) {
    const soFarMs = Math.min(atMs + packetMs, durationMs);
    train.push({ atMs, marker: atMs === 0, end: false, durationSamples: Math.round(soFarMs * samplesPerMs) });
  }
  for (let repetition = 0; repetition < endPackets; repetition++) {
    train.push({
      atMs: durationMs + repetition * packetMs,
      marker: false,
      end: true,
      durationSamples: Math.round(durationMs * samplesPerMs),
    });
  }
  return train;
}
