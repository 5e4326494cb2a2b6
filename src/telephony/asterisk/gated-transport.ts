import { TelephonyError } from '../port.ts';
import type { OperationName, OperationParameters } from './operations.ts';
import type { Transport, TransportHandlers, TransportResponse } from './transport.ts';

/** Undefined: go on. A promise: wait for it, and look again whether what you command is still yours. */
export type Gate = () => Promise<void> | undefined;

/** A transport whose requests wait at a gate; what is taken away from us meanwhile is not commanded any more. */
export class GatedTransport implements Transport {
  readonly #inner: Transport;
  readonly #gate: Gate;
  /** Counts how often everything was taken away. */
  #generation = 0;
  /** Lanes that were taken away while something waits. */
  readonly #revoked = new Set<string>();
  #waiting = 0;

  constructor(inner: Transport, gate: Gate) {
    this.#inner = inner;
    this.#gate = gate;
  }

  get outstanding(): number {
    return this.#inner.outstanding + this.#waiting;
  }

  start(handlers: TransportHandlers): Promise<void> {
    return this.#inner.start(handlers);
  }

  request(
    operation: OperationName,
    parameters: OperationParameters,
    lane?: string,
  ): Promise<TransportResponse> {
    const wait = this.#gate();
    if (wait === undefined) return this.#inner.request(operation, parameters, lane);
    return this.#later(wait, operation, parameters, lane);
  }

  /** Nothing is ours any more: what waits is refused. */
  revokeAll(): void {
    this.#generation += 1;
  }

  /** This channel is not ours any more. */
  revoke(lane: string): void {
    if (this.#waiting > 0) this.#revoked.add(lane);
  }

  reset(reason: string): void {
    this.#inner.reset(reason);
  }

  close(): Promise<void> {
    return this.#inner.close();
  }

  async #later(
    wait: Promise<void>,
    operation: OperationName,
    parameters: OperationParameters,
    lane: string | undefined,
  ): Promise<TransportResponse> {
    const generation = this.#generation;
    this.#waiting += 1;
    try {
      await wait;
      if (generation !== this.#generation || (lane !== undefined && this.#revoked.has(lane)))
        throw new TelephonyError('channel-gone', `${operation}: another engine has the channel`);
      return await this.#inner.request(operation, parameters, lane);
    } finally {
      this.#waiting -= 1;
      if (this.#waiting === 0) this.#revoked.clear();
    }
  }
}
