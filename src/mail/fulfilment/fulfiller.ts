import type { Logger } from 'pino';
import { Hindrance, meaningOf, Refusal } from './faults.ts';
import type { Ledger, Taken } from './ledger.ts';

/** Does all that is left to do for one request. @throws Refusal, Hindrance, or anything else, which counts as one */
export type Bring = (request: Taken, signal: AbortSignal) => Promise<void>;

export interface FulfillerParts {
  readonly ledger: Ledger;
  readonly ways: Readonly<Record<Taken['channel'], Bring>>;
  /** Attempts that a request has before it waits for a person. */
  readonly attempts: number;
  readonly logger: Logger;
}

/** Brings requests on, one at a time, and writes down what becomes of those that it cannot. */
export class Fulfiller {
  readonly #parts: FulfillerParts;

  constructor(parts: FulfillerParts) {
    this.#parts = parts;
  }

  /**
   * Brings a request as far as it goes. Nothing happens for one that is finished, or that somebody else hands over.
   * @throws Hindrance when it is to be tried again
   */
  async fulfil(id: string, signal: AbortSignal): Promise<void> {
    const { ledger, ways, logger } = this.#parts;
    const request = await ledger.take(id).catch((error: unknown) => {
      throw hindranceOf(error);
    });
    if (request === undefined) return;
    try {
      await ways[request.channel](request, signal);
    } catch (error) {
      const meaning = meaningOf(error);
      const { reason } = meaning;
      const told = { request: id, channel: request.channel, reason };
      if (meaning instanceof Hindrance && meaning.needsPeople)
        logger.error(told, 'nothing goes this way until people mend it');
      else logger.warn(told, 'a request cannot be fulfilled now');
      await this.#note(id, meaning).catch((failed: unknown) => {
        throw hindranceOf(failed);
      });
    }
  }

  async #note(id: string, meaning: Hindrance | Refusal): Promise<void> {
    const { ledger, attempts, logger } = this.#parts;
    if (meaning instanceof Refusal) {
      await ledger.move(id, meaning.state, meaning.reason);
      return;
    }
    const made = await ledger.hindered(id, meaning.reason, meaning.counts);
    if (made < attempts) throw meaning;
    await ledger.move(id, 'FAILED', meaning.reason);
    logger.error({ request: id, reason: meaning.reason }, 'a request waits for a person');
  }
}

function hindranceOf(error: unknown): Hindrance {
  const meaning = meaningOf(error);
  return meaning instanceof Hindrance ? meaning : new Hindrance(meaning.reason);
}
