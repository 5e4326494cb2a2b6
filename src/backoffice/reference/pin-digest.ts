import { mac } from '../../privacy/mac.ts';
import type { ReferenceKeys } from './keys.ts';

/**
 * What is stored of a PIN telefonico: HMAC-SHA-256 of its key signature, with a salt of its own, under the pepper.
 * Keyed on a telephone a PIN is one of 10^8, and a slow hash would only turn minutes of guessing into days. What
 * protects a stolen table is a key that is not in it: the pepper. The salt keeps two people's same PIN from looking alike.
 */
export function pinDigest(keys: ReferenceKeys, salt: Uint8Array, citizen: number, pinKeys: string): Buffer {
  return mac(keys.pin, salt, String(citizen), pinKeys);
}
