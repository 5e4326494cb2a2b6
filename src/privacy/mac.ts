import { createHmac } from 'node:crypto';

/** HMAC-SHA-256 of the parts; each part's length is in it, so that no two lists of parts read alike. */
export function mac(key: Buffer, ...parts: readonly (string | Uint8Array)[]): Buffer {
  const hmac = createHmac('sha256', key);
  for (const part of parts) hmac.update(`${Buffer.byteLength(part)}:`).update(part);
  return hmac.digest();
}
