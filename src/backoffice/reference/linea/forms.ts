/** linea.apri: forms that operators handed over, and what linea.richiesta says of them. */
import { z } from 'zod';
import { mac } from '../../../privacy/mac.ts';
import { Sealer } from '../../../privacy/seal.ts';
import type { Database } from '../../../store/database.ts';
import type { ArgumentsOf, ResultOf } from '../../operation.ts';
import { lineaApri } from '../../operations/linea.apri.ts';
import { lineaRichiesta, mezziRisposta } from '../../operations/linea.richiesta.ts';
import { dayInItaly } from '../day-in-italy.ts';
import type { ReferenceKeys } from '../keys.ts';
import { lineaRequests } from '../linea-requests.ts';
import { officeCode, officeCount, officeTown } from '../offices.ts';
import { type References, UnknownReference } from '../references.ts';
import { once } from '../requests.ts';

/** Two years after it was opened nobody asks about a form by telephone any more. */
const keepMs = 2 * 366 * 24 * 60 * 60_000;

const formRow = z.object({
  office: z.string(),
  due: z.string(),
  state: z.enum(['open', 'answered', 'closed']),
  means: z.enum(mezziRisposta),
  receivedAt: z.date(),
  updatedAt: z.date(),
});
const offices: ReadonlySet<string> = new Set(
  Array.from({ length: officeCount }, (_, index) => officeCode(index)),
);

export class LineaForms {
  readonly #database: Database;
  readonly #references: References;
  readonly #key: Buffer;
  readonly #sealer: Sealer;
  readonly #now: () => Date;

  /** @param given.now the clock; tests give their own */
  constructor(given: {
    database: Database;
    references: References;
    keys: ReferenceKeys;
    now?: (() => Date) | undefined;
  }) {
    this.#database = given.database;
    this.#references = given.references;
    this.#key = given.keys.linea;
    this.#sealer = new Sealer(given.keys.linea);
    this.#now = given.now ?? (() => new Date());
  }

  /** @throws UnknownReference, IdempotencyKeyReused, DatabaseError */
  async apri(
    args: ArgumentsOf<typeof lineaApri>,
    idempotencyKey: string,
  ): Promise<ResultOf<typeof lineaApri>> {
    const citizen = this.#references.readPerson(args.persona);
    const office = args.sede ?? officeCode(citizen % officeCount);
    if (!offices.has(office)) return { outcome: 'refused', value: { perche: 'sede-sconosciuta' } };
    const id = args.richiesta.reveal();
    const { quesito, telefono, email } = args;
    const now = this.#now();
    const asked = [id, String(citizen), office, args.argomento, args.entro, quesito.reveal()];
    return await this.#database.transaction((queries) =>
      once<ResultOf<typeof lineaApri>>(
        queries,
        {
          key: idempotencyKey,
          fingerprint: mac(this.#key, 'request', ...asked, telefono?.reveal() ?? '', email?.reveal() ?? ''),
          now,
          answer: answered,
        },
        async () => {
          const inUse = lineaRequests(citizen).some((one) => one.id === id);
          const written = inUse
            ? 0
            : await queries.run(
                `INSERT INTO reference.linea_form (id, citizen, topic, office, due, sealed, received_at, updated_at)
                 VALUES ($1, $2, $3, $4, $5::text::date, $6, $7, $7) ON CONFLICT DO NOTHING`,
                [
                  id,
                  citizen,
                  args.argomento,
                  office,
                  args.entro,
                  this.#sealer.seal({ quesito, telefono, email }),
                  now,
                ],
              );
          if (written === 0) return { outcome: 'refused', value: { perche: 'numero-in-uso' } };
          return { outcome: 'accepted', value: { sede: officeTown(office), entro: args.entro } };
        },
      ),
    );
  }

  /**
   * The answer of linea.richiesta, with forms that operators handed over.
   * @param wire the arguments as they were sent
   * @throws UnknownReference, DatabaseError
   */
  async judged<Answer extends { readonly outcome: string; readonly value: unknown }>(
    wire: unknown,
    answer: Answer,
  ): Promise<Answer | ResultOf<typeof lineaRichiesta>> {
    if (answer.outcome !== 'not-found') return answer;
    const { persona, richiesta } = lineaRichiesta.arguments.parse(wire);
    const meaning = this.#references.read(persona);
    if (meaning.type === 'domanda') throw new UnknownReference('not the reference of a person');
    const people = meaning.type === 'persona' ? [meaning.citizen] : meaning.citizens;
    const [form] = await this.#database.rows(
      formRow,
      `SELECT office, due, state, means, received_at AS "receivedAt", updated_at AS "updatedAt"
       FROM reference.linea_form
       WHERE id = $1 AND citizen IN (SELECT value::integer FROM jsonb_array_elements_text($2::text::jsonb))`,
      [richiesta.reveal(), JSON.stringify(people)],
    );
    if (form === undefined) return answer;
    const late = form.due < dayInItaly(this.#now());
    const states = { open: late ? 'in-ritardo' : 'in-lavorazione', answered: 'risposta', closed: 'chiusa' };
    return {
      outcome: 'found',
      value: lineaRichiesta.outcomes.found.parse({
        stato: states[form.state],
        ricevuta: dayInItaly(form.receivedAt),
        entro: form.due,
        aggiornata: dayInItaly(form.updatedAt),
        mezzo: form.means,
        sede: officeTown(form.office),
      }),
    };
  }

  /** The office answered a form, or closed it without an answer (`nessuno`). @returns false when there is none open */
  async answer(id: string, means: (typeof mezziRisposta)[number]): Promise<boolean> {
    const changed = await this.#database.run(
      `UPDATE reference.linea_form SET state = $2, means = $3, updated_at = $4 WHERE id = $1 AND state = 'open'`,
      [id, means === 'nessuno' ? 'closed' : 'answered', means, this.#now()],
    );
    return changed === 1;
  }

  /** Forgets what nobody asks about any more. @throws DatabaseError */
  async prune(): Promise<void> {
    await this.#database.run('DELETE FROM reference.linea_form WHERE received_at < $1', [
      new Date(this.#now().getTime() - keepMs),
    ]);
  }
}

/** What was written down for a key, read back: nothing personal is in it. */
const answered: z.ZodType<ResultOf<typeof lineaApri>> = z.discriminatedUnion('outcome', [
  z.object({ outcome: z.literal('accepted'), value: lineaApri.outcomes.accepted }),
  z.object({ outcome: z.literal('refused'), value: lineaApri.outcomes.refused }),
]);
