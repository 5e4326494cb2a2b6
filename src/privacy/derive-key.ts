import { hkdfSync } from 'node:crypto';

/**
 * A key of its own for one purpose, made from another (HKDF with SHA-256, RFC 5869).
 * @param purpose of which room and what for, `centralino mail: seal`: no two share one
 * @param salt what the key belongs to, where each thing has one of its own
 * @returns 32 bytes
 */
export function deriveKey(key: Uint8Array, purpose: string, salt = ''): Buffer {
  return Buffer.from(hkdfSync('sha256', key, salt, purpose, 32));
}
