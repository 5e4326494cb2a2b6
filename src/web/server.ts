import { createHash, timingSafeEqual } from 'node:crypto';
import Fastify, { LogController } from 'fastify';
import type { Logger } from 'pino';
import { z } from 'zod';
import { type Correlation, callOf, correlationOf } from './correlation.ts';
import { errorName, WebError } from './errors.ts';
import { type Monitored, monitorPaths, serveMonitor } from './monitor.ts';

/** Who may ask what: a bearer token and the routes that it opens. */
export interface Access {
  readonly token: string;
  /** All routes when absent. @param route its pattern as it was registered, `/requests/:reference` */
  readonly opens?: (route: string) => boolean;
}

export interface WebServerOptions {
  readonly logger: Logger;
  /** A request must carry one of these tokens. */
  readonly access: readonly Access[];
  /** Routes that need no token; `/health` never does. */
  readonly open?: readonly string[];
  /** Bytes that a request may have; a route may allow itself more. */
  readonly bodyLimit?: number;
  /** What an error of the service's own means to whoever asked; undefined for one that is a fault of ours. */
  readonly meaning?: (error: unknown) => WebError | undefined;
  /** Health, readiness and metrics, open to whoever reaches the port. */
  readonly monitored?: Monitored | undefined;
  /** Told of each request that was served. */
  readonly served?: ((request: Served) => void) | undefined;
}

/** A request that was served, without anything of what was sent. */
export interface Served {
  /** The pattern of its route; `none` for a path that there is not. */
  readonly route: string;
  readonly status: number;
  readonly seconds: number;
  readonly correlation: Correlation | undefined;
}

/** A Fastify server with our tokens, errors, limits and log lines; routes are added to it. */
export type WebServer = ReturnType<typeof openWebServer>;

/**
 * What every HTTP service of ours does alike. Neither its answers nor its log repeat what was sent: answers name
 * fields, log lines have route, status and time.
 */
export function openWebServer(options: WebServerOptions) {
  const { logger, meaning, monitored } = options;
  const app = Fastify({
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: options.bodyLimit ?? 16 * 1024,
    requestTimeout: 10_000,
    forceCloseConnections: true,
  });
  const open: ReadonlySet<string | undefined> = new Set([...monitorPaths, ...(options.open ?? [])]);
  const access = options.access.map(({ token, opens }) => ({ expected: digest(`Bearer ${token}`), opens }));

  app.addHook('onRequest', async (request, reply) => {
    const route = request.routeOptions.url;
    if (open.has(route)) return;
    const given = digest(request.headers.authorization ?? '');
    const held = access.filter(({ expected }) => timingSafeEqual(given, expected));
    if (held.length === 0) await reply.code(401).send({ error: 'unauthorized' });
    else if (!held.some(({ opens }) => route === undefined || opens === undefined || opens(route)))
      await reply.code(403).send({ error: 'forbidden' });
  });
  app.addHook('onResponse', async (request, reply) => {
    const ms = Math.round(reply.elapsedTime);
    const { statusCode: status, elapsedTime } = reply;
    const correlation = correlationOf(request.headers);
    const route = request.routeOptions.url ?? 'none';
    logger.debug({ route, status, ms, ...callOf({ correlation }) }, 'served');
    options.served?.({ route, status, seconds: elapsedTime / 1000, correlation });
  });
  app.setNotFoundHandler((_request, reply) => reply.code(404).send({ error: 'no-such-operation' }));
  app.setErrorHandler((error, request, reply) => {
    const told = error instanceof WebError ? error : (meaning?.(error) ?? ofLibraries(error));
    if (told !== undefined) {
      const fields = told.fields.length > 0 ? { fields: told.fields } : {};
      return reply.code(told.status).send({ error: told.kind, ...fields });
    }
    const call = callOf({ correlation: correlationOf(request.headers) });
    logger.error(
      { route: request.routeOptions.url, error: errorName(error), ...call },
      'an operation failed',
    );
    return reply.code(500).send({ error: 'internal' });
  });
  if (monitored === undefined) app.get('/health', async () => ({ status: 'ok' }));
  else serveMonitor(app, monitored);
  return app;
}

/** What Fastify and zod say is wrong with a request; undefined for anything else. */
function ofLibraries(error: unknown): WebError | undefined {
  if (error instanceof z.ZodError) return new WebError(400, 'bad-request');
  const status = error instanceof Error && 'statusCode' in error ? error.statusCode : undefined;
  return typeof status === 'number' && status < 500 ? new WebError(status, 'bad-request') : undefined;
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
