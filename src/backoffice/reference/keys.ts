import { timingSafeEqual } from 'node:crypto';
import { deriveKey } from '../../privacy/derive-key.ts';

/** The keys of the reference back office, one a purpose, all made from the pepper. */
export interface ReferenceKeys {
  readonly pin: Buffer;
  readonly callers: Buffer;
  readonly requests: Buffer;
  readonly references: Buffer;
  readonly bookings: Buffer;
  readonly addresses: Buffer;
  readonly absences: Buffer;
  readonly linea: Buffer;
  /** Tells whether a database was filled under this pepper; it gives nothing away about it. */
  readonly fingerprint: string;
}

/**
 * @param pepper a secret of 32 bytes or more, kept outside the database
 * @throws RangeError when it is shorter
 */
export function deriveKeys(pepper: Uint8Array): ReferenceKeys {
  if (pepper.length < 32) {
    throw new RangeError(`the pepper has ${pepper.length} bytes; it needs 32 or more, generated at set-up`);
  }
  const derive = (purpose: string) => deriveKey(pepper, `centralino reference back office: ${purpose}`);
  return {
    pin: derive('pin'),
    callers: derive('callers'),
    requests: derive('requests'),
    references: derive('references'),
    bookings: derive('bookings'),
    addresses: derive('addresses'),
    absences: derive('absences'),
    linea: derive('linea'),
    fingerprint: derive('fingerprint').toString('hex').slice(0, 16),
  };
}

/** Compares two digests of one length in a time that does not depend on where they differ. */
export function sameDigest(left: Uint8Array, right: Uint8Array): boolean {
  return left.length === right.length && timingSafeEqual(left, right);
}
