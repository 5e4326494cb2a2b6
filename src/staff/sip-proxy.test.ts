import { describe, expect, test } from '@jest/globals';
import { maySend } from './sip-proxy.ts';

const request = (method: string, from = 'op-rossi', to = from) =>
  [
    `${method} sip:centralino SIP/2.0`,
    'Via: SIP/2.0/WS abc.invalid;branch=z9hG4bK1',
    `To: <sip:${to}@centralino>`,
    `From: "Rossi" <sip:${from}@centralino>;tag=1`,
    'Call-ID: 1',
    `CSeq: 1 ${method}`,
    '',
    '',
  ].join('\r\n');

describe('a softphone', () => {
  test('registers under its own name, answers, and keeps the connection alive', () => {
    expect(maySend(request('REGISTER'), 'op-rossi')).toBe(true);
    expect(maySend('SIP/2.0 180 Ringing\r\nVia: x\r\n\r\n', 'op-rossi')).toBe(true);
    expect(maySend('\r\n\r\n', 'op-rossi')).toBe(true);
    for (const method of ['ACK', 'BYE', 'CANCEL', 'OPTIONS'])
      expect(maySend(request(method, 'op-rossi', 'anybody'), 'op-rossi')).toBe(true);
  });

  test.each(['INVITE', 'REFER', 'SUBSCRIBE', 'NOTIFY', 'MESSAGE', 'PUBLISH', 'UPDATE', 'invite'])(
    'sends no %s',
    (method) => expect(maySend(request(method), 'op-rossi')).toBe(false),
  );

  test('sends one message a frame: what stands behind it would not be looked at', () => {
    for (const first of [request('OPTIONS'), 'SIP/2.0 200 OK\r\nVia: x\r\n\r\n', '\r\n\r\n'])
      expect(maySend(`${first}${request('INVITE')}`, 'op-rossi')).toBe(false);
    for (const end of ['\n\n', '\r\r'])
      expect(maySend(`SIP/2.0 200 OK${end}${request('INVITE')}`, 'op-rossi')).toBe(false);
    const answer = (length: string) => `SIP/2.0 200 OK\r\nVia: x\r\n${length}\r\nv=0\r\nè`;
    expect(maySend(answer('Content-Length: 7\r\n'), 'op-rossi')).toBe(true);
    expect(maySend(answer('l: 7\r\n'), 'op-rossi')).toBe(true);
    for (const length of [
      '',
      'Content-Length: 5\r\n',
      'Content-Length: 7\r\nl: 7\r\n',
      'Content-Length: x\r\n',
    ])
      expect(maySend(answer(length), 'op-rossi')).toBe(false);
  });

  test('registers under no other name', () => {
    expect(maySend(request('REGISTER', 'op-verdi'), 'op-rossi')).toBe(false);
    expect(maySend(request('REGISTER', 'op-rossi', 'op-verdi'), 'op-rossi')).toBe(false);
    expect(maySend(request('REGISTER', 'op-rossi-2'), 'op-rossi')).toBe(false);
    expect(maySend(request('REGISTER').replace(/^From.*\r\n/m, ''), 'op-rossi')).toBe(false);
  });

  test.each(['', 'GET /ari/channels HTTP/1.1\r\n\r\n', 'x'.repeat(1_000), '\0'])(
    'sends no nonsense',
    (text) => expect(maySend(text, 'op-rossi')).toBe(false),
  );
});
