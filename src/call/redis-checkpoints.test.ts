import { beforeEach, expect, test } from '@jest/globals';
import { until } from '../../test/support/until.ts';
import { Sealer } from '../privacy/seal.ts';
import { type CheckpointStore, RedisCheckpoints } from './redis-checkpoints.ts';

const redis = { status: 'ready' } as const;
const sealer = new Sealer(Buffer.alloc(32, 7));
let refused: string[];
/** What the store holds; errors that it gives before it takes anything. */
let held: Map<string, unknown>;
let failures: number;
let others: string[];

const store: CheckpointStore = {
  claim: async () => '',
  save: async (sessions) => {
    if (failures > 0) {
      failures -= 1;
      throw new Error('Redis did not answer in time');
    }
    for (const [id, sealed] of sessions) {
      if (others.includes(id)) continue;
      if (sealed === null) held.delete(id);
      else held.set(id, sealer.open(sealed));
    }
    return sessions.map(([id]) => id).filter((id) => others.includes(id));
  },
};

function checkpoints(): RedisCheckpoints {
  return new RedisCheckpoints(redis, store, sealer, (ids) => refused.push(...ids));
}

beforeEach(() => {
  held = new Map();
  [refused, others, failures] = [[], [], 0];
});

test('only the newest session of a call is written', async () => {
  const kept = checkpoints();
  for (const step of [1, 2, 3]) kept.save('a', { step });
  await kept.flush();
  expect(held.get('a')).toEqual({ step: 3 });
});

test('what a store that is late did not take is written again, and never over what is newer', async () => {
  const kept = checkpoints();
  failures = 1;
  kept.save('a', { step: 1 });
  kept.save('b', { step: 1 });
  await until('a failure', () => failures === 0);
  kept.save('a', { step: 2 });
  await until('both', () => held.size === 2);
  expect([held.get('a'), held.get('b')]).toEqual([{ step: 2 }, { step: 1 }]);
});

test('whoever hands calls over tries more than once', async () => {
  const kept = checkpoints();
  kept.save('a', { step: 1 });
  failures = 2;
  await kept.flush();
  expect(held.get('a')).toEqual({ step: 1 });
});

test('a call that ended while the store was late is forgotten', async () => {
  const kept = checkpoints();
  kept.save('a', { step: 1 });
  await kept.flush();
  failures = 1;
  kept.save('a', { step: 2 });
  await until('a failure', () => failures === 0);
  kept.forget('a');
  await kept.flush();
  expect(held.size).toBe(0);
});

test('a call of another engine is told once, and not written again', async () => {
  const kept = checkpoints();
  others = ['a'];
  kept.save('a', { step: 1 });
  kept.save('b', { step: 1 });
  await kept.flush();
  await kept.flush();
  expect([refused, [...held.keys()]]).toEqual([['a'], ['b']]);
});
