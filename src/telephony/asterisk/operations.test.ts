import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { operationUri } from './operations.ts';

test('parameters go into the path or the query', () => {
  expect(operationUri('play', { channelId: '17.1', playbackId: 'p1', media: ['sound:/a', 'sound:/b'] })).toBe(
    'channels/17.1/play/p1?media=sound%3A%2Fa%2Csound%3A%2Fb',
  );
  expect(operationUri('hangUp', { channelId: '17.1', reason: 'busy' })).toBe('channels/17.1?reason=busy');
});

test('no value can change the path or add a parameter', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1 }), fc.string(), (channelId, reason) => {
      const [path, query] = operationUri('hangUp', { channelId, reason }).split('?');
      expect(path?.split('/').map(decodeURIComponent)).toEqual(['channels', channelId]);
      expect([...new URLSearchParams(query)]).toHaveLength(1);
    }),
  );
});
