import { createHash } from 'node:crypto';
import { Sensitive } from '../../privacy/sensitive.ts';
import type { SyntheticCitizen } from './citizens.ts';

/** Opaque, and the same whatever reference was given: references are written anew each time. */
export function subjectOf({ index }: SyntheticCitizen): Sensitive {
  const digest = createHash('sha256').update(`synthetic subject ${index}`).digest('base64url');
  return new Sensitive('persona', digest.slice(0, 22));
}
