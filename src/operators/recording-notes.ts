import type { Redis } from 'ioredis';
import { z } from 'zod';

const noteSchema = z.object({
  /** The network's name for it. */
  name: z.string(),
  queue: z.string(),
  language: z.string(),
  conversation: z.string(),
  operator: z.string(),
  /** From 1: a conversation is recorded in parts. */
  part: z.int(),
  /** When it began, epoch ms. */
  at: z.number(),
});
/** A part of a conversation that is being recorded, or that the records do not have so far. */
export type RecordingNote = z.infer<typeof noteSchema>;

/** What is recorded lies with the network no longer. */
const lifeSeconds = 24 * 60 * 60;

/**
 * Recordings of one engine that the records do not have, in Redis: an engine that comes back after it died hands them over.
 * Nothing is in it that the matching does not have. Never rejects: without Redis there is a recording and no note of it.
 */
export class RecordingNotes {
  readonly #redis: Redis;
  readonly #key: string;

  constructor(redis: Redis, engine: string) {
    this.#redis = redis;
    this.#key = keyOf(engine);
  }

  async write(note: RecordingNote): Promise<void> {
    await this.#redis
      .multi()
      .hset(this.#key, note.name, JSON.stringify(note))
      .expire(this.#key, lifeSeconds)
      .exec()
      .catch(() => undefined);
  }

  async erase(name: string): Promise<void> {
    await this.#redis.hdel(this.#key, name).catch(() => undefined);
  }

  /** Those of another engine whose conversations go on here: from now on they are this engine's. */
  async takeFrom(engine: string, conversations: ReadonlySet<string>): Promise<readonly RecordingNote[]> {
    const texts = await this.#redis.hvals(keyOf(engine)).catch(() => []);
    const notes = texts
      .flatMap((text) => read(text) ?? [])
      .filter(({ conversation }) => conversations.has(conversation))
      .sort((one, other) => one.at - other.at);
    for (const note of notes) {
      await this.write(note);
      await this.#redis.hdel(keyOf(engine), note.name).catch(() => undefined);
    }
    return notes;
  }

  /** Those of this engine, the oldest first. */
  async all(): Promise<readonly RecordingNote[]> {
    const texts = await this.#redis.hvals(this.#key).catch(() => []);
    return texts.flatMap((text) => read(text) ?? []).sort((one, other) => one.at - other.at);
  }
}

function keyOf(engine: string): string {
  return `centralino:recordings:${engine}`;
}

function read(text: string): RecordingNote | undefined {
  try {
    return noteSchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
