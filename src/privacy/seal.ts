import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { isSensitiveKind, Sensitive } from './sensitive.ts';

const MARK = '$sealed';
/** Sealed text could not be opened: another key, or the text was changed. */
export class SealError extends Error {}

/**
 * Writes plain data with `Sensitive` leaves as JSON in which every such leaf is encrypted
 * (AES-256-GCM, a fresh 96-bit nonce for each Sensitive object), and reads it back.
 */
export class Sealer {
  readonly #key: Buffer;
  /** A value that stays in a session is sealed once, not after every key: encrypting is most of the work. */
  readonly #sealed = new WeakMap<Sensitive<unknown>, string>();

  /** @param key 32 bytes, as made at set-up (see provision/secrets.ts). */
  constructor(key: Buffer) {
    if (key.length !== 32) throw new SealError(`the sealing key has ${key.length} bytes; it needs 32`);
    this.#key = key;
  }

  /** JSON text of `data`, every Sensitive value in it encrypted. */
  seal(data: unknown): string {
    const sealValue = (value: Sensitive<unknown>): string => this.#sealValue(value);
    // toJSON runs before a replacer sees the value, so the holder object is asked for the original.
    return JSON.stringify(data, function (this: unknown, key: string, value: unknown) {
      const original: unknown = isRecord(this) ? this[key] : value;
      return original instanceof Sensitive ? { [MARK]: original.kind, data: sealValue(original) } : value;
    });
  }

  /**
   * The data that `seal` wrote, Sensitive values restored.
   * @throws SealError when the text was sealed with another key or tampered with.
   */
  open(text: string): unknown {
    return JSON.parse(text, (_key, value: unknown) => {
      if (!isRecord(value) || !(MARK in value)) return value;
      const kind = value[MARK];
      const data = value['data'];
      if (!isSensitiveKind(kind) || typeof data !== 'string')
        throw new SealError('a sealed value is malformed');
      return new Sensitive<unknown>(kind, JSON.parse(this.#decrypt(data)));
    });
  }

  #sealValue(value: Sensitive<unknown>): string {
    let sealed = this.#sealed.get(value);
    if (sealed === undefined) {
      sealed = this.#encrypt(JSON.stringify(value.reveal()));
      this.#sealed.set(value, sealed);
    }
    return sealed;
  }

  #encrypt(text: string): string {
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', this.#key, nonce);
    const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64');
  }

  #decrypt(sealed: string): string {
    const bytes = Buffer.from(sealed, 'base64');
    try {
      const decipher = createDecipheriv('aes-256-gcm', this.#key, bytes.subarray(0, 12));
      decipher.setAuthTag(bytes.subarray(12, 28));
      return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8');
    } catch {
      throw new SealError('a sealed value cannot be opened: it was sealed with another key, or changed');
    }
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
