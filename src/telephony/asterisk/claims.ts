import type { Logger } from 'pino';
import { Sensitive } from '../../privacy/sensitive.ts';
import type { TelephonyHandlers } from '../port.ts';
import type { EarlyEvents } from './early-events.ts';
import { isSuccess, reasonOf } from './errors.ts';
import type { AriEvent } from './events.ts';
import type { Transport } from './transport.ts';

/** What engines leave to the one whose turn it is. */
const headStartMs = 20;
/** A claim has led to a call by then, or never will. */
const claimMs = 10_000;

export interface ClaimsGiven {
  readonly application: string;
  readonly transport: Transport;
  /** Keys may come right behind the start. */
  readonly early: EarlyEvents;
  readonly logger: Logger;
}

/** Calls that Asterisk offers to all engines: the first to claim one has it. */
export class Claims {
  readonly #given: ClaimsGiven;
  /** Calls that are claimed only to be turned away. */
  readonly #unwanted = new Set<string>();
  /** Claims that have not led to a call, nor failed; each with what ends its time. */
  readonly #pending = new Map<string, NodeJS.Timeout>();

  constructor(given: ClaimsGiven) {
    this.#given = given;
  }

  /** Calls that are claimed to be served, and that are not ours yet: each of them may become one. */
  get pending(): number {
    return this.#pending.size;
  }

  /** The claimed call has come, or is gone; also for calls that were never claimed. */
  settled(channelId: string): void {
    clearTimeout(this.#pending.get(channelId));
    this.#pending.delete(channelId);
  }

  /** Nothing that was claimed is waited for any more. */
  clear(): void {
    for (const channelId of [...this.#pending.keys()]) this.settled(channelId);
  }

  /** A call is offered to all. @param handlers undefined when nothing is taken any more */
  offered(
    { channelId, caller, trunk }: Extract<AriEvent, { type: 'broadcast' }>,
    handlers: () => TelephonyHandlers | undefined,
  ): void {
    const number = caller === '' ? undefined : new Sensitive('telefono', caller);
    if (handlers()?.refuses?.({ caller: number, trunk }) === true) {
      this.#unwanted.add(channelId);
      void this.#claim(channelId);
      // Another engine may be the one that turns it away.
      setTimeout(() => this.#unwanted.delete(channelId), claimMs).unref();
      return;
    }
    // Who stood still asks first what it may take (the gate); Asterisk waits two seconds for a claim.
    const claim = () => {
      if (handlers()?.accepts() !== true) return;
      // Counted before the answer is there: a burst within one round trip would be claimed whole.
      this.#pending.set(channelId, setTimeout(() => this.settled(channelId), claimMs).unref());
      void this.#claim(channelId);
    };
    if (handlers()?.isFirst?.(channelId) === false) setTimeout(claim, headStartMs).unref();
    else claim();
  }

  /** A call is ours that was claimed to be turned away: it is. @returns whether it was such a one */
  turnsAway(channelId: string): boolean {
    if (!this.#unwanted.delete(channelId)) return false;
    const { transport, early } = this.#given;
    early.take(channelId);
    transport.request('hangUp', { channelId, reason: 'busy' }, channelId).catch(() => {});
    return true;
  }

  /** The first to claim gets StasisStart; 409 is a lost race, 404 a caller who hung up or a claim too late. */
  async #claim(channelId: string): Promise<void> {
    const { application, transport, early, logger } = this.#given;
    early.expect(channelId);
    try {
      const response = await transport.request('claim', { channelId, application }, channelId);
      // StasisStart settles it.
      if (isSuccess(response)) return;
      this.settled(channelId);
      early.take(channelId);
      if (response.status === 404 || response.status === 409) return;
      logger.error({ channel: channelId, status: response.status }, 'Asterisk refused a claim');
    } catch (error) {
      this.settled(channelId);
      early.take(channelId);
      logger.warn({ channel: channelId, reason: reasonOf(error) }, 'a claim failed');
    }
  }
}
