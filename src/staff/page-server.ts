import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type FastifyRequest, fastify } from 'fastify';
import type { Logger } from 'pino';
import { type WebSocket, WebSocketServer } from 'ws';
import { z } from 'zod';
import { errorName, readRequest, WebError } from '../web/errors.ts';
import type { Readiness } from '../web/monitor.ts';
import type { Served } from '../web/server.ts';
import type { Asset } from './assets.ts';
import { cookieOf, setCookie } from './cookies.ts';
import { securityHeaders } from './headers.ts';
import type { LogInTries } from './log-in-tries.ts';
import type { People, Role } from './people.ts';
import type { Ended, Session, Sessions } from './sessions.ts';

export interface PageServerOptions {
  readonly logger: Logger;
  /** `https://postazione.example`: what browsers call it; what they send must come from there. */
  readonly origin: () => string;
  readonly people: People;
  readonly sessions: Sessions;
  readonly tries: LogInTries;
  readonly assets: ReadonlyMap<string, Asset>;
  /** How often it is looked whether the sessions of open WebSockets are still there. */
  readonly lookMs?: number;
  /** Whether people can work here. */
  readonly ready?: () => Readiness | Promise<Readiness>;
  /** Told of each request that was served. */
  readonly served?: ((request: Served) => void) | undefined;
}

/** A WebSocket of somebody who is logged in. */
export interface SocketRoute {
  readonly path: string;
  readonly role: Role;
  /** The subprotocol that it speaks, if it has one. */
  readonly protocol?: string;
  /** Bytes that one message may have. */
  readonly largestMessage?: number;
  /** How long it stays open when its session ends, for what there is to say still. */
  readonly lingerMs?: number;
  readonly open: (socket: WebSocket, session: Session) => void;
}

/** What rooms add to the server: their own routes and sockets, each for one role. */
export interface PageServer {
  /** Routes below a path, for one role; `handler` gets the session of whoever asks. */
  readonly app: PageApp;
  /** Whoever asks; the server has let in nobody else. */
  sessionOf(request: FastifyRequest): Session;
  /** Routes whose path begins so are for this role only. */
  reserve(prefix: `/api/${string}`, role: Role): void;
  socket(route: SocketRoute): void;
  /** Told when a session ended, in whichever process. */
  onEnded(listener: (session: { readonly name: string; readonly id: string }, why: Ended) => void): void;
  listen(options: { readonly host: string; readonly port: number }): Promise<string>;
  close(): Promise<void>;
}

const cookieName = 'centralino';
const logInBody = z.strictObject({ name: z.string().min(1).max(100), password: z.string().min(1).max(200) });
/** Passwords looked at in one process at once: each takes a thread and some megabytes. */
const mostLogIns = 4;
const usualLargestMessage = 64 * 1024;
const usualLookMs = 30_000;

/** Close code of a WebSocket whose session is over. */
export const sessionOver = 4401;

/** The Fastify server to which rooms add their routes. */
export type PageApp = ReturnType<typeof openApp>;

function openApp(logger: Logger) {
  return fastify({
    loggerInstance: logger.child({}, { level: 'warn' }),
    bodyLimit: 16 * 1024,
    requestTimeout: 10_000,
    forceCloseConnections: true,
  });
}

/** A server for browsers: static files for anybody, everything below /api/ only for whoever is logged in. */
export async function openPageServer(options: PageServerOptions): Promise<PageServer> {
  const { logger, people, sessions, tries, assets } = options;
  const app = openApp(logger);
  const known = new WeakMap<FastifyRequest, Session>();
  const reserved: { readonly prefix: string; readonly role: Role }[] = [];
  const isSecure = () => options.origin().startsWith('https:');
  let logIns = 0;

  app.addHook('onRequest', async (request, reply) => {
    reply.headers(securityHeaders(isSecure()));
    const path = request.routeOptions.url ?? '';
    const changes = request.method !== 'GET' && request.method !== 'HEAD';
    if (changes && request.headers.origin !== options.origin()) throw new WebError(403, 'wrong-origin');
    if (!request.url.startsWith('/api/')) return;
    reply.header('cache-control', 'no-store');
    if (path === '/api/session' && request.method === 'POST') return;
    const session = await sessionOfCookie(request.headers.cookie);
    if (session === undefined) throw new WebError(401, 'unauthorized');
    if (changes && request.headers['x-csrf-token'] !== session.csrf) throw new WebError(403, 'wrong-token');
    if (!mayAsk(session, request.url)) throw new WebError(403, 'forbidden');
    known.set(request, session);
  });
  app.setNotFoundHandler((_request, reply) => reply.code(404).send({ error: 'not-found' }));
  app.setErrorHandler((error, request, reply) => {
    if (error instanceof WebError) {
      const fields = error.fields.length > 0 ? { fields: error.fields } : {};
      return reply.code(error.status).send({ error: error.kind, ...fields });
    }
    const status = error instanceof Error && 'statusCode' in error ? error.statusCode : undefined;
    if (typeof status === 'number' && status < 500) return reply.code(status).send({ error: 'bad-request' });
    logger.error({ route: request.routeOptions.url, error: errorName(error) }, 'a page could not be served');
    return reply.code(503).send({ error: 'unavailable' });
  });

  app.get('/health', async () => ({ status: 'ok' }));
  app.get('/ready', async (_request, reply) => {
    const readiness = (await options.ready?.()) ?? { ready: true };
    return reply.code(readiness.ready ? 200 : 503).send(readiness);
  });
  app.addHook('onResponse', async (request, reply) =>
    options.served?.({
      route: request.routeOptions.url ?? 'none',
      status: reply.statusCode,
      seconds: reply.elapsedTime / 1000,
      correlation: undefined,
    }),
  );
  app.get('/*', async (request, reply) => {
    const asset = assets.get(request.url.split('?', 1)[0] ?? '');
    if (asset === undefined) throw new WebError(404, 'not-found');
    reply.header('cache-control', 'no-cache').header('etag', asset.etag);
    if (request.headers['if-none-match'] === asset.etag) return reply.code(304).send();
    return reply.type(asset.type).send(asset.body);
  });
  app.post('/api/session', async (request, reply) => {
    const { name, password } = readRequest(logInBody, request.body);
    if (logIns >= mostLogIns) return reply.code(503).header('retry-after', '1').send({ error: 'busy' });
    logIns += 1;
    try {
      const wait = await tries.begin(name, request.ip);
      if (wait !== undefined) {
        logger.warn('a log-in is locked out');
        return reply.code(429).header('retry-after', `${wait}`).send({ error: 'locked', seconds: wait });
      }
      const person = await people.authenticate(name, password);
      if (person === undefined) throw new WebError(401, 'wrong');
      await tries.right(name, request.ip);
      const { token, session } = await sessions.open(person);
      logger.info({ person: person.name, roles: person.roles }, 'logged in');
      reply.header('set-cookie', setCookie(cookieName, token, isSecure()));
      return { name: person.name, roles: person.roles, csrf: session.csrf };
    } finally {
      logIns -= 1;
    }
  });
  app.get('/api/session', async (request) => {
    const { person, csrf } = sessionOf(request);
    return { name: person.name, roles: person.roles, csrf };
  });
  app.delete('/api/session', async (request, reply) => {
    await sessions.close(sessionOf(request));
    reply.header('set-cookie', setCookie(cookieName, '', isSecure()));
    return { done: true };
  });

  const sockets = new Map<string, { readonly route: SocketRoute; readonly server: WebSocketServer }>();
  const live = new Map<WebSocket, { readonly session: Session; readonly route: SocketRoute }>();
  const end = (socket: WebSocket, why: string, lingerMs = 0) => {
    setTimeout(() => socket.close(sessionOver, why), lingerMs).unref();
  };
  // A WebSocket outlasts no session: not the idle one of a page that asks for nothing, not the longest time.
  const looking = setInterval(() => {
    for (const [socket, { session }] of live)
      sessions.lives(session, false).then(
        (lives) => {
          if (!lives) end(socket, 'timeout');
        },
        () => {},
      );
  }, options.lookMs ?? usualLookMs);
  app.server.on('upgrade', (request, stream, head) => {
    upgrade(request, stream, head).catch((error: unknown) => {
      logger.warn({ error: errorName(error) }, 'a WebSocket could not be opened');
      refuse(stream, 503);
    });
  });

  async function upgrade(request: IncomingMessage, stream: Duplex, head: Buffer): Promise<void> {
    stream.on('error', () => stream.destroy());
    const found = sockets.get(request.url ?? '');
    if (found === undefined) return refuse(stream, 404);
    if (request.headers.origin !== options.origin()) return refuse(stream, 403);
    const session = await sessionOfCookie(request.headers.cookie);
    if (session === undefined) return refuse(stream, 401);
    if (!session.person.roles.includes(found.route.role)) return refuse(stream, 403);
    found.server.handleUpgrade(request, stream, head, (socket) => {
      live.set(socket, { session, route: found.route });
      socket.once('close', () => live.delete(socket));
      socket.on('error', () => socket.terminate());
      found.route.open(socket, session);
    });
  }

  async function sessionOfCookie(header: string | undefined): Promise<Session | undefined> {
    const token = cookieOf(header, cookieName);
    return token === undefined ? undefined : await sessions.find(token);
  }
  function sessionOf(request: FastifyRequest): Session {
    const session = known.get(request);
    if (session === undefined) throw new WebError(401, 'unauthorized');
    return session;
  }
  function mayAsk(session: Session, url: string): boolean {
    const rule = reserved.find(({ prefix }) => url.startsWith(prefix));
    return rule === undefined || session.person.roles.includes(rule.role);
  }

  const listeners: ((session: { name: string; id: string }, why: Ended) => void)[] = [];
  const stopListening = await sessions.onEnded((name, id, why) => {
    for (const listener of listeners) listener({ name, id }, why);
    for (const [socket, { session, route }] of live)
      if (session.person.name === name && session.id === id) end(socket, why, route.lingerMs);
  });

  return {
    app,
    sessionOf,
    reserve: (prefix, role) => void reserved.push({ prefix, role }),
    socket: (route) => {
      const { protocol } = route;
      const server = new WebSocketServer({
        noServer: true,
        maxPayload: route.largestMessage ?? usualLargestMessage,
        perMessageDeflate: false,
        handleProtocols: (offered) => (protocol !== undefined && offered.has(protocol) ? protocol : false),
      });
      sockets.set(route.path, { route, server });
    },
    onEnded: (listener) => void listeners.push(listener),
    listen: (at) => app.listen(at),
    close: async () => {
      clearInterval(looking);
      stopListening();
      for (const socket of live.keys()) socket.terminate();
      await app.close();
    },
  };
}

const reasons = {
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  503: 'Service Unavailable',
} as const;

function refuse(stream: Duplex, status: keyof typeof reasons): void {
  stream.end(`HTTP/1.1 ${status} ${reasons[status]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
