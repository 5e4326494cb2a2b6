import { TelephonyError } from '../port.ts';
import type { TransportResponse } from './transport.ts';

interface Pending {
  readonly resolve: (response: TransportResponse) => void;
  readonly reject: (error: TelephonyError) => void;
  readonly timer: NodeJS.Timeout;
}

/** Requests that wait for their answer: bounded in number and in time. */
export class PendingRequests {
  readonly #pending = new Map<string, Pending>();
  readonly #timeoutMs: number;
  readonly #max: number;

  constructor(timeoutMs: number, max: number) {
    this.#timeoutMs = timeoutMs;
    this.#max = max;
  }

  get size(): number {
    return this.#pending.size;
  }

  /** Whether the request `id` still waits. */
  has(id: string): boolean {
    return this.#pending.has(id);
  }

  /**
   * The answer to the request `id`, which the caller sends after this.
   * Rejects with TelephonyError: `unavailable` when too many requests wait or the link is lost, `timed-out`.
   */
  wait(id: string, what: string): Promise<TransportResponse> {
    if (this.#pending.size >= this.#max) {
      return Promise.reject(
        new TelephonyError(
          'unavailable',
          `ARI ${what}: ${this.#max} requests are waiting for Asterisk already`,
        ),
      );
    }
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#pending.delete(id);
        reject(
          new TelephonyError('timed-out', `ARI ${what}: no answer from Asterisk in ${this.#timeoutMs} ms`),
        );
      }, this.#timeoutMs);
      this.#pending.set(id, { resolve, reject, timer });
    });
  }

  /** Hands an answer to whoever waits for it; an answer that came too late goes nowhere. */
  settle(id: string, response: TransportResponse): void {
    const pending = this.#take(id);
    pending?.resolve(response);
  }

  /** Rejects the request `id` if it still waits. */
  fail(id: string, error: TelephonyError): void {
    this.#take(id)?.reject(error);
  }

  /** Rejects all that wait. */
  failAll(message: string): void {
    for (const id of [...this.#pending.keys()]) this.fail(id, new TelephonyError('unavailable', message));
  }

  #take(id: string): Pending | undefined {
    const pending = this.#pending.get(id);
    if (pending === undefined) return undefined;
    this.#pending.delete(id);
    clearTimeout(pending.timer);
    return pending;
  }
}
