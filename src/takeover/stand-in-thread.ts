/** Runs beside an engine, in a thread of its own: see StandIn. */
import { workerData } from 'node:worker_threads';
import { pino } from 'pino';
import { z } from 'zod';
import { openRedis } from '../store/redis.ts';
import { keepAsking } from '../store/redis-pulse.ts';
import { prolongIfBusy } from './prolonging.ts';
import { Pulse } from './pulse.ts';
import { Registry } from './registry.ts';

const ms = z.number().positive();
const schema = z.object({
  memory: z.instanceof(SharedArrayBuffer),
  engine: z.string(),
  redisUrl: z.string(),
  timings: z.object({ leaseMs: ms, beatMs: ms, busyMs: ms }),
});
export type StandInData = z.input<typeof schema>;

/** How often it looks between two beats. */
const looks = 5;

const { memory, engine, redisUrl, timings } = schema.parse(workerData);
// The engine's own connections tell of losses.
const redis = openRedis(redisUrl, pino({ level: 'silent' }));
keepAsking(redis);
const given = { pulse: new Pulse(memory), registry: new Registry(redis, engine), timings };
let isAsking = false;
setInterval(() => {
  if (isAsking) return;
  isAsking = true;
  void prolongIfBusy(given).finally(() => {
    isAsking = false;
  });
}, timings.beatMs / looks);
