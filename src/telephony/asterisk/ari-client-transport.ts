import { EventEmitter } from 'node:events';
import { connect as connectAriClient } from 'ari-client';
import type { Logger } from 'pino';
import { TelephonyError } from '../port.ts';
import { Backoff } from './backoff.ts';
import { accessDenied } from './errors.ts';
import { fieldOf, parseJson, textOf } from './json.ts';
import { Lanes } from './lanes.ts';
import { type OperationName, type OperationParameters, operations } from './operations.ts';
import { PendingRequests } from './pending-requests.ts';
import type { Transport, TransportHandlers, TransportOptions, TransportResponse } from './transport.ts';

type AriClient = Awaited<ReturnType<typeof connectAriClient>>;

// The package's swagger-client leaks a global function `log` that prints to the console and keeps every message.
Object.assign(globalThis, { log: () => {} });

/** How long ari-client may try to reconnect by itself before it is replaced by a new one. */
const reconnectPatienceMs = 20_000;

interface FirstConnection {
  opened(): void;
  refused(error: TelephonyError): void;
}

/**
 * ARI through the npm package ari-client: requests over HTTP, events over its WebSocket; for Asterisk before
 * 22.4 and as a baseline. The package reads Asterisk's API documents at connect, reconnects up to ten times by
 * itself, has no time-outs and keeps of a failed request only its text: what is missing is added here.
 */
export class AriClientTransport implements Transport {
  readonly #options: TransportOptions;
  readonly #logger: Logger;
  readonly #pending: PendingRequests;
  readonly #lanes = new Lanes();
  readonly #backoff = new Backoff();
  #handlers: TransportHandlers | undefined;
  #client: AriClient | undefined;
  #up = false;
  #closed = false;
  #lastRequest = 0;
  #retry: NodeJS.Timeout | undefined;
  #heartbeat: NodeJS.Timeout | undefined;
  #patience: NodeJS.Timeout | undefined;
  #heard = false;
  /** Connected once, and not discarded since. */
  #live = false;

  constructor(options: TransportOptions, logger: Logger) {
    this.#options = options;
    this.#logger = logger;
    this.#pending = new PendingRequests(options.requestTimeoutMs, options.maxOutstanding);
  }

  async start(handlers: TransportHandlers): Promise<void> {
    this.#handlers = handlers;
    await new Promise<void>((opened, refused) => void this.#connect({ opened, refused }));
  }

  request(
    operation: OperationName,
    parameters: OperationParameters,
    lane?: string,
  ): Promise<TransportResponse> {
    const client = this.#client;
    if (client === undefined || !this.#up) {
      return Promise.reject(new TelephonyError('unavailable', `ARI ${operation}: no link to Asterisk`));
    }
    this.#lastRequest += 1;
    const id = String(this.#lastRequest);
    const response = this.#pending.wait(id, operation);
    // HTTP requests may overtake each other: those of one lane wait for the answer to the one before.
    this.#lanes.run(lane ?? id, async () => {
      if (!this.#pending.has(id)) return;
      call(client, operation, parameters).then(
        (answer) => this.#pending.settle(id, answer),
        (error: unknown) =>
          this.#pending.fail(
            id,
            new TelephonyError('unavailable', `ARI ${operation}: the request to Asterisk failed`, {
              cause: error,
            }),
          ),
      );
      await response.catch(() => {});
    });
    return response;
  }

  reset(reason: string): void {
    if (!this.#live) return;
    this.#logger.warn({ reason }, 'ARI link given up');
    this.#discard();
    this.#retry = setTimeout(() => void this.#connect(undefined), this.#backoff.next());
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#retry);
    this.#discard();
  }

  /** Makes clients until one is connected or the transport is closed; `first` is told how the first went. */
  async #connect(first: FirstConnection | undefined): Promise<void> {
    const { url, user, password, application, connectTimeoutMs } = this.#options;
    try {
      const client = await within(connectTimeoutMs, connectAriClient(url, user, password));
      if (!this.#closed) {
        this.#client = client;
        this.#attach(client);
        await within(connectTimeoutMs, client.start(application));
        this.#live = true;
        first?.opened();
        return;
      }
    } catch (error) {
      this.#discard();
      const words = String(fieldOf(error, 'message') ?? error);
      this.#logger.warn({ reason: words }, 'ARI link failed');
      if (first !== undefined && /\b40[13]\b/.test(words)) return first.refused(accessDenied(url));
    }
    if (this.#closed) first?.refused(new TelephonyError('unavailable', 'closed before Asterisk answered'));
    else this.#retry = setTimeout(() => void this.#connect(first), this.#backoff.next());
  }

  #attach(client: AriClient): void {
    // The types of the package know no '*', but it is an event emitter.
    if (client instanceof EventEmitter) {
      client.on('*', (event: unknown) => {
        if (client === this.#client) this.#handlers?.event(event);
      });
    }
    client.on('pong', () => {
      this.#heard = true;
    });
    client.on('WebSocketConnected', () => {
      // A discarded client that had a reconnection under way must not take the application from the live one.
      if (client === this.#client) this.#rise(client);
      else stop(client);
    });
    client.on('WebSocketReconnecting', () => {
      if (client === this.#client) this.#fall();
    });
    client.on('WebSocketMaxRetries', () => {
      if (client === this.#client) this.reset('ari-client has given up');
    });
  }

  #rise(client: AriClient): void {
    clearTimeout(this.#patience);
    this.#up = true;
    this.#heard = true;
    this.#backoff.reset();
    this.#heartbeat = setInterval(() => {
      if (!this.#heard) return this.reset('nothing heard for two heartbeats');
      this.#heard = false;
      client.ping();
    }, this.#options.heartbeatMs);
    this.#handlers?.up();
  }

  #fall(): void {
    clearInterval(this.#heartbeat);
    clearTimeout(this.#patience);
    if (!this.#closed) {
      this.#patience = setTimeout(() => this.reset('ari-client does not reconnect'), reconnectPatienceMs);
    }
    if (!this.#up) return;
    this.#up = false;
    this.#pending.failAll('the link to Asterisk was lost; the request may have been carried out');
    this.#handlers?.down();
  }

  /** Ends the present client for good. */
  #discard(): void {
    const client = this.#client;
    this.#client = undefined;
    this.#live = false;
    this.#fall();
    clearTimeout(this.#patience);
    if (client !== undefined) stop(client);
  }
}

/** ari-client throws when it is stopped before its WebSocket exists. */
function stop(client: AriClient): void {
  try {
    client.stop();
  } catch {
    // Nothing was open.
  }
}

/** Calls an operation by Asterisk's names: the types of the package are older than some operations. */
async function call(
  client: AriClient,
  operation: OperationName,
  parameters: OperationParameters,
): Promise<TransportResponse> {
  const { resource, name, method } = operations[operation];
  const holder = fieldOf(client, resource);
  const invoke = fieldOf(holder, name);
  if (typeof invoke !== 'function') {
    return { status: 501, body: JSON.stringify({ message: `this Asterisk has no ${resource}.${name}` }) };
  }
  try {
    const result: unknown = await Reflect.apply(invoke, holder, [parameters]);
    return { status: 200, body: method === 'GET' ? plainJson(result) : '' };
  } catch (error) {
    const body = error instanceof Error ? error.message : '';
    const words = textOf(fieldOf(parseJson(body), 'message'));
    if (words === '') throw error;
    return { status: statusOf(words), body };
  }
}

/** Results are objects of the package that refer to their client; ARI's own fields have no underscore first. */
function plainJson(result: unknown): string {
  return JSON.stringify(result, (key, value: unknown) => (key.startsWith('_') ? undefined : value)) ?? '';
}

/** ari-client drops the status of a failed request; Asterisk's words tell which it was. */
function statusOf(words: string): number {
  if (/not found/i.test(words)) return 404;
  if (/already|not in (a )?stasis/i.test(words)) return 409;
  return /state/i.test(words) ? 412 : 400;
}

/** The outcome of `work`, or an error after `ms`. */
async function within<T>(ms: number, work: PromiseLike<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no connection in ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
