import { randomBytes } from 'node:crypto';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { AudioSealError, AudioSealer, inPieces, pieceBytes } from './audio.ts';

const key = randomBytes(32);
const sealer = new AudioSealer(key, '47120385');

async function* chunksOf(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.byteLength; at += size) yield bytes.subarray(at, at + size);
}

test('whatever its length and however it comes, audio is cut into pieces and put together again', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(fc.nat({ max: 3 * pieceBytes }), fc.constantFrom(0, pieceBytes, 2 * pieceBytes)),
      fc.integer({ min: 1_000, max: 100_000 }),
      async (length, size) => {
        const audio = randomBytes(length);
        const opened: Buffer[] = [];
        const lasts: boolean[] = [];
        for await (const { piece, last } of inPieces(chunksOf(audio, size), length)) {
          expect(piece.byteLength).toBeLessThanOrEqual(pieceBytes);
          opened.push(sealer.open(sealer.seal(piece, lasts.length, last), lasts.length, last));
          lasts.push(last);
        }
        expect(Buffer.concat(opened).equals(audio)).toBe(true);
        expect(lasts).toEqual(lasts.map((_, index) => index === lasts.length - 1));
      },
    ),
    { numRuns: 30 },
  );
});

test('more than is allowed is refused before it is taken', async () => {
  const taking = async () => {
    for await (const _ of inPieces(chunksOf(randomBytes(10_001), 500), 10_000));
  };
  await expect(taking()).rejects.toThrow(RangeError);
});

test('a piece opens in its own place of its own message only, unchanged, and with the same key', () => {
  const sealed = sealer.seal(Buffer.from('voice'), 1, false);
  expect(sealer.open(sealed, 1, false).toString()).toBe('voice');
  const changed = Buffer.from(sealed);
  changed[changed.byteLength - 1] = (changed.at(-1) ?? 0) ^ 1;
  for (const open of [
    () => sealer.open(sealed, 0, false),
    () => sealer.open(sealed, 1, true),
    () => sealer.open(changed, 1, false),
    () => sealer.open(Buffer.alloc(3), 1, false),
    () => new AudioSealer(key, '47120386').open(sealed, 1, false),
    () => new AudioSealer(randomBytes(32), '47120385').open(sealed, 1, false),
  ])
    expect(open).toThrow(AudioSealError);
});

test('the same audio never looks the same twice', () => {
  expect(sealer.seal(Buffer.from('voice'), 0, true)).not.toEqual(sealer.seal(Buffer.from('voice'), 0, true));
});
