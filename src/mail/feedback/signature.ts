import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';

/** Keys of one carrier by their id: two at a time while they are changed. */
export type SigningKeys = Readonly<Record<string, Buffer>>;

/** Seconds that a signature is good for, either way: clocks differ, and lines are slow. */
export const replayWindowSeconds = 300;

export const signatureHeaders = {
  key: 'centralino-key',
  timestamp: 'centralino-timestamp',
  signature: 'centralino-signature',
} as const;

const signedHeaders = z.object({
  [signatureHeaders.key]: z.string().min(1).max(100),
  [signatureHeaders.timestamp]: z.string().regex(/^\d{1,12}$/),
  [signatureHeaders.signature]: z.string().regex(/^v1=[0-9a-f]{64}$/),
});

/** Of nobody: what an unknown key is compared with, so that it takes as long. */
const nobodysKey = randomBytes(32);

/**
 * Headers that a carrier sends with a body: HMAC-SHA-256 over `TIMESTAMP.BODY`, in hexadecimal after `v1=`.
 * @param at in whole seconds since 1970
 */
export function sign(keyId: string, key: Buffer, at: number, body: Uint8Array): Record<string, string> {
  return {
    [signatureHeaders.key]: keyId,
    [signatureHeaders.timestamp]: String(at),
    [signatureHeaders.signature]: `v1=${digest(key, String(at), body).toString('hex')}`,
  };
}

/** Whether a body came from who has one of the keys, and lately. */
export function isSigned(
  keys: SigningKeys,
  headers: Readonly<Record<string, unknown>>,
  body: Uint8Array,
  now: Date,
): boolean {
  const read = signedHeaders.safeParse(headers);
  if (!read.success) return false;
  const keyId = read.data[signatureHeaders.key];
  const timestamp = read.data[signatureHeaders.timestamp];
  const given = Buffer.from(read.data[signatureHeaders.signature].slice('v1='.length), 'hex');
  const known = Object.hasOwn(keys, keyId) ? keys[keyId] : undefined;
  const same = timingSafeEqual(given, digest(known ?? nobodysKey, timestamp, body));
  const recent = Math.abs(now.getTime() / 1_000 - Number(timestamp)) <= replayWindowSeconds;
  return same && known !== undefined && recent;
}

function digest(key: Buffer, timestamp: string, body: Uint8Array): Buffer {
  return createHmac('sha256', key).update(`${timestamp}.`).update(body).digest();
}
