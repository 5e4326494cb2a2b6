import { z } from 'zod';
import { mac } from '../privacy/mac.ts';
import { Sensitive } from '../privacy/sensitive.ts';
import type { Database } from '../store/database.ts';
import { WebError } from '../web/errors.ts';
import type { BackOffice } from './desk.ts';
import type { MailKeys } from './keys.ts';
import { type Channel, channels } from './kind.ts';
import { type State, states } from './states.ts';

/** Where a document is, in the words that callers hear (src/backoffice/operations/invii.ts). */
export type Stage =
  | 'in-lavorazione'
  | 'affidata'
  | 'spedita'
  | 'per-email'
  | 'consegnata'
  | 'non-consegnata'
  | 'tornata'
  | 'senza-recapito'
  | 'in-verifica'
  | 'annullata';

/** A document that somebody asked for. Days are dates as `YYYY-MM-DD`. */
export interface Whereabouts {
  readonly oggetto: string;
  readonly chiesta: string;
  readonly tappa: Stage;
  readonly data: string;
  readonly entro: string;
}

export interface WhereaboutsParts {
  readonly database: Database;
  readonly keys: MailKeys;
  readonly backOffice: BackOffice;
  /** The day in Italy. */
  readonly day: (at: Date) => string;
  /** Kinds of documents that can be told. */
  readonly kinds: readonly string[];
  readonly now?: () => Date;
}

const row = z.object({
  kind: z.string(),
  channel: z.enum(channels),
  state: z.enum(states),
  createdAt: z.date(),
  since: z.date(),
  expectedBy: z.string(),
});
const columns = `r.kind, r.channel, r.state, r.created_at AS "createdAt", r.expected_by AS "expectedBy",
  (SELECT at FROM mail.history h WHERE h.request = r.id ORDER BY h.id DESC LIMIT 1) AS since`;
const foundSchema = z.object({ soggetto: z.instanceof(Sensitive<string>) });
const askedForWithinMs = 180 * 86_400_000;

/** Tells people where their documents are: whose they are is known by the same digest as when they asked. */
export class WhereaboutsDesk {
  readonly #parts: WhereaboutsParts;

  constructor(parts: WhereaboutsParts) {
    this.#parts = parts;
  }

  /** What somebody asked for lately, the newest first. @throws WebError when the registry does not answer; DatabaseError */
  async latest(person: Sensitive, idempotencyKey: string, most: number): Promise<readonly Whereabouts[]> {
    const digest = await this.#digest(person, idempotencyKey);
    const since = new Date((this.#parts.now?.() ?? new Date()).getTime() - askedForWithinMs);
    const rows = await this.#parts.database.rows(
      row,
      `SELECT ${columns} FROM mail.request r
       WHERE r.person = $1 AND r.channel <> 'sms' AND r.created_at > $2 ORDER BY r.id DESC LIMIT $3`,
      [digest, since, most],
    );
    return rows.flatMap((one) => this.#told(one));
  }

  /** One of somebody's, by its reference; undefined also for one of somebody else. @throws as `latest` */
  async find(person: Sensitive, idempotencyKey: string, reference: string): Promise<Whereabouts | undefined> {
    const digest = await this.#digest(person, idempotencyKey);
    const [found] = await this.#parts.database.rows(
      row,
      `SELECT ${columns} FROM mail.request r
       WHERE r.reference = $2 AND r.person = $1 AND r.channel <> 'sms'`,
      [digest, reference],
    );
    return found && this.#told(found)[0];
  }

  async #digest(person: Sensitive, idempotencyKey: string): Promise<Buffer> {
    const { keys, backOffice } = this.#parts;
    const { outcome, value } = await backOffice.call(
      'persone.soggetto',
      { persona: person },
      { idempotencyKey },
    );
    if (outcome !== 'found') throw new WebError(503, 'try-again');
    return mac(keys.person, 'person', foundSchema.parse(value).soggetto.reveal());
  }

  #told({ kind, channel, state, createdAt, since, expectedBy }: z.output<typeof row>): Whereabouts[] {
    const { day, kinds } = this.#parts;
    if (!kinds.includes(kind)) return [];
    return [
      {
        oggetto: kind,
        chiesta: day(createdAt),
        tappa: stageOf(state, channel),
        data: day(since),
        entro: expectedBy,
      },
    ];
  }
}

/** What a state means to whoever waits for it. */
export function stageOf(state: State, channel: Channel): Stage {
  switch (state) {
    case 'REQUESTED':
    case 'ADDRESS_OK':
    case 'RENDERED':
    case 'BATCHED':
      return 'in-lavorazione';
    case 'ADDRESS_MISSING':
      return 'senza-recapito';
    case 'HANDED_OVER':
    case 'PRINTED':
      return channel === 'email' ? 'per-email' : 'affidata';
    case 'POSTED':
      return channel === 'email' ? 'per-email' : 'spedita';
    case 'DELIVERED':
      return channel === 'email' ? 'per-email' : 'consegnata';
    case 'UNDELIVERED':
      return 'non-consegnata';
    case 'RETURNED':
      return 'tornata';
    case 'CANCELLED':
      return 'annullata';
    case 'FAILED':
      return 'in-verifica';
  }
}
