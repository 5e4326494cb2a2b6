import type { Logger } from 'pino';
import { isSuccess } from './errors.ts';
import type { Transport } from './transport.ts';

/** Of one that is in a bridge: who talk with each other talk on when their engine dies. */
const bridgedSeconds = 14_400;

/** Calls are renewed in so many groups, one after the other. */
const turns = 10;
const soonMs = 250;

export interface LeasesOptions {
  readonly transport: Transport;
  readonly logger: Logger;
  readonly seconds: number;
  /** Asterisk's ids of the calls that are ours now. */
  readonly calls: () => readonly string[];
}

/**
 * Says for every call, again and again, that its engine is alive. Asterisk takes a call back into the dialplan when
 * that was not said for `seconds` (TIMEOUT(absolute), extension T of asterisk-conf/extensions.conf), so that nobody is
 * left in silence by an engine that died or hangs. Those who are in a bridge hear each other and are left alone.
 */
export class Leases {
  readonly #options: LeasesOptions;
  readonly #bridged = new Set<string>();
  #timer: NodeJS.Timeout | undefined;

  constructor(options: LeasesOptions) {
    this.#options = options;
  }

  /** There is a link: at once for the calls there are, then three times in each lease, not all in one moment. */
  begin(): void {
    this.end();
    const { calls, seconds } = this.#options;
    for (const id of calls()) void this.renew(id);
    let turn = 0;
    const next = () => {
      turn = (turn + 1) % turns;
      for (const id of calls()) if (turnOf(id) === turn) void this.renew(id);
    };
    this.#timer = setInterval(next, (seconds * 1000) / 3 / turns);
  }

  end(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /** A call has come to us whose lease is older; many may come in one moment, and are to be heard first. */
  soon(id: string): void {
    setTimeout(
      () => {
        if (this.#timer !== undefined && this.#options.calls().includes(id)) void this.renew(id);
      },
      soonMs * (1 + Math.random()),
    ).unref();
  }

  /** A channel is about to enter a bridge, or was found in one. */
  async bridged(id: string): Promise<void> {
    if (this.#bridged.has(id) || !this.#options.calls().includes(id)) return;
    this.#bridged.add(id);
    await this.renew(id);
  }

  /** A channel is in no bridge any more. */
  left(id: string): void {
    if (this.#bridged.delete(id) && this.#options.calls().includes(id)) void this.renew(id);
  }

  /** Never rejects: a call that is gone needs no lease, and what failed is said again soon. */
  async renew(id: string): Promise<void> {
    const { transport, logger, seconds } = this.#options;
    const value = `${this.#bridged.has(id) ? bridgedSeconds : seconds}`;
    try {
      const parameters = { channelId: id, variable: 'TIMEOUT(absolute)', value };
      const response = await transport.request('setVariable', parameters, id);
      if (isSuccess(response) || response.status === 404 || response.status === 409) return;
      logger.warn({ channel: id, status: response.status }, 'Asterisk did not renew the lease of a call');
    } catch {
      // The link is down, or Asterisk does not answer: both are told elsewhere.
    }
  }
}

/** Ids end in a number that counts. */
function turnOf(id: string): number {
  return id.charCodeAt(id.length - 1) % turns;
}
