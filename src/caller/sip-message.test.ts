import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  cseqOf,
  formatSip,
  headerList,
  headerOf,
  parameterOf,
  parseSip,
  type SipMessage,
  uriOf,
} from './sip-message.ts';

const name = fc.stringMatching(/^[a-z]{2,8}(-[a-z]{1,6})?$/).filter((text) => text !== 'content-length');
const value = fc.stringMatching(/^[!-~]([ -~]{0,40}[!-~])?$/);
const headers = fc.array(fc.record({ name, value }), { maxLength: 12 });
const body = fc.string({ maxLength: 80 });
const request: fc.Arbitrary<SipMessage> = fc.record({
  kind: fc.constant('request' as const),
  method: fc.stringMatching(/^[A-Z]{3,9}$/),
  uri: fc.stringMatching(/^sip:[a-z0-9+]{1,12}@[a-z0-9.]{1,20}$/),
  headers,
  body,
});
const response: fc.Arbitrary<SipMessage> = fc.record({
  kind: fc.constant('response' as const),
  status: fc.integer({ min: 100, max: 699 }),
  reason: fc.stringMatching(/^[A-Za-z ]{0,20}$/),
  headers,
  body,
});

describe('parseSip', () => {
  test('reads back what formatSip wrote', () => {
    fc.assert(
      fc.property(fc.oneof(request, response), (message) => {
        const parsed = parseSip(Buffer.from(formatSip(message)));
        const length = { name: 'content-length', value: `${Buffer.byteLength(message.body)}` };
        expect(parsed).toEqual({ ...message, headers: [...message.headers, length] });
      }),
    );
  });

  test('never throws on junk', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (junk) => {
        expect(parseSip(Buffer.from(junk))).toBeUndefined();
      }),
    );
    const invite = formatSip({ kind: 'request', method: 'INVITE', uri: 'sip:a@b', headers: [], body: 'v=0' });
    fc.assert(
      fc.property(fc.nat(invite.length), fc.string({ maxLength: 4 }), (at, junk) => {
        parseSip(Buffer.from(invite.slice(0, at) + junk + invite.slice(at + 1)));
      }),
    );
  });

  test('understands compact names, folded lines and lists', () => {
    const message = parseSip(
      'BYE sip:me@127.0.0.1 SIP/2.0\r\nv: SIP/2.0/UDP a;branch=1, SIP/2.0/UDP b;branch=2\r\n' +
        'f: "Rossi, <Mario>" <sip:1@a;x=y>\r\n ;tag=77\r\ni: abc\r\nCSeq:  7   BYE\r\nl: 0\r\n\r\nrest',
    );
    if (message === undefined) throw new Error('not parsed');
    expect(headerList(message, 'via').map((via) => parameterOf(via, 'branch'))).toEqual(['1', '2']);
    expect(parameterOf(headerOf(message, 'from'), 'tag')).toBe('77');
    expect(headerOf(message, 'call-id')).toBe('abc');
    expect(cseqOf(message)).toEqual({ number: 7, method: 'BYE' });
    expect(message.body).toBe('');
  });

  test('refuses a message that is shorter than it says', () => {
    expect(parseSip('SIP/2.0 200 OK\r\nContent-Length: 5\r\n\r\nv=0')).toBeUndefined();
    expect(parseSip('SIP/2.0 200 OK\r\nContent-Length: -1\r\n\r\n')).toBeUndefined();
    expect(parseSip('SIP/2.0 999 OK\r\n\r\n')).toBeUndefined();
  });
});

test('uriOf takes the URI out of an address', () => {
  expect(uriOf('"A" <sip:a@b:5060;lr>;tag=1')).toBe('sip:a@b:5060;lr');
  expect(uriOf('sip:a@b;tag=1')).toBe('sip:a@b');
  expect(uriOf('<nonsense>')).toBeUndefined();
  expect(uriOf(undefined)).toBeUndefined();
});
