import type { Redis } from 'ioredis';
import { reasonOf } from '../call/failure.ts';
import type { CallBackRecords } from '../call-backs/call-back.ts';
import type { CallBackNote, CallBackNotes } from './call-back-notes.ts';
import { sealContext } from './call-context.ts';
import type { OperatorParts } from './parts.ts';

/** Redis that has lost its memory does not have this any more. */
const marker = 'centralino:call-backs:in-line';
const pageSize = 10;

export interface CallBackLineParts {
  readonly redis: Redis;
  readonly records: CallBackRecords;
  readonly notes: CallBackNotes;
  /** Those that have ended, and of which the records do not know so far. */
  readonly over: ReadonlySet<string>;
  /** When the next call may be placed, by the rules; undefined after the last one. */
  readonly next: (note: CallBackNote, now: number) => number | undefined;
  /** How often it is looked whether Redis still has them, and how often all are compared all the same, in ms. */
  readonly lookMs: number;
  readonly compareMs: number;
}

/**
 * Keeps all call-backs in line that the records have: whatever Redis forgets is entered again, with its time of arrival.
 * Every engine does so, and it does not matter who is first.
 */
export class CallBackLine {
  readonly #parts: OperatorParts;
  readonly #own: CallBackLineParts;
  #timer: NodeJS.Timeout | undefined;
  #comparedAt = 0;
  #closed = false;

  constructor(parts: OperatorParts, own: CallBackLineParts) {
    this.#parts = parts;
    this.#own = own;
  }

  start(): void {
    this.#schedule();
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
  }

  /** One of them may not be in line: all are compared soon. */
  doubt(): void {
    this.#comparedAt = 0;
  }

  /** Puts one in line, or nothing happens when it is there. Rejects while Redis is away. */
  async enter(note: CallBackNote): Promise<void> {
    const { matcher, engine, sealer, logger } = this.#parts;
    const { id, queue, language, context, since, giveUpAt } = note;
    const now = Date.now();
    // The calls are counted: who was called a moment ago is not called again because Redis forgot it.
    const called = note.calledAt === null ? now : this.#own.next(note, now);
    const notBefore = Math.max(note.notBefore, called ?? now);
    const entered = await matcher.enter({
      id,
      kind: 'call-back',
      queue,
      language,
      engine,
      sealedContext: sealContext(sealer, context),
      since,
      giveUpAt,
      ...(notBefore > now ? { notBefore } : {}),
    });
    if (entered === 'unknown-queue')
      logger.warn({ queue }, 'a call-back waits for a queue that is not in the file any more');
  }

  #schedule(): void {
    if (this.#closed) return;
    const pause = this.#own.lookMs * (0.75 + Math.random() / 2);
    this.#timer = setTimeout(async () => {
      await this.#look().catch((error: unknown) => {
        this.#parts.logger.debug({ reason: reasonOf(error) }, 'the call-backs could not be compared');
      });
      this.#schedule();
    }, pause).unref();
  }

  async #look(): Promise<void> {
    const { redis, compareMs } = this.#own;
    if (redis.status !== 'ready') return;
    const now = Date.now();
    const remembers = (await redis.exists(marker)) === 1;
    if (remembers && now - this.#comparedAt < compareMs) return;
    this.#comparedAt = now;
    try {
      await this.#compare();
      await redis.set(marker, this.#parts.engine);
    } catch (error) {
      this.doubt();
      throw error;
    }
  }

  async #compare(): Promise<void> {
    const { records, notes, over } = this.#own;
    for (let after = ''; !this.#closed; ) {
      // What is told to the records while they are read may be pending on this page still.
      const wereOver = new Set(over);
      const page = await records.pending(after, pageSize);
      const absent = await this.#parts.matcher.absent(page.map(({ id }) => id));
      for (const row of page) {
        if (!absent.includes(row.id) || over.has(row.id) || wereOver.has(row.id)) continue;
        try {
          await this.enter(notes.read(row));
        } catch (error) {
          // One that cannot be read keeps no other one out.
          this.#parts.logger.warn({ reason: reasonOf(error) }, 'a call-back could not be put in line');
        }
      }
      const last = page.at(-1);
      if (last === undefined || page.length < pageSize) return;
      after = last.id;
    }
  }
}
