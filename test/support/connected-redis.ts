import { once } from 'node:events';
import type { Redis } from 'ioredis';
import { pino } from 'pino';
import { openRedis } from '../../src/store/redis.ts';
import { startTestRedis } from './parts.ts';

export interface ConnectedRedis {
  readonly redis: Redis;
  close(): Promise<void>;
}

/** A Redis of the test's own, with a connection that is up; allow it some minutes on a fresh machine. */
export async function connectedRedis(): Promise<ConnectedRedis> {
  const server = await startTestRedis();
  const redis = openRedis(server.url, pino({ level: 'silent' }));
  await once(redis, 'ready');
  return {
    redis,
    close: async () => {
      redis.disconnect();
      await server.stop();
    },
  };
}
