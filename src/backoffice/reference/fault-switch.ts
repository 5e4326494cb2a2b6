import { setTimeout as delay } from 'node:timers/promises';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';

/** How the reference back office is to misbehave; what is left out goes well. */
export const faultSettings = z.strictObject({
  /** Waits this long before it answers. */
  delayMs: z.int().min(0).max(60_000).default(0),
  /** Share of the requests that fail, 0 to 1. */
  errorRate: z.number().min(0).max(1).default(0),
  /** Status of those that fail. */
  status: z.int().min(400).max(599).default(500),
  /** Answers 200 with a body that is no outcome. */
  garbage: z.enum(['no', 'text', 'json']).default('no'),
  /** Takes the request and never answers. */
  hang: z.boolean().default(false),
  /** Breaks the connection in place of answering. */
  disconnect: z.boolean().default(false),
  /** Only the next so many requests; then all goes well again. */
  requests: z.int().min(1).optional(),
});
export type FaultSettings = z.infer<typeof faultSettings>;

/** Makes a reference back office fail on demand, so that what the engine does about it can be seen. */
export class FaultSwitch {
  #settings: FaultSettings = faultSettings.parse({});
  #left = Number.POSITIVE_INFINITY;
  /** Requests that came, whatever became of them. */
  requests = 0;

  set(settings: FaultSettings): void {
    this.#settings = settings;
    this.#left = settings.requests ?? Number.POSITIVE_INFINITY;
  }

  /** Spoils this request if it is to be; true when the reply is dealt with. */
  async spoil(reply: FastifyReply): Promise<boolean> {
    this.requests += 1;
    if (this.#left <= 0) return false;
    this.#left -= 1;
    const { delayMs, errorRate, status, garbage, hang, disconnect } = this.#settings;
    if (delayMs > 0) await delay(delayMs, undefined, { ref: false });
    if (hang || disconnect) {
      reply.hijack();
      if (disconnect) reply.raw.destroy();
      return true;
    }
    if (Math.random() < errorRate) {
      await reply.code(status).send({ error: 'on-purpose' });
      return true;
    }
    if (garbage === 'no') return false;
    const body = garbage === 'json' ? '{"outcome":"found","value":{"altro":1}}' : '<html>accesso</html>';
    await reply.type(garbage === 'json' ? 'application/json' : 'text/html').send(body);
    return true;
  }
}
