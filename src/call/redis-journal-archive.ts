import type { Redis } from 'ioredis';
import { z } from 'zod';
import type { CallJournal, CallSummary } from './journal.ts';
import type { JournalArchive } from './journals.ts';

const lifeSeconds = 7 * 24 * 60 * 60;
/** Journals kept at most, about 4 KB each: the checkpoints of live calls share this Redis. */
const mostKept = 50_000;
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

/** Journals of ended calls in Redis, for a week, the latest of them at most. They are masked when they are written, so they are kept as they are. */
export class RedisJournalArchive implements JournalArchive {
  readonly #redis: Redis;
  readonly #most: number;

  /** @param most journals that are kept; the oldest goes when one more comes */
  constructor(redis: Redis, most = mostKept) {
    this.#redis = redis;
    this.#most = most;
  }

  async put(journal: CallJournal): Promise<void> {
    const { entries: _entries, ...summary } = journal;
    await this.#redis
      .pipeline()
      .set(keyOf(journal.id), JSON.stringify(journal), 'EX', lifeSeconds)
      .lpush(index, JSON.stringify(summary))
      .expire(index, lifeSeconds)
      .exec();
    const tooMany = await this.#redis.lrange(index, this.#most, -1);
    if (tooMany.length === 0) return;
    const oldest = tooMany.map((text) => keyOf(summarySchema.parse(JSON.parse(text)).id));
    await this.#redis
      .pipeline()
      .del(...oldest)
      .ltrim(index, 0, this.#most - 1)
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
