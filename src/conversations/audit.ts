import { z } from 'zod';
import { deriveKey } from '../privacy/derive-key.ts';
import { mac } from '../privacy/mac.ts';
import type { Database } from '../store/database.ts';

/** What is written down: who saw something about a caller, who listened, who took a form up again. */
export const auditActions = [
  'reveal',
  'listen',
  'whisper',
  'barge',
  'stop-listening',
  'identity-check',
  'linea-retry',
] as const;
export type AuditAction = (typeof auditActions)[number];

/** Something somebody is about to do. */
export interface Act {
  /** The log-in name, in plain: an audit that does not say who is none. */
  readonly who: string;
  readonly action: AuditAction;
  readonly conversation: string;
  /** What was revealed: the name of the field, never what is in it. */
  readonly field: string | null;
  readonly reason: string | null;
}

export const entrySchema = z.object({
  id: z.string(),
  at: z.date(),
  who: z.string(),
  action: z.enum(auditActions),
  conversation: z.string(),
  field: z.string().nullable(),
  reason: z.string().nullable(),
});
export type Entry = z.output<typeof entrySchema>;

/** Whether the audit is as it was written. */
export interface Integrity {
  readonly entries: number;
  /** The first that was changed, or that follows one that is gone; null when all fit. */
  readonly broken: string | null;
  /** Digest of the last entry in hexadecimal: kept elsewhere, it shows later whether the end was cut off. */
  readonly last: string | null;
}

const dayMs = 86_400_000;
const pageSize = 1_000;
const chained = entrySchema.extend({
  previous: z.instanceof(Uint8Array),
  digest: z.instanceof(Uint8Array),
});
const columns = 'id, at, who, action, conversation, field, reason';

/**
 * The audit of the desk: only written on, by a trigger of the database. Each entry is chained to the one before by a keyed
 * digest, so that whoever gets around the trigger is found out.
 */
export class AuditBook {
  readonly #database: Database;
  readonly #chainKey: Buffer;
  readonly #requestKey: Buffer;
  readonly #days: number;
  readonly #now: () => Date;

  /**
   * @param given.key 32 bytes of the records; keys of their own are made from it
   * @param given.days for which an entry remains
   */
  constructor(given: { database: Database; key: Buffer; days: number; now?: () => Date }) {
    const derive = (purpose: string) => deriveKey(given.key, `centralino audit: ${purpose}`);
    this.#database = given.database;
    this.#chainKey = derive('chain');
    this.#requestKey = derive('request');
    this.#days = given.days;
    this.#now = given.now ?? (() => new Date());
  }

  /** Writes an act down, once for a key. What is written down may then be done. @throws DatabaseError */
  async note(act: Act, idempotencyKey: string): Promise<void> {
    const request = mac(this.#requestKey, act.who, idempotencyKey);
    await this.#database.transaction(async (queries) => {
      // One after the other: each needs the digest of the one before.
      await queries.script("SELECT pg_advisory_xact_lock(hashtext('centralino audit'))");
      const [before] = await queries.rows(
        z.object({ one: z.number() }),
        'SELECT 1 AS one FROM talk.audit WHERE request = $1',
        [request],
      );
      if (before !== undefined) return;
      const [last] = await queries.rows(
        z.object({ id: z.string(), digest: z.instanceof(Uint8Array) }),
        'SELECT id, digest FROM talk.audit ORDER BY id DESC LIMIT 1',
      );
      const id = String(BigInt(last?.id ?? '0') + 1n);
      const at = this.#now();
      const previous = Buffer.from(last?.digest ?? []);
      await queries.run(
        `INSERT INTO talk.audit (${columns}, until, request, previous, digest)
         VALUES ($1::text::bigint, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
        [
          id,
          at,
          act.who,
          act.action,
          act.conversation,
          act.field,
          act.reason,
          new Date(at.getTime() + this.#days * dayMs),
          request,
          previous,
          this.#digest(previous, { id, at, ...act }),
        ],
      );
    });
  }

  /** The newest first. @param query.before an id: only older ones */
  async read(query: {
    readonly who?: string | undefined;
    readonly action?: AuditAction | undefined;
    readonly conversation?: string | undefined;
    readonly before?: string | undefined;
    readonly limit: number;
  }): Promise<readonly Entry[]> {
    return await this.#database.rows(
      entrySchema,
      `SELECT ${columns} FROM talk.audit
       WHERE ($1::text IS NULL OR who = $1::text) AND ($2::text IS NULL OR action = $2::text)
         AND ($3::text IS NULL OR conversation = $3::text)
         AND ($4::text IS NULL OR id < $4::text::bigint) ORDER BY id DESC LIMIT $5::integer`,
      [
        query.who ?? null,
        query.action ?? null,
        query.conversation ?? null,
        query.before ?? null,
        query.limit,
      ],
    );
  }

  /** Looks at every entry. @throws DatabaseError */
  async integrity(): Promise<Integrity> {
    let entries = 0;
    let last: { readonly id: string; readonly digest: Uint8Array } | undefined;
    while (true) {
      const page = await this.#database.rows(
        chained,
        `SELECT ${columns}, previous, digest FROM talk.audit WHERE id > $1::text::bigint ORDER BY id LIMIT ${pageSize}`,
        [last?.id ?? '0'],
      );
      for (const { previous, digest, ...entry } of page) {
        const follows = last === undefined || Buffer.compare(previous, last.digest) === 0;
        if (!follows || Buffer.compare(digest, this.#digest(previous, entry)) !== 0)
          return { entries, broken: entry.id, last: null };
        entries += 1;
        last = { id: entry.id, digest };
      }
      if (page.length < pageSize) break;
    }
    return { entries, broken: null, last: (last && Buffer.from(last.digest).toString('hex')) ?? null };
  }

  /** Forgets what has been kept long enough; younger entries the database does not let go. @throws DatabaseError */
  async prune(): Promise<void> {
    // From the oldest on and without a gap; the last one stays whatever its age: the next entry is chained to it.
    await this.#database.run(
      `DELETE FROM talk.audit WHERE id < coalesce((SELECT min(id) FROM talk.audit WHERE until > $1),
         (SELECT max(id) FROM talk.audit))`,
      [this.#now()],
    );
  }

  #digest(previous: Uint8Array, entry: Entry): Buffer {
    const { id, at, who, action, conversation, field, reason } = entry;
    const said = JSON.stringify([id, at.toISOString(), who, action, conversation, field, reason]);
    return mac(this.#chainKey, previous, said);
  }
}
