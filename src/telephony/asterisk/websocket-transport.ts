import type { Socket } from 'node:net';
import type { Logger } from 'pino';
import WebSocket from 'ws';
import { TelephonyError } from '../port.ts';
import { Backoff } from './backoff.ts';
import { accessDenied } from './errors.ts';
import { FirstConnection } from './first-connection.ts';
import { overHttp, requestOverHttp } from './http-requests.ts';
import { isRecord, numberOf, textOf } from './json.ts';
import {
  type OperationName,
  type OperationParameters,
  operationBody,
  operations,
  operationUri,
} from './operations.ts';
import { PendingRequests } from './pending-requests.ts';
import {
  stableLinkMs,
  type Transport,
  type TransportHandlers,
  type TransportOptions,
  type TransportResponse,
} from './transport.ts';

/** Larger messages than this are not ARI (a list of 10,000 channel ids is 0.3 MB). */
const maxMessageBytes = 8 * 1024 * 1024;

/** Requests of one turn of the event loop leave together, in pieces of this size. */
const pieceBytes = 8 * 1024;

/** One attempt's WebSocket, with what must end with it. */
interface Link {
  readonly socket: WebSocket;
  /** What is below it. */
  readonly wire: Socket;
  readonly heartbeat: NodeJS.Timeout;
  readonly since: number;
}

/**
 * ARI over one WebSocket that carries the events and the REST requests both (Asterisk >= 22.4, ARI "REST over
 * WebSocket"). Requests are sent without waiting for each other; Asterisk takes them in order.
 */
export class WebSocketTransport implements Transport {
  readonly #options: TransportOptions;
  readonly #logger: Logger;
  readonly #pending: PendingRequests;
  readonly #backoff = new Backoff();
  readonly #first = new FirstConnection();
  #handlers: TransportHandlers | undefined;
  #link: Link | undefined;
  #attempt: WebSocket | undefined;
  #retry: NodeJS.Timeout | undefined;
  #closed = false;
  #lastRequest = 0;
  #gathering = false;

  constructor(options: TransportOptions, logger: Logger) {
    this.#options = options;
    this.#logger = logger;
    this.#pending = new PendingRequests(options.requestTimeoutMs, options.maxOutstanding);
  }

  get outstanding(): number {
    return this.#pending.size;
  }

  start(handlers: TransportHandlers): Promise<void> {
    this.#handlers = handlers;
    this.#connect();
    return this.#first.wait();
  }

  request(operation: OperationName, parameters: OperationParameters): Promise<TransportResponse> {
    const link = this.#link;
    if (link === undefined) {
      return Promise.reject(new TelephonyError('unavailable', `ARI ${operation}: no link to Asterisk`));
    }
    if (overHttp.has(operation)) return requestOverHttp(this.#options, operation, parameters);
    this.#lastRequest += 1;
    const id = String(this.#lastRequest);
    const response = this.#pending.wait(id, operation);
    if (!this.#pending.has(id)) return response;
    const body = operationBody(operation, parameters);
    this.#gather(link.wire);
    link.socket.send(
      JSON.stringify({
        type: 'RESTRequest',
        request_id: id,
        method: operations[operation].method,
        uri: operationUri(operation, parameters),
        ...(body === undefined ? {} : { content_type: 'application/json', message_body: body }),
      }),
    );
    return response;
  }

  /** Whoever has many requests to make would spend most of the time in system calls. */
  #gather(wire: Socket): void {
    if (this.#gathering) {
      if (wire.writableLength < pieceBytes) return;
      wire.uncork();
      wire.cork();
      return;
    }
    this.#gathering = true;
    wire.cork();
    process.nextTick(() => {
      this.#gathering = false;
      wire.uncork();
    });
  }

  reset(reason: string): void {
    const link = this.#link;
    if (link === undefined) return;
    this.#logger.warn({ reason }, 'ARI link given up');
    link.socket.terminate();
    this.#lose(link);
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#retry);
    this.#first.fail(new TelephonyError('unavailable', 'closed before Asterisk answered'));
    this.#attempt?.terminate();
    const link = this.#link;
    if (link === undefined) return;
    this.#drop(link);
    await new Promise<void>((resolve) => {
      const impatience = setTimeout(() => link.socket.terminate(), 1_000);
      link.socket.once('close', () => {
        clearTimeout(impatience);
        resolve();
      });
      link.socket.close(1000);
    });
  }

  /** Tries until it succeeds or the transport is closed. */
  #connect(): void {
    const { url, user, password, application, connectTimeoutMs } = this.#options;
    const address = new URL('/ari/events', url);
    address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:';
    address.searchParams.set('app', application);
    const socket = new WebSocket(address, {
      headers: { authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}` },
      perMessageDeflate: false,
      handshakeTimeout: connectTimeoutMs,
      maxPayload: maxMessageBytes,
    });
    this.#attempt = socket;
    let link: Link | undefined;
    let wire: Socket | undefined;
    let denied = false;
    socket.on('upgrade', (response) => {
      wire = response.socket;
    });
    socket.on('open', () => {
      this.#attempt = undefined;
      // A WebSocket opens by an upgrade.
      if (wire === undefined) return socket.terminate();
      link = this.#take(socket, wire);
      this.#first.succeed();
      this.#handlers?.up();
    });
    socket.on('error', (error) => {
      denied = /response: 40[13]$/.test(error.message);
      this.#logger.warn({ reason: error.message }, 'ARI link failed');
    });
    socket.on('close', () => {
      if (link !== undefined) return this.#lose(link);
      if (denied && this.#first.fail(accessDenied(url))) return;
      this.#retryLater();
    });
  }

  /** A socket that opened becomes the link. */
  #take(socket: WebSocket, wire: Socket): Link {
    let heard = true;
    socket.on('message', (data) => {
      heard = true;
      this.#receive(data);
    });
    socket.on('pong', () => {
      heard = true;
    });
    const heartbeat = setInterval(() => {
      if (!heard) return this.reset('nothing heard for two heartbeats');
      heard = false;
      socket.ping();
    }, this.#options.heartbeatMs);
    const link = { socket, wire, heartbeat, since: performance.now() };
    this.#link = link;
    return link;
  }

  #receive(data: WebSocket.RawData): void {
    let message: unknown;
    try {
      message = JSON.parse(data.toString());
    } catch {
      this.#logger.error('ARI sent a message that is not JSON; it is ignored');
      return;
    }
    if (isRecord(message) && message['type'] === 'RESTResponse') {
      this.#pending.settle(textOf(message['request_id']), {
        status: numberOf(message['status_code']),
        body: textOf(message['message_body']),
      });
      return;
    }
    this.#handlers?.event(message);
  }

  /** Ends what belongs to the link; false when it was ended before. */
  #drop(link: Link): boolean {
    if (this.#link !== link) return false;
    this.#link = undefined;
    // Two engines of one name take it from each other: only a link that held is replaced at once.
    if (performance.now() - link.since > stableLinkMs) this.#backoff.reset();
    clearInterval(link.heartbeat);
    this.#pending.failAll('the link to Asterisk was lost; the request may have been carried out');
    return true;
  }

  #lose(link: Link): void {
    if (!this.#drop(link)) return;
    this.#handlers?.down();
    this.#retryLater();
  }

  #retryLater(): void {
    if (!this.#closed) this.#retry = setTimeout(() => this.#connect(), this.#backoff.next());
  }
}
