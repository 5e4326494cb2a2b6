import type { OperationName, OperationParameters } from './operations.ts';

/** Asterisk's answer to a request. `body` is the text as it came: JSON or empty. */
export interface TransportResponse {
  readonly status: number;
  readonly body: string;
}

export interface TransportHandlers {
  /** One ARI event, parsed from JSON but not yet looked at. */
  event(value: unknown): void;
  /** The link came up: at first, and after every loss. Events may have been missed before. */
  up(): void;
  /** The link went down; requests under way have been rejected. */
  down(): void;
}

/** A way to speak ARI with one Asterisk: requests, events, and a link that is kept up until `close`. */
export interface Transport {
  /**
   * Resolves at the first connection and keeps the link up afterwards; rejects with TelephonyError `refused`
   * when Asterisk refuses the user or the password.
   */
  start(handlers: TransportHandlers): Promise<void>;
  /**
   * Sends a request at once. Requests of one `lane` (a channel's id) reach Asterisk in the order of the calls.
   * Resolves with whatever status Asterisk gives; rejects with TelephonyError `unavailable` (no link, or it
   * was lost under way) or `timed-out`: in both cases the request may have been carried out.
   */
  request(
    operation: OperationName,
    parameters: OperationParameters,
    lane?: string,
  ): Promise<TransportResponse>;
  /** How many requests wait for their answer. */
  readonly outstanding: number;
  /** Gives the present link up and makes a new one. */
  reset(reason: string): void;
  close(): Promise<void>;
}

/** A link that held this long is replaced at once when it is lost; others wait longer each time. */
export const stableLinkMs = 10_000;

/** What both transports need to know. */
export interface TransportOptions {
  /** Base address of Asterisk's HTTP server, e.g. `http://127.0.0.1:8088`. */
  readonly url: string;
  readonly user: string;
  readonly password: string;
  /** The Stasis application of this engine; no two engines may share one. */
  readonly application: string;
  /** How long a request may take. */
  readonly requestTimeoutMs: number;
  /** How many requests may wait for their answer. */
  readonly maxOutstanding: number;
  /** Time between pings; the link is dead when nothing was heard for two of them. */
  readonly heartbeatMs: number;
  /** How long one attempt to connect may take. */
  readonly connectTimeoutMs: number;
}
