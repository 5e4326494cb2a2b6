import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import { type Session, sessionSchema } from '../flow/session.ts';
import { type Checkpoints, notOurs } from './ports.ts';
import type { Release, Releases } from './release.ts';

/** Pauses between attempts to read what was saved of a call. */
const loadPausesMs = [100, 250, 500, 1_000] as const;

/** A call as it was saved, with the flows it began with. */
export interface Saved {
  readonly session: Session;
  readonly release: Release;
}

interface SavedCallsParts {
  readonly checkpoints: Pick<Checkpoints, 'load'>;
  readonly releases: Pick<Releases, 'find'>;
  readonly logger: Logger;
}

/** Reads what was saved of calls that began before this engine knew them. */
export class SavedCalls {
  readonly #parts: SavedCallsParts;

  constructor(parts: SavedCallsParts) {
    this.#parts = parts;
  }

  /**
   * The session of a call with the flows it began with, if it is there, whole, and they are still kept.
   * @param otherwise what is believed of a call when the store stays away
   * @returns undefined for a call that can only begin anew; `over` for one that had ended
   */
  async find(
    callId: string,
    otherwise?: typeof notOurs,
  ): Promise<Saved | typeof notOurs | 'over' | undefined> {
    const { releases, logger } = this.#parts;
    const saved = await this.#load(callId, otherwise);
    if (saved === undefined || saved === notOurs) return saved;
    const session = sessionSchema.safeParse(saved);
    if (session.success && session.data.phase !== 'running') return 'over';
    if (session.success) {
      const release = await releases.find(session.data.version).catch(() => undefined);
      if (release !== undefined) return { session: session.data, release };
    }
    logger.warn(
      { call: callId, version: session.data?.version },
      'the checkpoint of a call cannot be used, or its flows are no longer kept; the call begins anew',
    );
    return undefined;
  }

  /** A store that is busy is asked again: to wait a little is better than to begin anew. */
  async #load(callId: string, otherwise: typeof notOurs | undefined): Promise<unknown> {
    for (const ms of loadPausesMs) {
      try {
        return await this.#parts.checkpoints.load(callId);
      } catch {
        await delay(ms);
      }
    }
    return otherwise;
  }
}
