import { z } from 'zod';
import { isGroup } from '../flow/values.ts';
import { refused } from '../mail/answer.ts';
import { readDocumentOrder, readMessageOrder } from '../mail/order.ts';
import type { DatedMailing } from '../numbers/mailing.ts';
import { Sensitive } from '../privacy/sensitive.ts';
import { toWire } from '../privacy/wire.ts';
import { referenceOf } from '../store/reference.ts';
import { WebError } from '../web/errors.ts';
import { type Answer, type Answers, type Request, unavailable } from './answers.ts';

const motive = z.enum(['nessun-indirizzo', 'nessuna-email', 'non-disponibile']);

/** Documents and messages that one simulated call asks for: accepted by the rules of mail/, and remembered by the day. */
export class Sendings {
  readonly #mailing: DatedMailing;
  readonly #lookUp: Answers;
  readonly #sent = new Map<string, { riferimento: string; entro: string }>();

  /** @param lookUp asks the simulated back office */
  constructor(mailing: DatedMailing, lookUp: Answers) {
    this.#mailing = mailing;
    this.#lookUp = lookUp;
  }

  /** What the records would answer; a request of a wrong form is a fault there, and `unavailable` to the flows. */
  answer(request: Request): Answer {
    try {
      return request.service === 'sms' ? this.#message(request) : this.#document(request);
    } catch (error) {
      if (error instanceof WebError) return unavailable;
      throw error;
    }
  }

  #document(request: Request): Answer {
    const read = readDocumentOrder(request.operation, request.arguments);
    if ('refused' in read) return refused(read.refused);
    const { kind, channel, person, parameters, personal } = read.order;
    const day = this.#mailing.day(new Date(request.now));
    const { anno } = parameters;
    if (!this.#mailing.canBeAskedFor(kind.name, typeof anno === 'number' ? anno : undefined, day))
      return refused('non-disponibile');
    const operation = 'documenti.disponibile';
    const asked = this.#lookUp({
      ...request,
      service: undefined,
      name: operation,
      operation,
      arguments: {
        persona: person,
        tipo: kind.name,
        parametri: { ...parameters, ...personal },
        canale: channel === 'residence' ? 'residenza' : 'email',
      },
    });
    if (asked === 'no answer' || !isGroup(asked.value)) return unavailable;
    const { soggetto, estero, motivo } = asked.value;
    if (asked.outcome === 'absent') return refused(motive.parse(motivo));
    if (!(soggetto instanceof Sensitive)) return unavailable;
    const way = channel === 'residence' && estero === true ? 'abroad' : channel;
    const what = toWire([kind.name, soggetto, parameters, personal]);
    return this.#send(what, day, this.#mailing.arrivesBy(way, day));
  }

  #message(request: Request): Answer {
    const read = readMessageOrder(request.operation, request.arguments);
    if ('refused' in read) return refused(read.refused);
    const day = this.#mailing.day(new Date(request.now));
    return this.#send(toWire(read.order), day, day);
  }

  #send(what: string, day: string, entro: string): Answer {
    const key = `${day} ${what}`;
    const before = this.#sent.get(key);
    if (before !== undefined) return { outcome: 'already', value: before };
    const sent = { riferimento: referenceOf(BigInt(this.#sent.size)), entro };
    this.#sent.set(key, sent);
    return { outcome: 'accepted', value: sent };
  }
}
