import { expect, test } from '@jest/globals';
import { PendingRequests } from './pending-requests.ts';

const answer = { status: 204, body: '' };

test('an answer goes to its request, once', async () => {
  const pending = new PendingRequests(60_000, 10);
  const [one, two] = [pending.wait('1', 'play'), pending.wait('2', 'stop')];
  pending.settle('2', answer);
  pending.settle('2', { status: 500, body: '' });
  pending.settle('1', { status: 404, body: '' });
  pending.settle('unknown', answer);
  await expect(one).resolves.toMatchObject({ status: 404 });
  await expect(two).resolves.toEqual(answer);
  expect(pending.has('1')).toBe(false);
});

test('a request without an answer ends by itself, and its late answer goes nowhere', async () => {
  const pending = new PendingRequests(1, 10);
  await expect(pending.wait('1', 'play')).rejects.toMatchObject({ code: 'timed-out' });
  expect(pending.has('1')).toBe(false);
  pending.settle('1', answer);
});

test('no more wait than allowed, and a lost link ends all', async () => {
  const pending = new PendingRequests(60_000, 2);
  const waiting = [pending.wait('1', 'play'), pending.wait('2', 'play')];
  await expect(pending.wait('3', 'play')).rejects.toMatchObject({ code: 'unavailable' });
  pending.failAll('lost');
  for (const request of waiting) await expect(request).rejects.toMatchObject({ code: 'unavailable' });
});
