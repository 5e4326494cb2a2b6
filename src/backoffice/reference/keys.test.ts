import { randomBytes } from 'node:crypto';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { mac } from '../../privacy/mac.ts';
import { deriveKeys, sameDigest } from './keys.ts';
import { pinDigest } from './pin-digest.ts';

const key = randomBytes(32);

test('parts are told apart by where they end, not only by what they hold', () => {
  fc.assert(
    fc.property(fc.array(fc.string()), fc.array(fc.string()), (left, right) => {
      expect(sameDigest(mac(key, ...left), mac(key, ...right))).toBe(
        JSON.stringify(left) === JSON.stringify(right),
      );
    }),
  );
  expect(sameDigest(mac(key, 'ab', 'c'), mac(key, 'a', 'bc'))).toBe(false);
  expect(sameDigest(mac(key), Buffer.alloc(0))).toBe(false);
});

test('one PIN gives another digest for another person, salt or pepper', () => {
  const [keys, others] = [deriveKeys(randomBytes(32)), deriveKeys(randomBytes(32))];
  const [salt, pepper] = [randomBytes(16), randomBytes(16)];
  const digests = [
    pinDigest(keys, salt, 1, '23456789'),
    pinDigest(keys, salt, 2, '23456789'),
    pinDigest(keys, pepper, 1, '23456789'),
    pinDigest(others, salt, 1, '23456789'),
    pinDigest(keys, salt, 1, '23456788'),
  ];
  expect(new Set(digests.map((digest) => digest.toString('hex'))).size).toBe(digests.length);
  expect(sameDigest(pinDigest(keys, salt, 1, '23456789'), digests[0] ?? salt)).toBe(true);
});
