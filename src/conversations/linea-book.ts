import { z } from 'zod';
import { deriveKey } from '../privacy/derive-key.ts';
import { mac } from '../privacy/mac.ts';
import { Sealer } from '../privacy/seal.ts';
import { Sensitive } from '../privacy/sensitive.ts';
import type { Database, Queries } from '../store/database.ts';
import { referenceOf } from '../store/reference.ts';

export const lineaStates = ['received', 'handed-over', 'refused'] as const;
export type LineaState = (typeof lineaStates)[number];

/** A Linea INPS form as an operator fills it in: a question for an office (second level). */
export interface NewForm {
  readonly conversation: string | null;
  readonly topic: string;
  /** Code of the office that shall answer; null: that of the person's residence. */
  readonly office: string | null;
  readonly urgent: boolean;
  readonly content: FormContent;
}

/** What is about somebody: kept sealed, and only until the institution has it. */
export interface FormContent {
  /** The institution's reference of the person. */
  readonly persona: Sensitive;
  readonly question: Sensitive;
  readonly telephone: Sensitive | null;
  readonly email: Sensitive | null;
}

/** What the caller is told. */
export interface Opened {
  readonly reference: string;
  /** The working day by which an answer is due, `YYYY-MM-DD`. */
  readonly dueDay: string;
  readonly dueAt: Date;
}

export const summarySchema = z.object({
  reference: z.string(),
  topic: z.string(),
  office: z.string().nullable(),
  town: z.string().nullable().describe('of the office, once it has the form'),
  urgent: z.boolean(),
  dueDay: z.string(),
  dueAt: z.date(),
  state: z.enum(lineaStates),
  reason: z.string().nullable().describe('why the institution refused it'),
  attempts: z.int(),
  createdAt: z.date(),
});
export type Summary = z.output<typeof summarySchema>;

/** A form that is to be handed over. */
export interface DueForm extends NewForm {
  readonly reference: string;
  readonly dueDay: string;
  readonly attempts: number;
}

const dayMs = 86_400_000;
const text = z.custom<Sensitive>((value) => value instanceof Sensitive && typeof value.reveal() === 'string');
const contentSchema = z.object({
  persona: text,
  question: text,
  telephone: text.nullable(),
  email: text.nullable(),
});
const openedRow = z.object({ reference: z.string(), dueDay: z.string(), dueAt: z.date() });
const dueRow = z.object({
  reference: z.string(),
  conversation: z.string().nullable(),
  topic: z.string(),
  office: z.string().nullable(),
  urgent: z.boolean(),
  dueDay: z.string(),
  sealed: z.string(),
  attempts: z.number(),
});
const columns = `reference, topic, office, town, urgent, due_day AS "dueDay", due_at AS "dueAt", state, reason, attempts,
  created_at AS "createdAt"`;

/** Linea INPS forms in the database: once `open` resolves, a form is written and will not be lost. */
export class LineaBook {
  readonly #database: Database;
  readonly #sealer: Sealer;
  readonly #requestKey: Buffer;
  readonly #days: number;
  readonly #now: () => Date;

  /**
   * @param given.key 32 bytes of the records; keys of their own are made from it
   * @param given.days for which a form remains
   */
  constructor(given: { database: Database; key: Buffer; days: number; now?: () => Date }) {
    const derive = (purpose: string) => deriveKey(given.key, `centralino linea inps: ${purpose}`);
    this.#database = given.database;
    this.#sealer = new Sealer(derive('content'));
    this.#requestKey = derive('request');
    this.#days = given.days;
    this.#now = given.now ?? (() => new Date());
  }

  /**
   * Opens a form.
   * @param due until when it is to be answered
   * @param idempotencyKey the same twice is one form
   * @throws DatabaseError
   */
  async open(
    form: NewForm,
    due: { readonly at: Date; readonly day: string },
    idempotencyKey: string,
  ): Promise<Opened> {
    const request = mac(this.#requestKey, idempotencyKey);
    const now = this.#now();
    return await this.#database.transaction(async (queries) => {
      const before = await held(queries, request);
      if (before !== undefined) return before;
      const [next] = await queries.rows(
        z.object({ count: z.string() }),
        "SELECT nextval('talk.linea_reference') AS count",
      );
      const reference = referenceOf(BigInt(next?.count ?? 0));
      const written = await queries.run(
        `INSERT INTO talk.linea_form (reference, request, conversation, topic, office, urgent, due_at, due_day, sealed,
           state, next_try, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8::text::date, $9, 'received', $10, $10) ON CONFLICT DO NOTHING`,
        [
          reference,
          request,
          form.conversation,
          form.topic,
          form.office,
          form.urgent,
          due.at,
          due.day,
          this.#sealer.seal(form.content),
          now,
        ],
      );
      if (written === 1) return { reference, dueDay: due.day, dueAt: due.at };
      // Somebody else was faster, and has committed: that is what the insert waited for.
      const faster = await held(queries, request);
      if (faster === undefined) throw new Error('a form was neither written nor there');
      return faster;
    });
  }

  async find(reference: string): Promise<Summary | undefined> {
    const [form] = await this.#database.rows(
      summarySchema,
      `SELECT ${columns} FROM talk.linea_form WHERE reference = $1`,
      [reference],
    );
    return form;
  }

  /** Those whose answer is due first come first. @param which `waiting`: all that the institution does not have yet */
  async list(which: LineaState | 'waiting', most: number): Promise<readonly Summary[]> {
    return await this.#database.rows(
      summarySchema,
      `SELECT ${columns} FROM talk.linea_form
       WHERE state = $1::text OR ($1::text = 'waiting' AND state <> 'handed-over')
       ORDER BY due_at, reference LIMIT $2::integer`,
      [which, most],
    );
  }

  /** Takes some that are to be handed over for oneself, until the given time. @throws DatabaseError, SealError */
  async claim(most: number, until: Date): Promise<readonly DueForm[]> {
    const rows = await this.#database.rows(
      dueRow,
      `WITH due AS (
         SELECT reference FROM talk.linea_form WHERE state = 'received' AND next_try <= $1
         ORDER BY next_try LIMIT $2::integer FOR UPDATE SKIP LOCKED)
       UPDATE talk.linea_form f SET next_try = $3, attempts = attempts + 1
       FROM due WHERE f.reference = due.reference
       RETURNING f.reference, conversation, topic, office, urgent, due_day AS "dueDay", sealed, attempts`,
      [this.#now(), most, until],
    );
    return rows.map(({ sealed, ...form }) => ({
      ...form,
      content: contentSchema.parse(this.#sealer.open(sealed)),
    }));
  }

  /** The institution has it: what was asked is there now, and here no more. */
  async handedOver(reference: string, town: string): Promise<void> {
    await this.#database.run(
      `UPDATE talk.linea_form SET state = 'handed-over', town = $2, sealed = '', next_try = NULL
       WHERE reference = $1 AND state = 'received'`,
      [reference, town],
    );
  }

  /** The institution does not take it: it waits for a person. */
  async refused(reference: string, reason: string): Promise<void> {
    await this.#database.run(
      `UPDATE talk.linea_form SET state = 'refused', reason = $2, next_try = NULL
       WHERE reference = $1 AND state = 'received'`,
      [reference, reason],
    );
  }

  /** It could not be handed over now. */
  async later(reference: string, at: Date): Promise<void> {
    await this.#database.run(
      "UPDATE talk.linea_form SET next_try = $2 WHERE reference = $1 AND state = 'received'",
      [reference, at],
    );
  }

  /** Has one that was refused tried again, with another office. @returns false when there is none refused */
  async retry(reference: string, office: string | null): Promise<boolean> {
    const changed = await this.#database.run(
      `UPDATE talk.linea_form SET state = 'received', reason = NULL, office = $2, next_try = $3
       WHERE reference = $1 AND state = 'refused'`,
      [reference, office, this.#now()],
    );
    return changed === 1;
  }

  /** Forgets what has been kept long enough. @throws DatabaseError */
  async prune(): Promise<void> {
    await this.#database.run('DELETE FROM talk.linea_form WHERE created_at < $1', [
      new Date(this.#now().getTime() - this.#days * dayMs),
    ]);
  }
}

async function held(queries: Queries, request: Buffer): Promise<Opened | undefined> {
  const [row] = await queries.rows(
    openedRow,
    'SELECT reference, due_day AS "dueDay", due_at AS "dueAt" FROM talk.linea_form WHERE request = $1',
    [request],
  );
  return row;
}
