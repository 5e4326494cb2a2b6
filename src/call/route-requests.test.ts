import { expect, test } from '@jest/globals';
import type { Asking } from './ports.ts';
import { routeRequests } from './route-requests.ts';

const asking: Asking = {
  idempotencyKey: 'key',
  signal: new AbortController().signal,
  call: { id: 'call', line: 'line', language: 'it', caller: null },
};

test('each service goes to whoever carries it out, and nowhere else', async () => {
  const { request } = routeRequests({
    document: async (operation, args) => ({ outcome: 'accepted', value: { operation, args } }),
    sms: async () => ({ outcome: 'refused', value: null }),
  });
  expect(await request('document', 'dati-f24', { to: 'email' }, asking)).toEqual({
    outcome: 'accepted',
    value: { operation: 'dati-f24', args: { to: 'email' } },
  });
  expect((await request('sms', 'p.sms', {}, asking)).outcome).toBe('refused');
  expect(await request('booking', 'sportello.find', {}, asking)).toEqual({
    outcome: 'unavailable',
    value: null,
  });
});
