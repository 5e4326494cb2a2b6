import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Beat } from './beat.ts';
import { CallEndedError, CallTimeoutError } from './errors.ts';
import { encodeSample, silenceByte } from './g711.ts';
import { Hearing, type Onset } from './hearing.ts';
import { emptyRtpHeader } from './rtp-packet.ts';

const loud = new Uint8Array(160).fill(encodeSample('PCMA', 8000));
const silent = new Uint8Array(160).fill(silenceByte.PCMA);

/** A listener, and a sender whose packets follow each other unless told otherwise. */
function listen() {
  const onsets: Onset[] = [];
  const hearing = new Hearing({ onAudio: (onset) => onsets.push(onset), onSilence: () => undefined });
  const header = { ...emptyRtpHeader(), payloadType: 8, payloadEnd: 160, ssrc: 1, sequence: 65_530 };
  let at = performance.now();
  return {
    hearing,
    onsets,
    /** Arrival of the packet that `send` sent last. */
    at: () => at,
    send: (
      change: { after?: number; jump?: number; marker?: boolean; ssrc?: number; silent?: boolean } = {},
    ) => {
      at += change.after ?? 20;
      header.sequence = (header.sequence + 1) & 0xffff;
      header.timestamp = (header.timestamp + (change.jump ?? 160)) >>> 0;
      header.marker = change.marker ?? false;
      header.ssrc = change.ssrc ?? header.ssrc;
      hearing.packet('PCMA', header, change.silent === true ? silent : loud, at);
      return at;
    },
  };
}

describe('Hearing', () => {
  test.each([
    ['gap', { after: 61 }],
    ['marker', { marker: true }],
    ['source', { ssrc: 2 }],
    ['timestamp', { jump: 4000 }],
  ] as const)('hears audio begin by %s', (reason, change) => {
    const { send, onsets, hearing } = listen();
    const first = send();
    for (let packet = 0; packet < 10; packet++) send();
    expect(onsets).toEqual([{ at: first, reason: 'first' }]);
    const at = send(change);
    expect(onsets[1]).toEqual({ at, reason });
    hearing.end();
  });

  test('hears energy after digital silence', () => {
    const { send, onsets, hearing } = listen();
    for (let packet = 0; packet < 20; packet++) send({ silent: true });
    expect(hearing.heardMs).toBe(0);
    const at = send();
    expect(onsets.map((onset) => onset.reason)).toEqual(['first', 'energy']);
    expect(onsets[1]?.at).toBe(at);
    expect(hearing.heardMs).toBe(20);
    hearing.end();
  });

  test('finds an onset that came before it was asked, and the first one only', async () => {
    const { send, hearing } = listen();
    const first = send();
    const second = send({ after: 100 });
    send({ after: 100 });
    await expect(hearing.nextAudio({ afterTime: 0, timeoutMs: 1 })).resolves.toBe(first);
    await expect(hearing.nextAudio({ afterTime: first, timeoutMs: 1 })).resolves.toBe(second);
    hearing.end();
  });

  test('waits end with the call, and with their time', async () => {
    const { send, hearing } = listen();
    const at = send();
    await expect(hearing.nextAudio({ afterTime: at, timeoutMs: 1 })).rejects.toThrow(CallTimeoutError);
    const waiting = hearing.nextAudio({ afterTime: at, timeoutMs: 60_000 });
    const quiet = hearing.silence({ ms: 50_000, timeoutMs: 60_000 });
    hearing.end();
    await expect(waiting).rejects.toThrow(CallEndedError);
    await expect(quiet).rejects.toThrow(CallEndedError);
    await expect(hearing.silence({ ms: 1, timeoutMs: 1 })).rejects.toThrow(CallEndedError);
  });

  test('remembers a bounded number of onsets', () => {
    const { send, hearing } = listen();
    for (let packet = 0; packet < 200; packet++) send({ after: 100 });
    expect(hearing.onsets).toHaveLength(64);
    hearing.end();
  });
});

describe('Beat', () => {
  /** Packets with jitter around a beat; returns what the beat reported for each. */
  function play(beat: Beat, from: number, count: number, startAt: number, jitter: readonly number[]) {
    return Array.from({ length: count }, (_, index) => {
      const timestamp = ((from + index) * 160) >>> 0;
      return beat.packet(timestamp, startAt + index * 20 + (jitter[index % jitter.length] ?? 0));
    });
  }
  const jitters = fc.array(fc.double({ min: 0, max: 0.5, noNaN: true }), { minLength: 1, maxLength: 30 });

  test('is not moved by jitter, nor by a few late packets', () => {
    fc.assert(
      fc.property(jitters, fc.integer({ min: 10, max: 90 }), (jitter, lateFrom) => {
        const beat = new Beat();
        beat.restart(0, 1000);
        const offsets = Array.from({ length: 100 }, (_, index) => {
          const late = index >= lateFrom && index < lateFrom + 4 ? 15 : 0;
          return (jitter[index % jitter.length] ?? 0) + late;
        });
        expect(play(beat, 1, 100, 1020, offsets).every((heard) => heard === undefined)).toBe(true);
      }),
    );
  });

  test('hears a prompt cut in, earlier or later than the next packet was due', () => {
    const shift = fc.oneof(
      fc.double({ min: -19, max: -2, noNaN: true }),
      fc.double({ min: 3, max: 39, noNaN: true }),
    );
    fc.assert(
      fc.property(jitters, shift, (jitter, ms) => {
        const beat = new Beat();
        beat.restart(0, 1000);
        play(beat, 1, 30, 1020, jitter);
        const began = 1020 + 30 * 20 + ms;
        const heard = play(beat, 31, 30, began, jitter).filter((at) => at !== undefined);
        expect(heard).toEqual([began + (jitter[0] ?? 0)]);
      }),
    );
  });
});
