import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { deriveKey } from '../privacy/derive-key.ts';

/** Audio is sealed in pieces of this size, so that none of it is ever held as a whole. */
export const pieceBytes = 64 * 1024;

const nonceBytes = 12;
const tagBytes = 16;

/** A piece of audio that cannot be opened: another key, or it was changed, moved or cut off. */
export class AudioSealError extends Error {
  constructor() {
    super('the audio of a voice message cannot be opened: it was sealed with another key, or changed');
    this.name = 'AudioSealError';
  }
}

/**
 * Seals the audio of one message piece by piece (AES-256-GCM, a key of its own for each message, a fresh nonce for each
 * piece). A piece opens only in its place: the place, and whether it is the last, are authenticated with it.
 */
export class AudioSealer {
  readonly #key: Buffer;

  /**
   * @param key 32 bytes of the records
   * @param reference that of the message: its key is made from it
   */
  constructor(key: Buffer, reference: string) {
    this.#key = deriveKey(key, 'centralino voice messages: audio', reference);
  }

  seal(audio: Uint8Array, place: number, last: boolean): Buffer {
    const nonce = randomBytes(nonceBytes);
    const cipher = createCipheriv('aes-256-gcm', this.#key, nonce).setAAD(placeText(place, last));
    const body = Buffer.concat([cipher.update(audio), cipher.final()]);
    return Buffer.concat([nonce, cipher.getAuthTag(), body]);
  }

  /** @throws AudioSealError */
  open(sealed: Uint8Array, place: number, last: boolean): Buffer {
    try {
      const bytes = Buffer.from(sealed);
      const decipher = createDecipheriv('aes-256-gcm', this.#key, bytes.subarray(0, nonceBytes))
        .setAAD(placeText(place, last))
        .setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes));
      return Buffer.concat([decipher.update(bytes.subarray(nonceBytes + tagBytes)), decipher.final()]);
    } catch {
      throw new AudioSealError();
    }
  }
}

function placeText(place: number, last: boolean): Buffer {
  return Buffer.from(`${place} ${last ? 'last' : 'more'}`);
}

/**
 * Bytes as they come in pieces of one size, with the word which is the last.
 * @param maxBytes what all of it may have together
 * @throws RangeError for more than that
 */
export async function* inPieces(
  bytes: AsyncIterable<Uint8Array>,
  maxBytes: number,
): AsyncGenerator<{ readonly piece: Buffer; readonly last: boolean }> {
  let held = Buffer.alloc(0);
  let size = 0;
  for await (const chunk of bytes) {
    size += chunk.byteLength;
    if (size > maxBytes) throw new RangeError(`more than ${maxBytes} bytes`);
    held = Buffer.concat([held, chunk]);
    // One byte more than a piece must be there to know that it is not the last.
    while (held.byteLength > pieceBytes) {
      yield { piece: held.subarray(0, pieceBytes), last: false };
      held = held.subarray(pieceBytes);
    }
  }
  yield { piece: held, last: true };
}
