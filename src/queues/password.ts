import { randomBytes, randomInt, scrypt, timingSafeEqual } from 'node:crypto';

/** RFC 7914; about 60 ms and 32 MB a guess. */
const cost = { N: 2 ** 15, r: 8, p: 1, maxmem: 64 * 1024 * 1024 } as const;
const keyBytes = 32;
/** Without 0, O, 1, l and I: they are read from a screen and typed once. */
const alphabet = 'abcdefghijkmnpqrstuvwxyz23456789';

/** What a hashed password looks like: `scrypt:` and salt and key in base64. */
export const passwordHashForm = /^scrypt:[A-Za-z0-9+/]{22}==:[A-Za-z0-9+/]{43}=$/;

/** A password for a person, 80 bits: four groups of four characters. */
export function generatePassword(): string {
  const group = () => Array.from({ length: 4 }, () => alphabet[randomInt(alphabet.length)]).join('');
  return [group(), group(), group(), group()].join('-');
}

/** Salted, for the operators' file. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  return `scrypt:${salt.toString('base64')}:${(await derive(password, salt)).toString('base64')}`;
}

/** Takes as long whether it fits or not. @param hash as `hashPassword` made it */
export async function passwordFits(password: string, hash: string): Promise<boolean> {
  const [, salt = '', key = ''] = hash.split(':');
  const expected = Buffer.from(key, 'base64');
  const derived = await derive(password, Buffer.from(salt, 'base64'));
  return expected.length === derived.length && timingSafeEqual(expected, derived);
}

function derive(password: string, salt: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(password, salt, keyBytes, cost, (error, key) => (error ? reject(error) : resolve(key)));
  });
}
