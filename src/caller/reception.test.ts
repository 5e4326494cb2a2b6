import { describe, expect, test } from '@jest/globals';
import { Reception } from './reception.ts';
import { emptyRtpHeader } from './rtp-packet.ts';

function receive(...packets: [sequence: number, timestamp: number, at: number, marker?: boolean][]) {
  const reception = new Reception();
  const header = emptyRtpHeader();
  for (const [sequence, timestamp, at, marker = false] of packets) {
    reception.add({ ...header, sequence, timestamp, marker }, at);
  }
  return reception.stats;
}

describe('Reception', () => {
  test('counts what was jumped over as lost, across the wrap', () => {
    expect(receive([65_534, 0, 0], [65_535, 160, 20], [2, 640, 80])).toEqual({
      received: 3,
      lost: 2,
      outOfOrder: 0,
      maxGapMs: 60,
    });
  });

  test('takes back a loss when the packet comes late', () => {
    expect(receive([1, 0, 0], [3, 320, 40], [2, 160, 41])).toEqual({
      received: 3,
      lost: 0,
      outOfOrder: 1,
      maxGapMs: 40,
    });
  });

  test('a pause of the sender is no gap', () => {
    expect(receive([1, 0, 0], [2, 160, 20], [3, 16_000, 2000, true], [4, 32_000, 4000]).maxGapMs).toBe(20);
  });

  test('a pause counts however it came about, from when it is watched, and while it lasts', () => {
    const reception = new Reception();
    const header = emptyRtpHeader();
    reception.add({ ...header, sequence: 1, timestamp: 0 }, 1_000);
    reception.add({ ...header, sequence: 2, timestamp: 160 }, 5_000);
    reception.watchPauses(5_010);
    reception.add({ ...header, sequence: 3, timestamp: 16_000, marker: true }, 5_050);
    reception.add({ ...header, sequence: 4, timestamp: 16_160 }, 5_070);
    expect(reception.longestPauseMs(5_075)).toBe(40);
    expect(reception.longestPauseMs(5_170)).toBe(100);
  });
});
