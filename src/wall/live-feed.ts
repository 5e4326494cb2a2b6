import type { Logger } from 'pino';
import type { Closeable, Matcher } from '../matching/matcher.ts';
import { errorName } from '../web/errors.ts';
import { liveOf } from './live.ts';
import type { WallEvent } from './wire.ts';

/** Waits grow and places move without a word of anybody's: the whole is looked at so often. */
const everyMs = 2_000;
/** After a change of an operator's state, so long: with three hundred of them there is always one. */
const soonMs = 1_000;

export interface LiveFeedParts {
  readonly matcher: Pick<Matcher, 'snapshot' | 'watch'>;
  readonly logger: Logger;
}

/** One look at the queues for all walls that are open here; nothing is looked at while none is. */
export class LiveFeed {
  readonly #parts: LiveFeedParts;
  readonly #listeners = new Set<(text: string) => void>();
  #last: string | undefined;
  #timer: NodeJS.Timeout | undefined;
  #looking = false;
  #again = false;
  #watching: Closeable | undefined;
  #opening = false;
  #away = false;

  constructor(parts: LiveFeedParts) {
    this.#parts = parts;
  }

  /** @param listener gets each event as JSON, the present one first @returns how to stop */
  join(listener: (text: string) => void): () => void {
    this.#listeners.add(listener);
    if (this.#listeners.size === 1) {
      this.#last = undefined;
      void this.#look();
    } else if (this.#last !== undefined) listener(this.#last);
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size === 0) this.#rest();
    };
  }

  close(): void {
    this.#listeners.clear();
    this.#rest();
  }

  #rest(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const watching = this.#watching;
    this.#watching = undefined;
    watching?.close().catch(() => {});
  }

  /** An operator's state changed. */
  #changed(): void {
    if (this.#looking) {
      this.#again = true;
      return;
    }
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#look(), soonMs);
  }

  async #look(): Promise<void> {
    if (this.#looking) return;
    this.#looking = true;
    try {
      await this.#watch();
      this.#tell(liveOf(await this.#parts.matcher.snapshot()));
      this.#away = false;
    } catch (error) {
      if (!this.#away)
        this.#parts.logger.warn({ error: errorName(error) }, 'the queues are away for the wall');
      this.#away = true;
      this.#tell({ type: 'away' });
    } finally {
      this.#looking = false;
    }
    if (this.#listeners.size === 0) return this.#rest();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#look(), this.#again ? soonMs : everyMs);
    this.#again = false;
  }

  async #watch(): Promise<void> {
    if (this.#watching !== undefined || this.#opening) return;
    this.#opening = true;
    try {
      this.#watching = await this.#parts.matcher.watch('all', () => this.#changed());
    } finally {
      this.#opening = false;
    }
  }

  #tell(event: WallEvent): void {
    const text = JSON.stringify(event);
    this.#last = text;
    for (const listener of this.#listeners) listener(text);
  }
}
