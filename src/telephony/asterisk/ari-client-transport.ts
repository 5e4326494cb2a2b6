import { EventEmitter } from 'node:events';
import { connect as connectAriClient } from 'ari-client';
import type { Logger } from 'pino';
import { TelephonyError } from '../port.ts';
import { type AriClient, callOperation } from './ari-client-request.ts';
import { Backoff } from './backoff.ts';
import { accessDenied } from './errors.ts';
import { FirstConnection } from './first-connection.ts';
import { fieldOf } from './json.ts';
import { Lanes } from './lanes.ts';
import type { OperationName, OperationParameters } from './operations.ts';
import { PendingRequests } from './pending-requests.ts';
import {
  stableLinkMs,
  type Transport,
  type TransportHandlers,
  type TransportOptions,
  type TransportResponse,
} from './transport.ts';

// The package's swagger-client leaks a global function `log` that prints to the console and keeps every message.
Object.assign(globalThis, { log: () => {} });

/** How long ari-client may try to reconnect by itself before it is replaced by a new one. */
const reconnectPatienceMs = 20_000;

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
  readonly #first = new FirstConnection();
  #handlers: TransportHandlers | undefined;
  #client: AriClient | undefined;
  #up = false;
  #closed = false;
  #lastRequest = 0;
  #retry: NodeJS.Timeout | undefined;
  #heartbeat: NodeJS.Timeout | undefined;
  #patience: NodeJS.Timeout | undefined;
  #heard = false;
  #since = 0;
  /** Connected once, and not discarded since. */
  #live = false;

  constructor(options: TransportOptions, logger: Logger) {
    this.#options = options;
    this.#logger = logger;
    this.#pending = new PendingRequests(options.requestTimeoutMs, options.maxOutstanding);
  }

  get outstanding(): number {
    return this.#pending.size;
  }

  async start(handlers: TransportHandlers): Promise<void> {
    this.#handlers = handlers;
    void this.#connect();
    await this.#first.wait();
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
      callOperation(client, operation, parameters).then(
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
    this.#retryLater();
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#retry);
    this.#first.fail(new TelephonyError('unavailable', 'closed before Asterisk answered'));
    this.#discard();
  }

  /** Makes clients until one is connected or the transport is closed. */
  async #connect(): Promise<void> {
    const { url, user, password, application, connectTimeoutMs } = this.#options;
    try {
      await checkAccess(this.#options);
      const client = await within(connectTimeoutMs, connectAriClient(url, user, password));
      if (!this.#closed) {
        this.#client = client;
        this.#attach(client);
        await within(connectTimeoutMs, client.start(application));
        this.#live = true;
        this.#first.succeed();
        return;
      }
    } catch (error) {
      this.#discard();
      this.#logger.warn({ reason: String(fieldOf(error, 'message') ?? error) }, 'ARI link failed');
      const denied = error instanceof TelephonyError && error.code === 'refused';
      if (denied && this.#first.fail(error)) return;
    }
    this.#retryLater();
  }

  #retryLater(): void {
    if (!this.#closed) this.#retry = setTimeout(() => void this.#connect(), this.#backoff.next());
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
    this.#since = performance.now();
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
    if (performance.now() - this.#since > stableLinkMs) this.#backoff.reset();
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

/**
 * Asks for the API documents before ari-client does, which throws where nothing can catch it when Asterisk
 * answers anything but success. Throws TelephonyError `refused` for a wrong user or password.
 */
async function checkAccess({ url, user, password, connectTimeoutMs }: TransportOptions): Promise<void> {
  const response = await fetch(new URL('/ari/api-docs/resources.json', url), {
    headers: { authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}` },
    signal: AbortSignal.timeout(connectTimeoutMs),
  });
  await response.body?.cancel();
  if (response.status === 401 || response.status === 403) throw accessDenied(url);
  if (!response.ok) throw new Error(`ARI answered ${response.status}`);
}

/** ari-client throws when it is stopped before its WebSocket exists. */
function stop(client: AriClient): void {
  try {
    client.stop();
  } catch {
    // Nothing was open.
  }
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
