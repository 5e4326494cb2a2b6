import type { Redis } from 'ioredis';
import { z } from 'zod';
import type { CallJournal, CallSummary } from './journal.ts';
import type { JournalArchive } from './journals.ts';

const lifeSeconds = 7 * 24 * 60 * 60;
/** Ids kept in the list of calls. */
const listed = 10_000;
const index = 'centralino:journals';

const summarySchema = z.object({
  id: z.string(),
  line: z.string(),
  startedAt: z.string(),
  language: z.string(),
  state: z.enum(['live', 'ended']),
  durationMs: z.number(),
});

const journalSchema = z.custom<CallJournal>(
  (value) =>
    summarySchema.safeParse(value).success &&
    z.object({ entries: z.array(z.looseObject({ ms: z.number() })) }).safeParse(value).success,
  'not a journal',
);

/** Journals of ended calls in Redis, for a week. They are masked when they are written, so they are kept as they are. */
export class RedisJournalArchive implements JournalArchive {
  readonly #redis: Redis;

  constructor(redis: Redis) {
    this.#redis = redis;
  }

  async put(journal: CallJournal): Promise<void> {
    const { entries: _entries, ...summary } = journal;
    await this.#redis
      .pipeline()
      .set(keyOf(journal.id), JSON.stringify(journal), 'EX', lifeSeconds)
      .lpush(index, JSON.stringify(summary))
      .ltrim(index, 0, listed - 1)
      .expire(index, lifeSeconds)
      .exec();
  }

  async get(id: string): Promise<CallJournal | undefined> {
    const text = await this.#redis.get(keyOf(id));
    return text === null ? undefined : journalSchema.parse(JSON.parse(text));
  }

  async list(limit: number): Promise<readonly CallSummary[]> {
    const texts = await this.#redis.lrange(index, 0, limit - 1);
    return texts.map((text) => summarySchema.parse(JSON.parse(text)));
  }
}

function keyOf(id: string): string {
  return `centralino:journal:${id}`;
}
