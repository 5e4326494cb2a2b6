import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { atLeast, parseVersion } from './version.ts';

test.each([
  ['Asterisk 22.10.1+dfsg+~cs6.17.60671434-1', [22, 10, 1]],
  ['Asterisk 20.6.0~dfsg+~cs6.13.40431414-2build5', [20, 6, 0]],
  ['Asterisk certified/20.7-cert2', [20, 7]],
  ['Redis server v=8.0.6 sha=00000000:1 malloc=jemalloc-5.3.0 bits=64', [8, 0, 6]],
  ['Valkey server v=8.1.1 sha=00000000:0', [8, 1, 1]],
  ['eSpeak NG text-to-speech: 1.52.0  Data at: /usr/lib', [1, 52, 0]],
  ['postgres (PostgreSQL) 15.13 (Debian 15.13-0+deb12u1)', [15, 13]],
  ['Asterisk GIT-master-abcdef', undefined],
])('%s', (text, version) => {
  expect(parseVersion(text)).toEqual(version);
});

test('newer is decided by the first difference', () => {
  expect(atLeast([22, 10], [22, 7])).toBe(true);
  expect(atLeast([22, 7], [22, 7, 0])).toBe(true);
  expect(atLeast([22, 6, 9], [22, 7])).toBe(false);
  expect(atLeast([23], [22, 7])).toBe(true);
});

test('of two versions one is at least the other', () => {
  const version = fc.array(fc.nat({ max: 30 }), { minLength: 1, maxLength: 4 });
  fc.assert(fc.property(version, version, (a, b) => atLeast(a, b) || atLeast(b, a)));
  fc.assert(fc.property(version, (a) => atLeast(a, a)));
});
