import { deriveKey } from '../privacy/derive-key.ts';
import { mac } from '../privacy/mac.ts';
import type { Database } from '../store/database.ts';
import type { Conversation } from './conversation.ts';

const dayMs = 86_400_000;

/** For how long what is kept. */
export interface Retention {
  /** Days for which a row remains. */
  readonly days: number;
  /**
   * Days for which a row says by a pseudonym which operator it was: long enough for a complaint, too short for a
   * profile of somebody's work (art. 4 law 300/1970; art. 5 (1) c and e GDPR).
   */
  readonly operatorDays: number;
}

/** What remains of conversations: one row each. */
export class ConversationBook {
  readonly #database: Database;
  readonly #key: Buffer;
  readonly #clock: (at: Date) => { readonly date: string; readonly hour: number };
  readonly #retention: Retention;
  readonly #now: () => Date;

  /**
   * @param given.key 32 bytes of the records; pseudonyms are made with a key of their own that is made from it
   * @param given.clock what calendar (`YYYY-MM-DD`) and clock show in Italy
   */
  constructor(given: {
    database: Database;
    key: Buffer;
    clock: (at: Date) => { readonly date: string; readonly hour: number };
    retention: Retention;
    now?: () => Date;
  }) {
    this.#database = given.database;
    this.#key = deriveKey(given.key, 'centralino conversations: operator');
    this.#clock = given.clock;
    this.#retention = given.retention;
    this.#now = given.now ?? (() => new Date());
  }

  /** Keeps a conversation once, however often and by whomever it is handed in. @throws DatabaseError */
  async keep(conversation: Conversation): Promise<void> {
    const { operator, outcome, answeredAt } = conversation;
    const [entered, ended] = [new Date(conversation.enteredAt), new Date(conversation.endedAt)];
    const answered = answeredAt === null ? null : new Date(answeredAt);
    const { date, hour } = this.#clock(entered);
    const seconds = (from: Date, to: Date) => Math.round((to.getTime() - from.getTime()) / 1_000);
    await this.#database.run(
      `INSERT INTO talk.conversation (id, queue, topic, language, level, identity, call_back, day, hour, entered_at,
         offered_at, answered_at, ended_at, waited, talked, outcome, operator, transfers, second_level)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8::text::date, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)
       ON CONFLICT DO NOTHING`,
      [
        conversation.id,
        conversation.queue,
        conversation.topic,
        conversation.language,
        conversation.level,
        conversation.identity,
        conversation.callBack,
        date,
        hour,
        entered,
        conversation.offeredAt === null ? null : new Date(conversation.offeredAt),
        answered,
        ended,
        seconds(entered, answered ?? ended),
        answered === null ? null : seconds(answered, ended),
        outcome,
        operator === null ? null : this.pseudonymOf(operator),
        conversation.transfers,
        conversation.secondLevel,
      ],
    );
  }

  /** What the operator says it came to; said again, the last word holds. It may come before the conversation itself. */
  async dispose(id: string, disposition: string): Promise<void> {
    await this.#database.run(
      `INSERT INTO talk.disposition (conversation, disposition, at) VALUES ($1, $2, $3)
       ON CONFLICT (conversation) DO UPDATE SET disposition = excluded.disposition, at = excluded.at`,
      [id, disposition, this.#now()],
    );
  }

  /** What stands for an operator; nobody without the key gets from it to a name, even with a list of all names. */
  pseudonymOf(login: string): string {
    return mac(this.#key, login).toString('hex').slice(0, 16);
  }

  /** Forgets who answered, and later the rows. @throws DatabaseError */
  async prune(): Promise<void> {
    const before = (days: number) => new Date(this.#now().getTime() - days * dayMs);
    const { days, operatorDays } = this.#retention;
    await this.#database.run(
      'UPDATE talk.conversation SET operator = NULL WHERE operator IS NOT NULL AND entered_at < $1',
      [before(operatorDays)],
    );
    await this.#database.run('DELETE FROM talk.conversation WHERE entered_at < $1', [before(days)]);
    await this.#database.run('DELETE FROM talk.disposition WHERE at < $1', [before(days)]);
  }
}
