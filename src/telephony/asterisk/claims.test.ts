import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import pino from 'pino';
import { TelephonyError, type TelephonyHandlers } from '../port.ts';
import { Claims } from './claims.ts';
import { EarlyEvents } from './early-events.ts';
import type { Transport, TransportResponse } from './transport.ts';

beforeEach(() => {
  jest.useFakeTimers();
});

afterEach(() => {
  jest.useRealTimers();
});

/** An engine that has room for so many calls, at an Asterisk that answers when it is told to. */
function open(room: number, isFirst = true) {
  const asked = new Map<string, { resolve(answer: TransportResponse): void; reject(error: Error): void }>();
  const transport: Transport = {
    outstanding: 0,
    start: async () => {},
    request: (_operation, _parameters, lane = '') =>
      new Promise((resolve, reject) => asked.set(lane, { resolve, reject })),
    reset: () => {},
    close: async () => {},
  };
  const logger = pino({ level: 'silent' });
  const claims = new Claims({ application: 'a', transport, early: new EarlyEvents(10_000), logger });
  const handlers: TelephonyHandlers = {
    accepts: () => claims.pending < room,
    isFirst: () => isFirst,
    offered: () => () => {},
  };
  return {
    claims,
    claimed: () => [...asked.keys()],
    offer: (...ids: readonly string[]) => {
      for (const channelId of ids)
        claims.offered({ type: 'broadcast', channelId, caller: '', trunk: 't' }, () => handlers);
    },
    answer: async (channelId: string, status: number) => {
      asked.get(channelId)?.resolve({ status, body: '' });
      await jest.advanceTimersByTimeAsync(0);
    },
    fail: async (channelId: string) => {
      asked.get(channelId)?.reject(new TelephonyError('timed-out', 'no answer'));
      await jest.advanceTimersByTimeAsync(0);
    },
  };
}

test('of a burst no more is claimed than there is room for, before any claim is answered', () => {
  const { offer, claimed } = open(2);
  offer('1', '2', '3', '4', '5');
  expect(claimed()).toEqual(['1', '2']);
});

test('so it is where another engine goes first', async () => {
  const { offer, claimed } = open(2, false);
  offer('1', '2', '3', '4', '5');
  await jest.advanceTimersByTimeAsync(20);
  expect(claimed()).toEqual(['1', '2']);
});

test('a claim that was answered counts until the call has come', async () => {
  const { offer, claimed, answer, claims } = open(1);
  offer('1');
  await answer('1', 204);
  offer('2');
  expect(claimed()).toEqual(['1']);
  claims.settled('1');
  offer('3');
  expect(claimed()).toEqual(['1', '3']);
});

test.each([404, 409, 500])('a claim that Asterisk answers with %p makes room', async (status) => {
  const { offer, claimed, answer } = open(1);
  offer('1');
  await answer('1', status);
  offer('2');
  expect(claimed()).toEqual(['1', '2']);
});

test('a claim without an answer makes room when the request is given up', async () => {
  const { offer, claimed, fail } = open(1);
  offer('1');
  await fail('1');
  offer('2');
  expect(claimed()).toEqual(['1', '2']);
});

test('a call that was ours and never came takes no room for ever', async () => {
  const { offer, claimed, answer, claims } = open(1);
  offer('1');
  await answer('1', 204);
  await jest.advanceTimersByTimeAsync(10_000);
  expect(claims.pending).toBe(0);
  offer('2');
  expect(claimed()).toEqual(['1', '2']);
});
