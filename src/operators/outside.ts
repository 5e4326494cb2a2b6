import { isGone, reasonOf } from '../call/failure.ts';
import type { Answer, HandedOver } from '../call/ports.ts';
import type { Sensitive } from '../privacy/sensitive.ts';
import type { FoundLeg, LegListener } from '../telephony/leg-port.ts';
import type { Caller } from './callers.ts';
import { Leg } from './leg.ts';
import type { OperatorParts } from './parts.ts';

export interface OutsideParts {
  /** A number of the configuration by its name, in E.164; undefined for a name it does not have. */
  readonly number: (destination: string) => Sensitive | undefined;
  /** What is shown there. */
  readonly showing: Sensitive | undefined;
}

/**
 * Connects a caller with a number of the configuration, until one of them hangs up. Ids follow from the request, so
 * that an engine that is started anew finds the two as they are.
 */
export class Outside {
  readonly #parts: OperatorParts;
  readonly #own: OutsideParts;
  /** Legs of an engine of our name, from before a restart. */
  readonly #found = new Map<string, Leg>();

  constructor(parts: OperatorParts, own: OutsideParts) {
    this.#parts = parts;
    this.#own = own;
  }

  /** Whether a leg is one of ours, by its id. */
  static owns(legId: string): boolean {
    return legId.startsWith('out.');
  }

  /** The call that a leg of ours belongs to: its id follows from the request's, which follows from the call's. */
  static callOf(legId: string): string | undefined {
    return /^out\.(.+)-\d+$/.exec(legId)?.[1];
  }

  found({ leg: channel, answered }: FoundLeg): LegListener {
    const leg = Leg.found(channel, answered, this.#parts.logger);
    this.#found.set(leg.id, leg);
    // The call it belongs to is gone: nobody comes for it.
    const timer = setTimeout(() => {
      if (this.#found.delete(leg.id)) leg.hangUp();
    }, this.#parts.timings.adoptMs);
    void leg.over.then(() => clearTimeout(timer));
    return leg.listener;
  }

  /** @returns the outcome `answered` (and over), `busy`, `no-answer` or `unavailable`. Never rejects */
  async connect(
    destination: string,
    caller: Caller,
    handed: HandedOver & { readonly ringSeconds: number },
  ): Promise<Answer> {
    const number = this.#own.number(destination);
    if (number === undefined) return { outcome: 'unavailable', value: null };
    const id = `out.${handed.idempotencyKey}`;
    const leg = this.#take(id) ?? this.#ring(id, number, handed.ringSeconds);
    const given = () => {
      if (caller.gone) leg.hangUp();
    };
    handed.signal.addEventListener('abort', given, { once: true });
    const answered = await leg.answered;
    if (!answered) {
      const { end } = await leg.over;
      if (end === 'taken') return { outcome: 'unavailable', value: null };
      const outcome =
        end === 'busy' || end === 'refused' ? 'busy' : end === 'no-answer' ? end : 'unavailable';
      return { outcome, value: null };
    }
    await this.#talk(id, leg, caller, handed).catch((error: unknown) => {
      if (!isGone(error))
        this.#parts.logger.warn({ reason: reasonOf(error) }, 'a transfer could not be made');
      leg.hangUp();
    });
    handed.signal.removeEventListener('abort', given);
    return { outcome: 'answered', value: null };
  }

  async #talk(id: string, leg: Leg, caller: Caller, handed: HandedOver): Promise<void> {
    handed.news({ connected: true, value: {} });
    const inside = new Set<string>();
    const bridge = await this.#parts.network.bridge(`talk.${id}`, (event) => {
      if (event.type === 'entered') inside.add(event.channel);
    });
    for (const channel of [leg.channel, caller.channel])
      if (channel !== undefined && !inside.has(channel.id)) await bridge.add(channel);
    const unlisten = caller.listen((event) => {
      if (event.type === 'hang-up') leg.hangUp();
      if (event.type === 'taken') leg.letGo();
    });
    if (caller.gone) leg.hangUp();
    const { end } = await leg.over;
    unlisten();
    if (end !== 'taken') await bridge.destroy();
  }

  #ring(id: string, number: Sensitive, ringSeconds: number): Leg {
    const { network, logger } = this.#parts;
    return Leg.ring(
      network,
      {
        id,
        destination: { to: 'outside', number },
        callerId: this.#own.showing,
        ringSeconds: Math.round(ringSeconds),
      },
      logger,
    );
  }

  #take(id: string): Leg | undefined {
    const leg = this.#found.get(id);
    this.#found.delete(id);
    return leg;
  }
}
