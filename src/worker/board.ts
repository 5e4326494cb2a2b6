import { createHash, timingSafeEqual } from 'node:crypto';
import { createBullBoard } from '@bull-board/api';
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import { FastifyAdapter } from '@bull-board/fastify';
import type { Queue } from 'bullmq';
import Fastify from 'fastify';
import type { Logger } from 'pino';
import { FailedLogins } from '../web/failed-logins.ts';

export interface BoardOptions {
  readonly host: string;
  readonly port: number;
  /** Of the user `operazioni`. */
  readonly password: string;
  readonly queues: readonly Queue[];
  readonly logger: Logger;
}

const path = '/board';
const user = 'operazioni';
/** Wrong passwords from one address in a minute; then it waits, also with the right one. */
const tries = { most: 5, windowMs: 60_000 };

/**
 * Serves Bull Board: how many jobs wait, run and are tried again. Behind a login that cannot be tried out, and to look at only: a job is the number
 * of a request and nothing else, and what is done with requests goes through `/ops/`, which writes down who did it.
 * @throws an Error of Node for a port that is taken
 */
export async function openBoard({
  host,
  port,
  password,
  queues,
  logger,
}: BoardOptions): Promise<{ readonly url: string; readonly close: () => Promise<void> }> {
  const app = Fastify({ forceCloseConnections: true });
  const logins = new FailedLogins(tries);
  const expected = digest(`Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`);
  app.addHook('onRequest', async (request, reply) => {
    const { authorization } = request.headers;
    const waitMs = logins.waitMs(request.ip);
    if (waitMs > 0) {
      await reply
        .code(429)
        .header('retry-after', Math.ceil(waitMs / 1_000))
        .send({ error: 'try-later' });
      return;
    }
    if (timingSafeEqual(digest(authorization ?? ''), expected)) return;
    // A browser asks without a password first.
    if (authorization !== undefined) {
      logins.failed(request.ip);
      logger.warn('somebody without the password wants to see the board');
    }
    await reply
      .code(401)
      .header('www-authenticate', 'Basic realm="Centralino", charset="UTF-8"')
      .send({ error: 'unauthorized' });
  });
  const adapter = new FastifyAdapter();
  adapter.setBasePath(path);
  createBullBoard({
    queues: queues.map((queue) => new BullMQAdapter(queue, { readOnlyMode: true })),
    serverAdapter: adapter,
    options: { uiConfig: { boardTitle: 'Centralino' } },
  });
  await app.register(adapter.registerPlugin(), { prefix: path });
  const url = await app.listen({ host, port });
  return { url: `${url}${path}`, close: () => app.close() };
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
