import { z } from 'zod';
import { mac } from '../privacy/mac.ts';
import { Sealer } from '../privacy/seal.ts';
import { Sensitive } from '../privacy/sensitive.ts';
import { toWire } from '../privacy/wire.ts';
import type { Correlation } from '../web/correlation.ts';
import { refused, type SendingAnswer, unavailable } from './answer.ts';
import type { Entered, Entry, RequestBook } from './book.ts';
import type { MailKeys } from './keys.ts';
import { type DocumentOrder, readDocumentOrder, readMessageOrder } from './order.ts';

/** What the desk asks of the institution's systems. */
export interface BackOffice {
  /** Never throws: what goes wrong is the outcome `unavailable`. */
  call(
    operation: string,
    args: Readonly<Record<string, unknown>>,
    options: {
      readonly idempotencyKey: string;
      readonly signal?: AbortSignal;
      readonly correlation?: Correlation | undefined;
    },
  ): Promise<{ readonly outcome: string; readonly value: unknown }>;
}

/** When documents can be asked for and when they arrive. Days are dates as `YYYY-MM-DD`. */
export interface MailingRules {
  /** The day in Italy. */
  day(at: Date): string;
  canBeAskedFor(document: string, year: number | undefined, day: string): boolean;
  /** The day until which it is there. */
  arrivesBy(way: 'residence' | 'abroad' | 'email', day: string): string;
}

/** One request as it came in. */
export interface Asked {
  /** The kind of a document, or the text of a message. */
  readonly operation: string;
  readonly arguments: unknown;
  readonly language: string;
  readonly idempotencyKey: string;
  /** The call that asks. */
  readonly correlation?: Correlation | undefined;
}

export interface DeskParts {
  readonly book: RequestBook;
  readonly keys: MailKeys;
  readonly backOffice: BackOffice;
  /** Those in force now; undefined while they cannot be read. */
  readonly rules: () => MailingRules | undefined;
  readonly now?: () => Date;
  /** Told whenever something was accepted. */
  readonly accepted?: () => void;
}

const foundSchema = z.object({ soggetto: z.instanceof(Sensitive), estero: z.boolean() });
const absentSchema = z.object({ motivo: z.enum(['nessun-indirizzo', 'nessuna-email', 'non-disponibile']) });

/** Accepts what callers ask to be sent: once it says `accepted`, the request is written and will not be lost. */
export class MailDesk {
  readonly #parts: DeskParts;
  readonly #sealer: Sealer;

  constructor(parts: DeskParts) {
    this.#parts = parts;
    this.#sealer = new Sealer(parts.keys.seal);
  }

  /** @throws WebError for a request of a wrong form, or a key used before for another; DatabaseError */
  async document(asked: Asked): Promise<SendingAnswer> {
    const read = readDocumentOrder(asked.operation, asked.arguments);
    if ('refused' in read) return refused(read.refused);
    const fingerprint = this.#fingerprint('document', asked);
    const before = await this.#parts.book.answered(asked.idempotencyKey, fingerprint);
    if (before !== undefined) return told(before);
    const rules = this.#parts.rules();
    if (rules === undefined) return unavailable;
    const { order } = read;
    const at = this.#now();
    const day = rules.day(at);
    const { anno } = order.parameters;
    if (!rules.canBeAskedFor(order.kind.name, typeof anno === 'number' ? anno : undefined, day))
      return refused('non-disponibile');
    const checked = await this.#inRegistry(order, asked);
    if ('answer' in checked) return checked.answer;
    const { soggetto, estero } = checked;
    const way = order.channel === 'residence' && estero ? 'abroad' : order.channel;
    return await this.#enter(asked, fingerprint, {
      kind: order.kind.name,
      channel: order.channel,
      who: String(soggetto.reveal()),
      what: JSON.stringify(order.parameters) + toWire(order.personal),
      parameters: order.parameters,
      sealed: { persona: order.person, ...order.personal },
      day,
      expectedBy: rules.arrivesBy(way, day),
      at,
    });
  }

  /** @throws as `document` */
  async message(asked: Asked): Promise<SendingAnswer> {
    const read = readMessageOrder(asked.operation, asked.arguments);
    if ('refused' in read) return refused(read.refused);
    const rules = this.#parts.rules();
    if (rules === undefined) return unavailable;
    const { text, number, values } = read.order;
    const at = this.#now();
    const day = rules.day(at);
    return await this.#enter(asked, this.#fingerprint('sms', asked), {
      kind: 'sms',
      channel: 'sms',
      who: number.reveal(),
      what: text + toWire(values),
      parameters: { text },
      sealed: { number, values },
      day,
      expectedBy: day,
      at,
    });
  }

  /** Whether the document exists and can go where it shall: the address itself stays in the registry. */
  async #inRegistry(
    { kind, channel, person, parameters, personal }: DocumentOrder,
    { idempotencyKey, correlation }: Asked,
  ): Promise<{ answer: SendingAnswer } | z.output<typeof foundSchema>> {
    const { outcome, value } = await this.#parts.backOffice.call(
      'documenti.disponibile',
      {
        persona: person,
        tipo: kind.name,
        parametri: { ...parameters, ...personal },
        canale: channel === 'residence' ? 'residenza' : 'email',
      },
      { idempotencyKey, correlation },
    );
    if (outcome === 'found') return foundSchema.parse(value);
    return {
      answer: outcome === 'absent' ? refused(absentSchema.parse(value).motivo) : unavailable,
    };
  }

  async #enter(
    { language, idempotencyKey }: Asked,
    fingerprint: Buffer,
    given: Pick<Entry, 'kind' | 'channel' | 'parameters' | 'expectedBy' | 'at'> & {
      readonly who: string;
      readonly what: string;
      readonly sealed: unknown;
      readonly day: string;
    },
  ): Promise<SendingAnswer> {
    const { keys, book } = this.#parts;
    const { who, what, sealed, day, ...entry } = given;
    const entered = await book.enter({
      ...entry,
      person: mac(keys.person, entry.kind === 'sms' ? 'number' : 'person', who),
      deduplication: mac(keys.request, 'same', who, entry.kind, what, day),
      fingerprint,
      sealed: this.#sealer.seal(new Sensitive('persona', toWire(sealed))),
      language,
      idempotencyKey,
    });
    if (entered.outcome === 'accepted') this.#parts.accepted?.();
    return told(entered);
  }

  #fingerprint(service: string, asked: Asked): Buffer {
    return mac(this.#parts.keys.request, 'sent', service, asked.operation, toWire(asked.arguments));
  }

  #now(): Date {
    return this.#parts.now?.() ?? new Date();
  }
}

function told({ outcome, reference, expectedBy }: Entered): SendingAnswer {
  return { outcome, value: { riferimento: reference, entro: expectedBy } };
}
