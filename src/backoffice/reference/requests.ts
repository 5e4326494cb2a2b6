import { createHash } from 'node:crypto';
import { z } from 'zod';
import { sameDigest } from './keys.ts';

export const headerKey = z.string().min(1).max(200);

/** A request that is not of the contract's form. */
export class BadRequest extends Error {
  readonly fields: readonly string[];

  constructor(fields: readonly string[]) {
    super('the request is not of the form that openapi.json gives');
    this.fields = fields;
  }
}

/** Tells whether an Authorization header carries a bearer token, in a time that says nothing about it. */
export function bearer(token: string): (authorization: string | undefined) => boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  const expected = digest(`Bearer ${token}`);
  return (authorization = '') => sameDigest(digest(authorization), expected);
}
