import { expect, test } from '@jest/globals';
import { authorize, parseChallenge } from './digest.ts';

/** The example of RFC 7616 section 3.9.1. */
const challenge = (algorithm: string) =>
  `Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm=${algorithm}, nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"`;

test.each([
  ['MD5', '8ca523f5e9506fed4657c9700eebdbec'],
  ['SHA-256', '753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1'],
])('the example of RFC 7616, %s', (algorithm, response) => {
  const parsed = parseChallenge(challenge(algorithm));
  expect(parsed).toBeDefined();
  if (parsed === undefined) return;
  const value = authorize(
    parsed,
    { user: 'Mufasa', password: 'Circle of Life' },
    'GET',
    '/dir/index.html',
    1,
    'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ',
  );
  expect(value).toContain(`response="${response}"`);
  expect(value).toContain('nc=00000001');
});

test('a challenge without qop is met in the form of RFC 2069', () => {
  const parsed = parseChallenge('Digest realm="r", nonce="n"');
  expect(parsed).toEqual({ realm: 'r', nonce: 'n', opaque: undefined, algorithm: 'MD5', qop: false });
});

test.each([
  'Basic realm="r"',
  'Digest nonce="n"',
  'Digest realm="r", nonce="n", algorithm=SHA-512-256',
  'Digest realm="r", nonce="n", qop="auth-int"',
])('what cannot be met is no challenge: %s', (value) => {
  expect(parseChallenge(value)).toBeUndefined();
});
