import type { Logger } from 'pino';
import { AriClientTransport } from './ari-client-transport.ts';
import type { Transport, TransportOptions } from './transport.ts';
import { WebSocketTransport } from './websocket-transport.ts';

export interface AsteriskOptions {
  /** Base address of Asterisk's HTTP server, e.g. `http://127.0.0.1:8088`. */
  readonly url: string;
  readonly user: string;
  readonly password: string;
  /** The Stasis application of this engine, e.g. `centralino-1`; no two engines may share one. */
  readonly application: string;
  /** `websocket`: our own client (Asterisk >= 22.4). `ari-client`: the npm package, for older ones. */
  readonly transport: 'websocket' | 'ari-client';
  /** A folder for generated silence, which Asterisk sees under the same path. */
  readonly silenceFolder: string;
  /**
   * Asked before every command. Undefined: it goes. A promise: it waits, and is not sent if its channel is no longer ours
   * by then. Without it every command goes.
   */
  readonly gate?: () => Promise<void> | undefined;
  /** How long Asterisk may take to answer a request; 5,000 ms if not given. */
  readonly requestTimeoutMs?: number;
  /** How many requests may wait for their answer; 10,000 if not given. */
  readonly maxOutstanding?: number;
  /** Time between pings; 2,000 ms if not given. A link is dead when nothing was heard for two of them. */
  readonly heartbeatMs?: number;
  /** How long one attempt to connect may take; 5,000 ms if not given. */
  readonly connectTimeoutMs?: number;
}

/** The transport that the options choose, not started. */
export function openTransport(options: AsteriskOptions, logger: Logger): Transport {
  const transportOptions: TransportOptions = {
    url: options.url,
    user: options.user,
    password: options.password,
    application: options.application,
    requestTimeoutMs: options.requestTimeoutMs ?? 5_000,
    maxOutstanding: options.maxOutstanding ?? 10_000,
    heartbeatMs: options.heartbeatMs ?? 2_000,
    connectTimeoutMs: options.connectTimeoutMs ?? 5_000,
  };
  return options.transport === 'websocket'
    ? new WebSocketTransport(transportOptions, logger)
    : new AriClientTransport(transportOptions, logger);
}
