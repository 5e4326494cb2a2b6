/** recapiti.segnala: addresses that mail came back from, and what documenti.disponibile says of them. */
import { z } from 'zod';
import { mac } from '../../privacy/mac.ts';
import { arrayText, type Database } from '../../store/database.ts';
import type { ArgumentsOf, ResultOf } from '../operation.ts';
import { documentiDisponibile } from '../operations/documenti.disponibile.ts';
import {
  type MotivoDiRitorno,
  motiviDiRitorno,
  type recapitiSegnala,
} from '../operations/recapiti.segnala.ts';
import { syntheticCitizen } from './citizens.ts';
import type { ReferenceKeys } from './keys.ts';
import { syntheticRecipient } from './recipients.ts';
import type { References } from './references.ts';

type Channel = 'residenza' | 'email';

/** Where a citizen is written to now; undefined where nowhere. Another text is another address. */
export type AddressOf = (citizen: number, channel: Channel) => string | undefined;

/** These came to the right door. */
const harmless: ReadonlySet<MotivoDiRitorno> = new Set(['rifiutato', 'non-ritirato']);
const marking = motiviDiRitorno.filter((motive) => !harmless.has(motive));

export class ReturnedMail {
  readonly #database: Database;
  readonly #references: References;
  readonly #keys: ReferenceKeys;
  readonly #addressOf: AddressOf;
  readonly #now: () => Date;

  constructor(parts: {
    readonly database: Database;
    readonly references: References;
    readonly keys: ReferenceKeys;
    readonly addressOf?: AddressOf | undefined;
    readonly now?: (() => Date) | undefined;
  }) {
    this.#database = parts.database;
    this.#references = parts.references;
    this.#keys = parts.keys;
    this.#addressOf = parts.addressOf ?? syntheticAddress;
    this.#now = parts.now ?? (() => new Date());
  }

  /** Each row is its own audit: when, whose, by which way, why; of the address only a keyed digest. */
  async segnala({
    persona,
    canale,
    motivo,
  }: ArgumentsOf<typeof recapitiSegnala>): Promise<ResultOf<typeof recapitiSegnala>> {
    const citizen = this.#references.readPerson(persona);
    const address = this.#digest(citizen, canale);
    if (address === undefined) return { outcome: 'absent', value: {} };
    const written = await this.#database.run(
      `INSERT INTO reference.returned_mail (at, citizen, channel, address, motive)
       VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING`,
      [this.#now(), citizen, canale, address, motivo],
    );
    return { outcome: written === 1 ? 'accepted' : 'already', value: {} };
  }

  /**
   * The answer of documenti.disponibile, with addresses that mail came back from left out.
   * @param wire the arguments as they were sent
   */
  async judged<Answer extends { readonly outcome: string; readonly value: unknown }>(
    wire: unknown,
    answer: Answer,
  ): Promise<Answer | ResultOf<typeof documentiDisponibile>> {
    if (answer.outcome !== 'found') return answer;
    const { persona, canale } = documentiDisponibile.arguments.parse(wire);
    if (!(await this.#isMarked(this.#references.readPerson(persona), canale))) return answer;
    return {
      outcome: 'absent',
      value: { motivo: canale === 'email' ? 'nessuna-email' : 'nessun-indirizzo' },
    };
  }

  async #isMarked(citizen: number, channel: Channel): Promise<boolean> {
    const address = this.#digest(citizen, channel);
    if (address === undefined) return false;
    const [row] = await this.#database.rows(
      z.object({ marked: z.boolean() }),
      `SELECT EXISTS (SELECT FROM reference.returned_mail
         WHERE citizen = $1 AND channel = $2 AND address = $3 AND motive = ANY($4::text::text[])) AS marked`,
      [citizen, channel, address, arrayText(marking)],
    );
    return row?.marked ?? false;
  }

  #digest(citizen: number, channel: Channel): Buffer | undefined {
    const address = this.#addressOf(citizen, channel);
    return address === undefined ? undefined : mac(this.#keys.addresses, channel, String(citizen), address);
  }
}

function syntheticAddress(citizen: number, channel: Channel): string | undefined {
  const { residence, email } = syntheticRecipient(syntheticCitizen(citizen));
  if (channel === 'email') return email ?? undefined;
  return residence === null ? undefined : JSON.stringify(residence);
}
