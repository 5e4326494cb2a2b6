import { type FastifyReply, fastify } from 'fastify';
import type { Logger } from 'pino';

/** Whether a process does its work, and what it depends on. */
export interface Readiness {
  readonly ready: boolean;
  readonly [fact: string]: boolean | number | string;
}

/** What a process tells whoever watches it. Nothing about a person is in it. */
export interface Monitored {
  ready(): Readiness | Promise<Readiness>;
  readonly metrics: { text(): Promise<string> };
}

interface Routes {
  get(path: string, handler: (request: unknown, reply: FastifyReply) => Promise<unknown>): unknown;
}

const metricsType = 'text/plain; version=0.0.4; charset=utf-8';
export const monitorPaths = ['/health', '/ready', '/metrics'] as const;

/**
 * `/health`: the process answers, no more than that, so that a lost neighbour does not get it restarted. `/ready`: 200
 * when it can do its work, else 503; what is missing is in the body. `/metrics`: Prometheus.
 */
export function serveMonitor(app: Routes, { ready, metrics }: Monitored): void {
  app.get('/health', async () => ({ status: 'ok' }));
  app.get('/ready', async (_request, reply) => {
    const readiness = await ready();
    return reply.code(readiness.ready ? 200 : 503).send(readiness);
  });
  app.get('/metrics', async (_request, reply) => reply.type(metricsType).send(await metrics.text()));
}

/** A server of its own for them, where a process has none that only neighbours reach. */
export async function openMonitor(
  given: { readonly host: string; readonly port: number; readonly logger: Logger },
  monitored: Monitored,
): Promise<{ readonly url: string; close(): Promise<void> }> {
  const app = fastify({
    loggerInstance: given.logger.child({}, { level: 'warn' }),
    forceCloseConnections: true,
  });
  serveMonitor(app, monitored);
  const url = await app.listen({ host: given.host, port: given.port });
  return { url, close: () => app.close() };
}
