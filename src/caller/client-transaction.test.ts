import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { ClientTransaction, sipTimers } from './client-transaction.ts';
import type { SipResponse } from './sip-message.ts';

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

function start(method: string) {
  const sent: string[] = [];
  const seen: number[] = [];
  const ends: string[] = [];
  const transaction = new ClientTransaction({
    request: {
      kind: 'request',
      method,
      uri: 'sip:a@b',
      headers: [
        { name: 'via', value: 'SIP/2.0/UDP c;branch=z9hG4bK1' },
        { name: 'from', value: '<sip:c@d>;tag=1' },
        { name: 'to', value: '<sip:a@b>' },
        { name: 'call-id', value: 'x' },
        { name: 'cseq', value: `1 ${method}` },
      ],
      body: '',
    },
    send: (text) => sent.push(text),
    onResponse: (response) => seen.push(response.status),
    onTimeout: () => ends.push('timeout'),
    onTerminated: () => ends.push('terminated'),
  });
  transaction.start();
  const receive = (status: number) => transaction.receive(response(status));
  return { transaction, sent, seen, ends, receive };
}

function response(status: number): SipResponse {
  const headers = [{ name: 'to', value: '<sip:a@b>;tag=9' }];
  return { kind: 'response', status, reason: 'x', headers, body: '' };
}

describe('ClientTransaction', () => {
  test('repeats INVITE at 0.5, 1.5, 3.5 ... s and gives up after 32 s', () => {
    const { sent, ends } = start('INVITE');
    jest.advanceTimersByTime(31_999);
    expect(sent).toHaveLength(7);
    expect(ends).toEqual([]);
    jest.advanceTimersByTime(1);
    expect(ends).toEqual(['terminated', 'timeout']);
    jest.advanceTimersByTime(60_000);
    expect(sent).toHaveLength(7);
  });

  test('repeats other requests at most every 4 s: eleven times in all', () => {
    const { sent, ends } = start('BYE');
    jest.advanceTimersByTime(sipTimers.timeout);
    expect(sent).toHaveLength(11);
    expect(ends).toEqual(['terminated', 'timeout']);
  });

  test('lets an INVITE ring without end', () => {
    const { sent, receive, ends, seen } = start('INVITE');
    receive(180);
    jest.advanceTimersByTime(600_000);
    expect(sent).toHaveLength(1);
    expect(ends).toEqual([]);
    expect(seen).toEqual([180]);
  });

  test('acknowledges a refusal, and again when it is repeated', () => {
    const { sent, receive, seen, ends } = start('INVITE');
    receive(486);
    receive(486);
    expect(seen).toEqual([486]);
    expect(sent.slice(1)).toHaveLength(2);
    expect(sent[1]).toMatch(/^ACK sip:a@b SIP\/2.0\r\nVia: SIP\/2.0\/UDP c;branch=z9hG4bK1\r\n/);
    expect(sent[1]).toContain('To: <sip:a@b>;tag=9\r\n');
    expect(sent[1]).toContain('CSeq: 1 ACK\r\n');
    jest.advanceTimersByTime(sipTimers.timeout);
    expect(ends).toEqual(['terminated']);
  });

  test('hands every repetition of a 200 to INVITE up, for its ACK', () => {
    const { receive, seen, sent } = start('INVITE');
    receive(200);
    receive(200);
    expect(seen).toEqual([200, 200]);
    expect(sent).toHaveLength(1);
  });

  test('takes one final answer to other requests', () => {
    const { receive, seen, ends } = start('BYE');
    receive(200);
    receive(200);
    expect(seen).toEqual([200]);
    jest.advanceTimersByTime(sipTimers.t4);
    expect(ends).toEqual(['terminated']);
  });
});
