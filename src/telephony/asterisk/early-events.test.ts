import { expect, test } from '@jest/globals';
import { EarlyEvents } from './early-events.ts';

const key = { type: 'key', channelId: '17.1', digit: '1', durationMs: 80, at: 0 } as const;

test('events of an expected channel are kept in order and handed out once', () => {
  const early = new EarlyEvents(60_000);
  early.expect('17.1');
  early.add(key);
  early.add({ ...key, digit: '2' });
  early.add({ ...key, channelId: 'unexpected' });
  expect(early.take('17.1')).toEqual([key, { ...key, digit: '2' }]);
  expect(early.take('17.1')).toEqual([]);
  expect(early.take('unexpected')).toEqual([]);
});

test('a channel is forgotten when all is cleared', () => {
  const early = new EarlyEvents(60_000);
  early.expect('17.1');
  early.add(key);
  early.clear();
  early.add(key);
  expect(early.take('17.1')).toEqual([]);
});
